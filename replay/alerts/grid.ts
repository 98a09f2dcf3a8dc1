import type { RawSeries } from './samples';

/** What a series has at one point of the grid: a value, the mark that it ended, or nothing. */
export type Point = number | 'stale' | undefined;

/** A series on the grid of the recording. */
export interface GridSeries {
  /** Labels, with the name of the metric as `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
  /** One point for each time of the grid, up to the last sample of the series. */
  readonly points: readonly Point[];
}

/** A recording on a grid of one interval, because the engine takes series so. */
export interface Grid {
  /** Time of the first point, in seconds since 1970; a multiple of the interval. */
  readonly startSeconds: number;
  /** Time between two points, in seconds. */
  readonly intervalSeconds: number;
  /** Number of points from the first sample to the last. */
  readonly length: number;
  readonly series: readonly GridSeries[];
}

/** Share of the series that must have an interval before it counts: a single odd one makes no grid. */
const LEAST_SHARE = 0.05;

/**
 * The shortest interval at which a share of the series was scraped, in seconds; undefined: no series has three samples. Scrapes have
 * some jitter, so the middle one of a series' gaps counts, in whole seconds.
 */
export function intervalOf(series: readonly RawSeries[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { times } of series) {
    if (times.length < 3) continue;
    const gaps = times.slice(1).map((time, at) => time - (times[at] as number));
    const middle = gaps.sort((one, other) => one - other)[Math.floor(gaps.length / 2)] as number;
    const seconds = Math.max(1, Math.round(middle / 1000));
    counts.set(seconds, (counts.get(seconds) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const usual = [...counts].filter(([, count]) => count >= LEAST_SHARE * all).map(([seconds]) => seconds);
  return usual.length > 0 ? Math.min(...usual) : undefined;
}

/** Series on the grid of an interval. A sample moves by half an interval at most. */
export function gridOf(series: readonly RawSeries[], intervalSeconds: number): Grid {
  const interval = intervalSeconds * 1000;
  const slots = series.map((each) => slotsOf(each, interval));
  const [first, last] = slots.reduce<[number, number]>(
    ([least, most], of) => [Math.min(least, of[0] ?? least), Math.max(most, of.at(-1) ?? most)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return {
    startSeconds: first * intervalSeconds,
    intervalSeconds,
    length: last - first + 1,
    series: series.map((each, at) => ({
      labels: each.labels,
      points: pointsOf(each, slots[at] ?? [], first, interval),
    })),
  };
}

/**
 * Numbers of the points that the samples of a series belong to. Each target is scraped at a moment of its own within the interval;
 * that moment is taken off first, so that jitter puts no two scrapes into one point.
 */
function slotsOf({ times }: RawSeries, interval: number): number[] {
  const offsets = times.map((time) => time - interval * Math.round(time / interval));
  // Where the moments lie around half an interval, some are above and some below: they are taken as one.
  const isSplit = offsets.some((offset) => offset < -interval / 4) && offsets.some((offset) => offset > interval / 4);
  const whole = isSplit ? offsets.map((offset) => (offset < 0 ? offset + interval : offset)) : offsets;
  const moment = whole.sort((one, other) => one - other)[Math.floor(whole.length / 2)] ?? 0;
  return times.map((time) => Math.round((time - moment) / interval));
}

function pointsOf({ times, values }: RawSeries, slots: readonly number[], first: number, interval: number): Point[] {
  const points: Point[] = [];
  for (const [at, slot] of slots.entries()) {
    const index = slot - first;
    while (points.length < index) points.push(undefined);
    points[index] = isStale(times, values, at, interval) ? 'stale' : (values[at] as number);
  }
  return points;
}

/**
 * Whether a sample is the mark that its series ended. Dumps print it as NaN, like the number of that name. A series that has no
 * number goes on having none; it ends once, after a number. https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
 */
function isStale(times: readonly number[], values: readonly number[], at: number, interval: number): boolean {
  if (!Number.isNaN(values[at])) return false;
  const isNext = (other: number): boolean =>
    Number.isNaN(values[other]) && Math.abs((times[other] as number) - (times[at] as number)) < 1.5 * interval;
  return !isNext(at - 1) && !isNext(at + 1);
}
