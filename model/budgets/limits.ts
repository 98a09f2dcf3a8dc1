import type { Problem } from '../problem';
import type { Environment } from '../schema/environment';

/** What the limits to the logs of pods and namespaces depend on, of the section `logs` of an environment. */
export type LimitSettings = Pick<Environment['logs'], 'limits' | 'peakKibibytesPerSecond'>;

/** The last part of each limit, which lines of level error and fatal alone may use, in percent. */
export const RESERVE_PERCENT = 20;

/** What one line counts for at most (limits.lua), in KiB: CloudWatch takes no longer one. */
const LONGEST_LINE_KIBIBYTES = 1024;

/** Bytes that one window of a limit holds; undefined without a limit. */
export const windowBytes = (kibibytesPerSecond: number | undefined, windowSeconds: number): number | undefined =>
  kibibytesPerSecond === undefined ? undefined : kibibytesPerSecond * windowSeconds * 1024;

/** Whether anything is limited. */
export const isLimited = ({ podKibibytesPerSecond, namespaceKibibytesPerSecond }: LimitSettings['limits']): boolean =>
  podKibibytesPerSecond !== undefined || namespaceKibibytesPerSecond !== undefined;

/** Problems of limits: one that limits nothing, and one that some lines never fit in. */
export function* limitProblems({ limits, peakKibibytesPerSecond }: LimitSettings): Iterable<Problem> {
  const { podKibibytesPerSecond: pod, namespaceKibibytesPerSecond: namespace, windowSeconds } = limits;
  const least = Math.ceil((LONGEST_LINE_KIBIBYTES * 100) / (100 - RESERVE_PERCENT) / windowSeconds);
  for (const [field, value] of [
    ['logs.limits.podKibibytesPerSecond', pod],
    ['logs.limits.namespaceKibibytesPerSecond', namespace],
  ] as const) {
    if (value === undefined) continue;
    if (value > peakKibibytesPerSecond)
      yield {
        field,
        value,
        wrong: `limits nothing: all pods of a node write at most ${peakKibibytesPerSecond} KiB/s`,
        allowed: `at most ${peakKibibytesPerSecond}, as logs.peakKibibytesPerSecond`,
      };
    if (value < least)
      yield {
        field,
        value,
        wrong: `leaves out every line of 1 MiB: ${windowSeconds} s of it hold less`,
        allowed: `at least ${least}, or a longer logs.limits.windowSeconds`,
      };
  }
  if (pod !== undefined && namespace !== undefined && namespace < pod)
    yield {
      field: 'logs.limits.namespaceKibibytesPerSecond',
      value: namespace,
      wrong: 'is less than one pod of the namespace may write',
      allowed: `at least ${pod}, as logs.limits.podKibibytesPerSecond`,
    };
}
