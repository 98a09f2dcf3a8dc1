import { cores } from '../facts/quantity';
import type { Problem } from '../problem';
import type { Environment } from '../schema/environment';

/**
 * Compares the time in which Fluent Bit reads nothing with the time for which the kubelet keeps a rotated log file readable.
 * The kubelet compresses a rotated file when it rotates the next one, and Fluent Bit does not read compressed files.
 * https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation
 */
export type ReadingSettings = Pick<Environment['logs'], 'peakKibibytesPerSecond' | 'kubelet'> & {
  readonly fluentBit: Pick<Environment['logs']['fluentBit'], 'cpuRequest'>;
};

/**
 * Time that Fluent Bit goes on delivering after SIGTERM, in seconds. It reads nothing in it, and all that it has read is on disk: a
 * longer time delivers nothing that the next pod would not.
 */
export const GRACE_SECONDS = 3;

/**
 * Time after which the kubelet kills the pod, in seconds: above the grace time, so that Fluent Bit usually closes its files itself.
 * The kill is needed if a destination accepts connections and never responds: then Fluent Bit runs on for twenty seconds, measured.
 */
export const TERMINATION_GRACE_PERIOD_SECONDS = GRACE_SECONDS + 2;

/** Time from the end of a pod to the first line that the next one reads, in seconds, with the image on the node; measured. */
const START_SECONDS = 3;

/** Interval between two scans for new log files, in seconds. A log file that exists for less may never be seen. */
export const REFRESH_SECONDS = 1;

/**
 * Time that a rotated file stays open, in seconds: longer than any rotated file exists. The kubelet deletes it in the end, and
 * Fluent Bit closes it then. If Fluent Bit closed it first, it would discover the file again and ship it a second time.
 */
export const ROTATE_WAIT_SECONDS = 10 * 365 * 86400;

/** What one Fluent Bit reads and ships with one core, in KiB/s; measured, of what keeps every line (docs/reference/log-speed.md). */
export const MOST_KIBIBYTES_PER_SECOND = 15360;

/** Time at a restart until Fluent Bit looks at every file again, in seconds. */
const BLIND_SECONDS = TERMINATION_GRACE_PERIOD_SECONDS + START_SECONDS + REFRESH_SECONDS;

/** The same, and the time in which it reads what was written meanwhile, at a speed in KiB/s. */
const behindSeconds = (kibibytesPerSecond: number, speed: number): number =>
  BLIND_SECONDS * (1 + kibibytesPerSecond / speed);

/** Shortest time between two rotations of one container that writes all of the peak, in seconds. */
const rotationSeconds = ({ peakKibibytesPerSecond, kubelet }: ReadingSettings): number =>
  Math.max(kubelet.containerLogMonitorSeconds, (kubelet.containerLogMaxMebibytes * 1024) / peakKibibytesPerSecond);

/** Size of a log file at which a time of being behind fits between two rotations, in MiB. */
const leastMebibytes = (behind: number, kibibytesPerSecond: number): number =>
  Math.ceil((behind * kibibytesPerSecond) / 1024);

/** Problems of a peak: one process cannot read it, or a restart loses lines of the container that writes it. */
export function* readingProblems(settings: ReadingSettings): Iterable<Problem> {
  const { peakKibibytesPerSecond } = settings;
  const problem = { field: 'logs.peakKibibytesPerSecond', value: peakKibibytesPerSecond };
  if (peakKibibytesPerSecond > MOST_KIBIBYTES_PER_SECOND) {
    yield { ...problem, wrong: 'is more than one Fluent Bit reads', allowed: `at most ${MOST_KIBIBYTES_PER_SECOND}` };
    return;
  }
  const behind = behindSeconds(peakKibibytesPerSecond, MOST_KIBIBYTES_PER_SECOND);
  const rotation = rotationSeconds(settings);
  if (behind <= rotation) {
    yield* cpuProblems(settings, rotation);
    return;
  }
  yield {
    ...problem,
    wrong: `loses lines when Fluent Bit restarts: it is behind for ${behind.toFixed(1)} s, and the kubelet compresses a rotated file after ${rotation.toFixed(1)} s`,
    allowed: `a lower peak, or logs.kubelet.containerLogMaxMebibytes of at least ${leastMebibytes(behind, peakKibibytesPerSecond)}, as in the configuration of the kubelet`,
  };
}

/**
 * Problems of a request of CPU, which is all that Fluent Bit has on a node without CPU to spare: it reads less than the peak, or a
 * restart loses lines there. https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
 */
function* cpuProblems(settings: ReadingSettings, rotation: number): Iterable<Problem> {
  const { fluentBit, peakKibibytesPerSecond } = settings;
  const speed = Math.min(1, cores(fluentBit.cpuRequest)) * MOST_KIBIBYTES_PER_SECOND;
  const behind = behindSeconds(peakKibibytesPerSecond, speed);
  if (speed >= peakKibibytesPerSecond && behind <= rotation) return;
  const needed = Math.max(1, BLIND_SECONDS / (rotation - BLIND_SECONDS)) * peakKibibytesPerSecond;
  const millicores = Math.ceil((1000 * needed) / MOST_KIBIBYTES_PER_SECOND);
  const size = leastMebibytes(behind, peakKibibytesPerSecond);
  const larger = `, or logs.kubelet.containerLogMaxMebibytes of at least ${size}, as in the configuration of the kubelet`;
  yield {
    field: 'logs.fluentBit.cpuRequest',
    value: fluentBit.cpuRequest,
    wrong:
      speed < peakKibibytesPerSecond
        ? `reads ${Math.floor(speed)} KiB/s on a node without CPU to spare, and the peak is ${peakKibibytesPerSecond}`
        : `loses lines when Fluent Bit restarts on a node without CPU to spare: it is behind for ${behind.toFixed(1)} s, and the kubelet compresses a rotated file after ${rotation.toFixed(1)} s`,
    allowed: `at least "${millicores}m", or a lower peak${speed < peakKibibytesPerSecond ? '' : larger}`,
  };
}
