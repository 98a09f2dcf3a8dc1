#!/bin/sh
# Writes one JSON line each INTERVAL_SECONDS: mostly info, and every other level often enough to see what the log policy
# does with it. Five lines share a trace_id, as the lines of one request would.
set -eu
trap 'exit 0' TERM INT

beat=0
trace_id=
while :; do
  if [ $((beat % 5)) -eq 0 ]; then
    trace_id=$(tr -d - </proc/sys/kernel/random/uuid)
  fi
  case $((beat % 20)) in
    3 | 13) level=debug ;;
    7) level=warn ;;
    17) level=error ;;
    *) level=info ;;
  esac
  printf '{"timestamp":"%s","level":"%s","message":"heartbeat %d","trace_id":"%s","app":"heartbeat","pod":"%s"}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$level" "$beat" "$trace_id" "$HOSTNAME"
  : >/tmp/alive
  beat=$((beat + 1))
  # In the background, so that a signal is served at once and not after the sleep.
  sleep "$INTERVAL_SECONDS" &
  wait $!
done
