import { NotReplayed } from '../not-replayed';
import { moved } from './clock';
import type { GridSeries, Point } from './grid';
import type { RecordedMetrics } from './metrics';
import { readResults, runPromtoolOn, type Sample } from './promtool';
import { DEFAULT_INTERVAL_SECONDS, durationOf, type Group, groupsOf, type Rule, type RuleSet } from './rules';

/** What the rules of one state make of a recording. */
export interface Evaluated {
  /** Labels and times in seconds since 1970 of what fires. */
  readonly firing: readonly Firing[];
  /** By recorded series: how many there are in all, and samples of one evaluation on average. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  /** Time between two evaluations, in seconds. */
  readonly stepSeconds: number;
}

/** An alert that fires. */
export interface Firing {
  /** Its labels, with its name as `alertname`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Evaluations at which it fires, in seconds since 1970, ascending. */
  readonly times: readonly number[];
}

/** What recording rules of one name write. */
export interface Recorded {
  /** Series that there have been. */
  readonly series: number;
  /** Samples that were written. */
  readonly samples: number;
}

/** A group for a rule file. */
type NamedGroup = { readonly name: string; readonly rules: readonly object[] };

/** Time that one state may take. */
const TIMEOUT_MILLISECONDS = 180_000;

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));
const multiple = (one: number, other: number): number => (one * other) / divisor(one, other);

/**
 * Lets Prometheus' own engine evaluate rules over series, by `promtool test rules`: a server evaluates rules at the present time only,
 * and range queries know nothing of `for`, `keep_firing_for` and the labels of alerts. Three things differ there, and are evened out:
 * its clock starts at 0, it evaluates all groups at one interval, and it compares results instead of printing them. So expressions
 * read a moved clock (clock.ts), groups that are slower than others say what they said last, and nothing is expected.
 * @throws NotReplayed where the engine refuses the rules, or one of them fails
 */
export async function evaluate(
  set: RuleSet,
  series: readonly GridSeries[],
  metrics: RecordedMetrics,
): Promise<Evaluated> {
  if (set.files.length === 0) return { firing: [], recorded: new Map(), stepSeconds: DEFAULT_INTERVAL_SECONDS };
  const intervals = groupsOf(set).map(({ intervalSeconds }) => intervalSeconds);
  if (intervals.some((seconds) => !Number.isInteger(seconds) || seconds < 1))
    throw new NotReplayed('a group has an interval that is not whole seconds');
  const stepSeconds = intervals.reduce(divisor);
  // All groups are evaluated at multiples of their intervals since 1970.
  const round = intervals.reduce(multiple, metrics.intervalSeconds);
  const zero = Math.floor(metrics.startSeconds / round) * round;
  const end = metrics.startSeconds + (metrics.length - 1) * metrics.intervalSeconds;
  const times: number[] = [];
  for (let time = Math.ceil(metrics.startSeconds / stepSeconds) * stepSeconds; time <= end; time += stepSeconds)
    times.push(time);
  if (times.length === 0) throw new NotReplayed('the recording is shorter than one evaluation');
  const files = set.files.map((groups) => ({ groups: groups.map((group) => steady(group, set, stepSeconds, zero)) }));
  const rules = Object.fromEntries(files.map((file, at) => [`rules-${at}.yaml`, asYaml(file)]));
  const recorded = recordedBy(set);
  const test = {
    rule_files: Object.keys(rules),
    evaluation_interval: `${stepSeconds}s`,
    group_eval_order: [...new Set(files.flatMap(({ groups }) => groups.map(({ name }) => name)))],
    tests: [
      {
        interval: `${metrics.intervalSeconds}s`,
        input_series: series.map((each) => inputOf(each, (metrics.startSeconds - zero) / metrics.intervalSeconds)),
        promql_expr_test: [
          ...times.map((time) => ({ expr: firingAt(time - zero), eval_time: `${time - zero}s` })),
          ...[...recorded.keys()].flatMap((name) => countsOf(name, end - zero)),
        ],
      },
    ],
  };
  const printed = await runPromtoolOn(
    ['test', 'rules', 'test.yaml'],
    { ...rules, 'test.yaml': asYaml(test) },
    { milliseconds: TIMEOUT_MILLISECONDS, statuses: [0, 1] },
  );
  if (printed.failure) throw new NotReplayed(printed.failure);
  const samples = readResults(printed);
  return { stepSeconds, firing: firingIn(samples, zero), recorded: countsIn(samples, recorded, stepSeconds) };
}

/** Names of recorded series with the shortest interval at which they are recorded. */
function recordedBy(set: RuleSet): Map<string, number> {
  const shortest = new Map<string, number>();
  for (const { rules, intervalSeconds } of groupsOf(set))
    for (const { kind, name } of rules)
      if (kind === 'record') shortest.set(name, Math.min(intervalSeconds, shortest.get(name) ?? intervalSeconds));
  return shortest;
}

/** A group as it is evaluated every so many seconds: a slower one has the result of its own last evaluation in between. */
function steady({ value, intervalSeconds, rules }: Group, set: RuleSet, stepSeconds: number, zero: number): NamedGroup {
  const slow = new Map([...recordedBy(set)].filter(([, seconds]) => seconds > stepSeconds));
  const { interval: _, ...rest } = value as NamedGroup & { readonly interval?: unknown };
  return { ...rest, rules: rules.map((rule) => steadyRule(rule, intervalSeconds)) };

  function steadyRule({ value: written }: Rule, seconds: number): object {
    const { expr, for: least, keep_firing_for: most, ...others } = written as Record<string, unknown>;
    const read = readable(String(expr), zero, slow);
    return {
      ...others,
      // One evaluation of a subquery: the last moment that is a multiple of the interval.
      expr: seconds > stepSeconds ? `last_over_time((${read}\n)[${seconds - 1}s:${seconds}s])` : read,
      ...(least !== undefined && { for: inRounds(least, seconds) }),
      ...(most !== undefined && { keep_firing_for: inRounds(most, seconds) }),
    };
  }
}

/** An expression on the moved clock; one that is not PromQL as it is, so that the engine says what is wrong with it. */
function readable(expression: string, zero: number, slow: ReadonlyMap<string, number>): string {
  try {
    return moved(expression, zero, slow);
  } catch (error) {
    if (error instanceof NotReplayed) throw error;
    return expression;
  }
}

/** A duration in whole evaluations: an alert that waits for less than one waits for the next. */
const inRounds = (duration: unknown, interval: number): string =>
  `${Math.ceil((durationOf(duration) ?? 0) / interval) * interval}s`;

/** A value for a YAML file: JSON is YAML, but for characters that may not be there as they are. https://yaml.org/spec/1.2.2/#51-character-set */
const asYaml = (value: object): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A series in the notation of the engine's tests, after so many points without a sample. */
function inputOf({ labels, points }: GridSeries, before: number): { series: string; values: string } {
  const named = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(value.replace(/\p{Surrogate}/gu, '\ufffd'))}`,
  );
  const values = before > 0 ? [`_x${before}`] : [];
  for (let from = 0, to = 1; from < points.length; from = to++) {
    while (to < points.length && points[to] === points[from]) to++;
    values.push(...valuesOf(points[from], to - from));
  }
  return { series: `{${named.join(',')}}`, values: values.join(' ') };
}

/** One point, so many times. */
function valuesOf(point: Point, times: number): string[] {
  if (point === undefined) return [`_x${times}`];
  if (typeof point === 'number' && Number.isSafeInteger(point) && times > 1) return [`${point}+0x${times - 1}`];
  const text = point === 'stale' ? point : String(point).replace('Infinity', 'Inf');
  return Array.from({ length: times }, () => text);
}

/** What fires at a time, with the time as the value of each. */
const firingAt = (seconds: number): string => `ALERTS{alertstate="firing"} * 0 + ${seconds}`;

/** Number of series of a name, and of their samples, up to a time. */
const countsOf = (name: string, seconds: number): object[] =>
  (['series', 'samples'] as const).map((what) => {
    const each = `count_over_time({__name__="${name}"}[${seconds + 1}s])`;
    const number = what === 'series' ? `count(${each})` : `sum(${each})`;
    const told = `label_replace(${number}, "counted", "${what}", "", "")`;
    return { expr: `label_replace(${told}, "recorded", "${name}", "", "")`, eval_time: `${seconds}s` };
  });

function firingIn(samples: readonly Sample[], zero: number): Firing[] {
  const byLabels = new Map<string, { labels: Record<string, string>; times: number[] }>();
  for (const { labels, value } of samples) {
    const { alertstate, ...own } = labels;
    if (alertstate === undefined) continue;
    const key = JSON.stringify(Object.entries(own).sort());
    const firing = byLabels.get(key) ?? { labels: own, times: [] };
    byLabels.set(key, firing);
    firing.times.push(value + zero);
  }
  return [...byLabels.values()];
}

function countsIn(
  samples: readonly Sample[],
  recorded: ReadonlyMap<string, number>,
  stepSeconds: number,
): Map<string, Recorded> {
  const counted = (name: string, what: string): number =>
    samples.find(({ labels }) => labels.recorded === name && labels.counted === what)?.value ?? 0;
  return new Map(
    [...recorded].map(([name, seconds]) => [
      name,
      // Slower groups have repeated what they said.
      { series: counted(name, 'series'), samples: (counted(name, 'samples') * stepSeconds) / seconds },
    ]),
  );
}
