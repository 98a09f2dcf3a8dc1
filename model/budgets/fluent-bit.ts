import { type Destination, destinationAliases } from '../facts/destinations';
import { mebibytes } from '../facts/quantity';
import { isCounting } from '../names/log-groups';
import type { Problem } from '../problem';
import type { Environment } from '../schema/environment';

/**
 * Buffers from one figure: the raw container log of the busiest node. Pure, so that overlays are checked with it before
 * anything is written.
 */
export interface Budget {
  /** Chunks that may be in memory at a time. */
  readonly maxChunksUp: number;
  /** Memory for chunks of a former run, in MiB. */
  readonly backlogMebibytes: number;
  /** Disk of each output, by its alias, in MiB. */
  readonly diskMebibytes: Readonly<Record<string, number>>;
}

type Logs = Environment['logs'];

/** What the buffers depend on, of the section `logs` of an environment. */
export type BudgetSettings = Pick<Logs, 'cloudwatch' | 'streams' | 'peakKibibytesPerSecond' | 'outageSeconds'> & {
  readonly destinations: readonly Destination[];
  readonly applications: readonly Pick<Logs['applications'][number], 'name' | 'peakSharePercent'>[];
  readonly fluentBit: Pick<Logs['fluentBit'], 'memoryLimit' | 'diskLimit'>;
};

/** Time between two deliveries, in seconds. */
export const FLUSH_SECONDS = 5;
/** Longest pause between two attempts for a chunk, in seconds. The default is more than half an hour. */
export const RETRY_PAUSE_SECONDS = 30;
/** Time for which a chunk that a destination refuses is tried again, in seconds, where the outage is not longer. */
const LEAST_RETRY_SECONDS = 86400;

/**
 * Attempts for a chunk until it counts as rejected: they last twice the outage, and at least a day. The pause is random up to its
 * maximum, and half of it on average. https://docs.fluentbit.io/manual/administration/scheduling-and-retries
 */
export const retries = (outageSeconds: number): number =>
  Math.ceil(Math.max(2 * outageSeconds, LEAST_RETRY_SECONDS) / (RETRY_PAUSE_SECONDS / 2));

/** Size at which Fluent Bit closes a chunk, in MiB. https://docs.fluentbit.io/manual/administration/buffering-and-storage */
const CHUNK_MEBIBYTES = 2;
/** Memory without chunks: program, positions and read buffers of some 250 log files, requests under way; measured, in MiB. */
const BASE_MEBIBYTES = 80;
/** Bytes of a chunk for each byte of raw log, in lines of some 300 bytes: names and labels of the pod, framing; measured. */
const CHUNK_BYTES_PER_RAW_BYTE = 1.6;
/** Files of chunks that are not full: some 64 KiB for each of 1,000 log files, in MiB. */
const OPEN_CHUNKS_MEBIBYTES = 64;
/** Disk for chunks that a destination has refused for good (`storage.rejected.limit`), in MiB. */
export const REJECTED_MEBIBYTES = 64;
/** Parts of long lines and of stack traces that may wait for more, in MiB. */
export const WAITING_MEBIBYTES = 32;
/** The journal of what waits takes so much more than that before it is written anew, in MiB. */
export const JOURNAL_STEP_MEBIBYTES = 8;
/** Disk of the journal: two files, in MiB. */
export const JOURNAL_MEBIBYTES = 2 * (WAITING_MEBIBYTES + JOURNAL_STEP_MEBIBYTES);
/** Disk that no output can have. */
const OTHER_MEBIBYTES = REJECTED_MEBIBYTES + JOURNAL_MEBIBYTES;
/** Share of the memory above the base that chunks of a former run may take. */
const BACKLOG_SHARE = 0.15;
/** Chunks that must fit whatever the rate. */
const LEAST_CHUNKS = 16;
/** A journal's share of the container log's peak. */
export const JOURNAL_SHARE = 1 / 32;
/** kube-proxy's and aws-node's share. */
export const DATAPLANE_SHARE = 1 / 32;

/** Share of what is counted: less than 8 KiB/s of 500 workloads, of which most nodes have some tens. */
const COUNTERS_SHARE = 1 / 64;

/** Share of an application that names none, if the others leave it. */
const MOST_DEFAULT_SHARE = 0.25;
/** Share that an application has in any case. */
const LEAST_SHARE = 0.01;

/** Largest share of the peak that each application writes, by its name. Those without a share of their own divide what is left. */
export function applicationShares(
  applications: BudgetSettings['applications'],
): (readonly [name: string, share: number])[] {
  const given = sum(applications.map(({ peakSharePercent = 0 }) => peakSharePercent / 100));
  const others = applications.filter(({ peakSharePercent }) => peakSharePercent === undefined).length;
  const each = Math.max(LEAST_SHARE, Math.min(MOST_DEFAULT_SHARE, (1 - given) / others));
  return applications.map(
    ({ name, peakSharePercent }) => [name, peakSharePercent === undefined ? each : peakSharePercent / 100] as const,
  );
}

/** Largest share of the peak that each output can have to hold, by its alias. */
function shares(settings: BudgetSettings): Map<string, number> {
  const { applications, cloudwatch, destinations, streams } = settings;
  const ofApplications = applicationShares(applications).map(([name, share]) => [`${name}-containers`, share] as const);
  return new Map<string, number>([
    ...(cloudwatch ? [['application-containers', 1] as const, ...ofApplications] : []),
    ...(isCounting(settings) ? [['counters', COUNTERS_SHARE] as const] : []),
    ...(streams.dataplane
      ? ([
          ['dataplane-containers', DATAPLANE_SHARE],
          ['dataplane-journal', JOURNAL_SHARE],
        ] as const)
      : []),
    ...(streams.host ? ([['host-journal', JOURNAL_SHARE]] as const) : []),
    ...destinationAliases(destinations).map((alias) => [alias, 1] as const),
  ]);
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** MiB of chunks that the container logs produce in so many seconds at peak. */
const chunkMebibytes = (settings: BudgetSettings, seconds: number) =>
  (settings.peakKibibytesPerSecond * seconds * CHUNK_BYTES_PER_RAW_BYTE) / 1024;

/** Memory for chunks, split into those of this run and those of a former one. */
function memory(settings: BudgetSettings) {
  const forChunks = mebibytes(settings.fluentBit.memoryLimit) - BASE_MEBIBYTES - WAITING_MEBIBYTES;
  const backlogMebibytes = Math.max(0, Math.floor(forChunks * BACKLOG_SHARE));
  return { backlogMebibytes, maxChunksUp: Math.floor((forChunks - backlogMebibytes) / CHUNK_MEBIBYTES) };
}

/** Chunks in memory that the peak needs: those being written and those on their way, each for one delivery. */
const neededChunks = (settings: BudgetSettings) =>
  LEAST_CHUNKS + Math.ceil((2 * chunkMebibytes(settings, FLUSH_SECONDS)) / CHUNK_MEBIBYTES);

/** The buffers for settings without problems (`budgetProblems`). */
export function budget(settings: BudgetSettings): Budget {
  const weights = shares(settings);
  const each = (mebibytes(settings.fluentBit.diskLimit) - OTHER_MEBIBYTES) / sum(weights.values());
  return {
    ...memory(settings),
    diskMebibytes: Object.fromEntries([...weights].map(([alias, share]) => [alias, Math.floor(each * share)])),
  };
}

/** Problems of settings: Fluent Bit can be OOM-killed, or loses lines within the configured outage. */
export function* budgetProblems(settings: BudgetSettings): Iterable<Problem> {
  const { fluentBit, outageSeconds, peakKibibytesPerSecond } = settings;
  const chunks = neededChunks(settings);
  if (memory(settings).maxChunksUp < chunks) {
    const least = Math.ceil(BASE_MEBIBYTES + WAITING_MEBIBYTES + (chunks * CHUNK_MEBIBYTES) / (1 - BACKLOG_SHARE)) + 1;
    yield {
      field: 'logs.fluentBit.memoryLimit',
      value: fluentBit.memoryLimit,
      wrong: `can be OOM-killed at ${peakKibibytesPerSecond} KiB/s`,
      allowed: `at least "${least}Mi"`,
    };
  }
  const perShare = chunkMebibytes(settings, outageSeconds);
  const needed = OPEN_CHUNKS_MEBIBYTES + OTHER_MEBIBYTES + Math.ceil(perShare * sum(shares(settings).values())) + 1;
  if (mebibytes(fluentBit.diskLimit) < needed)
    yield {
      field: 'logs.fluentBit.diskLimit',
      value: fluentBit.diskLimit,
      wrong: `loses lines in an outage of ${outageSeconds} s at ${peakKibibytesPerSecond} KiB/s: ${arithmetic(settings)}`,
      allowed: `at least "${needed}Mi", or a shorter outage, or a smaller peakSharePercent of applications`,
    };
}

/** How the disk that an outage needs comes about. */
function arithmetic(settings: BudgetSettings): string {
  const { applications, cloudwatch, destinations, outageSeconds } = settings;
  const ofApplications = sum(cloudwatch ? applicationShares(applications).map(([, share]) => share) : []);
  const rest = sum(shares(settings).values()) - ofApplications - destinations.length - (cloudwatch ? 1 : 0);
  const parts = [
    [cloudwatch ? 1 : 0, 'for the application group'],
    [ofApplications, `for ${applications.length} applications`],
    [destinations.length, 'for other destinations'],
    [rest, 'for all else'],
  ] as const;
  const factors = parts.filter(([share]) => share > 0).map(([share, what]) => `${Number(share.toFixed(2))} ${what}`);
  return `${Math.ceil(chunkMebibytes(settings, outageSeconds))} MiB × (${factors.join(' + ')})`;
}
