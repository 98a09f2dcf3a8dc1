import { LABELS, labelsIn } from './labels';

/** One series as it was recorded. */
export interface RawSeries {
  /** Labels, with the name of the metric as `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Times of its samples, in milliseconds since 1970. */
  readonly times: number[];
  /** Their values, in the same order. */
  readonly values: number[];
}

/** A line that is no sample. */
export class NoSample extends Error {
  /** @param line number of the line, from 1 @param text what it says */
  constructor(
    readonly line: number,
    readonly text: string,
  ) {
    super(`line ${line}`);
  }
}

/** Name, labels or both, then value and time; what follows is an exemplar. */
const SAMPLE = new RegExp(
  String.raw`^([a-zA-Z_:][\w:]*|(?:[a-zA-Z_:][\w:]*)?${LABELS}) +(\S+) +([-+.\deE]+)(?: +#.*)?$`,
);
/** From this number on a time is in milliseconds, as `promtool tsdb dump` prints it: in seconds it would be the year 5138. */
const MILLISECONDS_FROM = 1e11;

/**
 * The series of a text: OpenMetrics with times, as `promtool tsdb dump-openmetrics` prints it, or the lines of `promtool tsdb dump`.
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 * @throws NoSample on a line that is neither a sample nor a comment
 */
export function seriesIn(text: string): RawSeries[] {
  const byHead = new Map<string, RawSeries>();
  const byLabels = new Map<string, RawSeries>();
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    if (line === '' || line.startsWith('#')) continue;
    const [, head, value = '', time = ''] = SAMPLE.exec(line) ?? [];
    const [sample, at] = [numberOf(value), Number(time)];
    if (head === undefined || sample === undefined || !Number.isFinite(at)) throw new NoSample(number, line);
    const series = byHead.get(head) ?? seriesOf(head, byLabels);
    byHead.set(head, series);
    series.times.push(Math.abs(at) < MILLISECONDS_FROM ? Math.round(at * 1000) : at);
    series.values.push(sample);
  }
  return [...byLabels.values()].map(inOrder);
}

/** Lines without a copy of all of them: a recording may be large. */
function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, to).trimEnd();
    from = to + 1;
  }
}

const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

/** The value of a sample; undefined: it is no number, as a native histogram is none. */
function numberOf(text: string): number | undefined {
  const word = WORDS[text.toLowerCase()];
  if (word !== undefined) return word;
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The series of a name with its labels, which may be written in any order. */
function seriesOf(head: string, known: Map<string, RawSeries>): RawSeries {
  const [, name = '', inner = ''] = /^([\w:]*)(?:\{([\s\S]*)\})?$/.exec(head) ?? [];
  const all = [...(name ? [['__name__', name]] : []), ...labelsIn(inner)].sort(([one = ''], [other = '']) =>
    one < other ? -1 : 1,
  );
  const key = JSON.stringify(all);
  const series = known.get(key) ?? { labels: Object.fromEntries(all), times: [], values: [] };
  known.set(key, series);
  return series;
}

/** Samples in the order of time; of two at one time the last counts. */
function inOrder({ labels, times, values }: RawSeries): RawSeries {
  if (times.every((time, at) => at === 0 || (times[at - 1] as number) < time)) return { labels, times, values };
  const sorted = [...new Map(times.map((time, at) => [time, values[at] as number]))].sort(
    ([one], [other]) => one - other,
  );
  return { labels, times: sorted.map(([time]) => time), values: sorted.map(([, value]) => value) };
}
