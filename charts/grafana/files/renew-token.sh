# Writes a token for grafana-operator into a Secret: Amazon Managed Grafana lets one live for 30 days at most. It runs each hour, and
# makes a new one after a week. The token before stays for those who still have it, until there is another.
set -eu
umask 077
account=grafana-operator
week=604800
month=2592000
now=$(date +%s)

grafana() { aws grafana "$@" --region "$AWS_REGION" --workspace-id "$GRAFANA_WORKSPACE_ID" --output text; }
# Secrets are no arguments, which other processes could read.
printf 'header = "Authorization: Bearer %s"\n' "$(cat "$KUBERNETES_IDENTITY/token")" > "$HOME/curl.conf"
secret() {
  curl --silent --show-error --fail --retry 3 --max-time 30 --cacert "$KUBERNETES_IDENTITY/ca.crt" --config "$HOME/curl.conf" "$@" \
    "$KUBERNETES_API/api/v1/namespaces/$NAMESPACE/secrets/$SECRET"
}

# Without its Secret a token would be of no use. One of another workspace is of none either.
found=$(secret)
made=$(printf '%s' "$found" | sed -n "s/.*\"renewed\": *\"$GRAFANA_WORKSPACE_ID \([0-9]*\)\".*/\1/p" | head -n 1)
if [ -n "$made" ] && [ $((now - made)) -lt $week ]; then
  echo "the token is younger than a week"
  exit 0
fi

id=$(grafana list-workspace-service-accounts --query "serviceAccounts[?name=='$account'].id | [0]")
[ "$id" != None ] || id=$(grafana create-workspace-service-account --name "$account" --grafana-role ADMIN --query id)
# Names are times: all but the newest are of no use.
old=$(grafana list-workspace-service-account-tokens --service-account-id "$id" --query 'sort_by(serviceAccountTokens, &name)[:-1].id')
set -- $(grafana create-workspace-service-account-token --service-account-id "$id" --name "$now" \
  --seconds-to-live $month --query '[serviceAccountToken.id, serviceAccountToken.key]')

delete() { grafana delete-workspace-service-account-token --service-account-id "$id" --token-id "$1" > /dev/null; }
printf '{"metadata":{"annotations":{"renewed":"%s %s"}},"stringData":{"token":"%s"}}' "$GRAFANA_WORKSPACE_ID" "$now" "$2" > "$HOME/patch.json"
if ! secret --request PATCH --header 'Content-Type: application/merge-patch+json' --data-binary "@$HOME/patch.json" > /dev/null; then
  delete "$1"
  exit 1
fi
echo "a new token is in secret $NAMESPACE/$SECRET"
for each in $old; do
  [ "$each" = None ] || delete "$each"
done
