import { bytes } from '../facts/quantity';

/**
 * Figures that Alloy's queue and write-ahead log are bounded by.
 * https://grafana.com/docs/alloy/latest/reference/components/prometheus/prometheus.remote_write/
 */

/** Time that unsent samples are kept for, in hours: a long outage, after which old metrics have lost their worth. */
export const WAL_MAX_HOURS = 8;

/**
 * The queue to the workspace. In memory it holds at most shards × (capacity + batch) = 60,000 samples, some tens of MiB;
 * what does not fit waits in the write-ahead log. Ten shards send 10,000 samples/s at a latency of a second.
 */
export const QUEUE = { maxShards: 10, capacity: 5000, samplesPerSend: 1000 } as const;

/** Active series that a GiB of memory holds. https://grafana.com/docs/alloy/latest/introduction/estimate-resource-usage/ */
const SERIES_PER_GIBIBYTE = 1_000_000 / 11;

/** Write-ahead log of one sample, in bytes: reference, timestamp and value, before compression. */
const WAL_BYTES_PER_SAMPLE = 16;

/** The log is written in segments of 128 MiB, and a checkpoint needs space in addition while it is written. */
const WAL_BASE_BYTES = 3 * 128 * 2 ** 20;

/**
 * Disk that the write-ahead log of one pod takes at most, in GiB: all samples of the longest outage, from as many series as
 * the pod's memory can hold.
 */
export function walGibibytes(memoryLimit: string, scrapeIntervalSeconds: number): number {
  const series = (bytes(memoryLimit) / 2 ** 30) * SERIES_PER_GIBIBYTE;
  const samples = (series / scrapeIntervalSeconds) * WAL_MAX_HOURS * 3600;
  return Math.ceil((samples * WAL_BYTES_PER_SAMPLE + WAL_BASE_BYTES) / 2 ** 30);
}
