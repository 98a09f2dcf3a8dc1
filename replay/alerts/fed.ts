import { grouped } from '../../model/grouped';
import type { LabelMatcher, Selector } from '../../model/promql';
import type { GridSeries } from './grid';
import { allRules, type Rule, type RuleSet, withRules } from './rules';

/** Series that Prometheus makes of alerts. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#inspecting-alerts-during-runtime */
export const OF_ALERTS: readonly string[] = ['ALERTS', 'ALERTS_FOR_STATE'];

/** Names of series that sets of rules make: what a recording has of them is made anew. */
export const madeBy = (...sets: readonly (RuleSet | undefined)[]): ReadonlySet<string> =>
  new Set([
    ...OF_ALERTS,
    ...sets.flatMap((set) => (set ? allRules(set) : [])).flatMap(({ kind, name }) => (kind === 'record' ? [name] : [])),
  ]);

/** Series that some selector reads. */
export function readBy<Series extends Pick<GridSeries, 'labels'>>(
  rules: readonly Rule[],
  series: readonly Series[],
): Series[] {
  const selectors = rules.flatMap((rule) => rule.selectors);
  const byName = grouped(selectors, ({ metric }) => metric ?? '');
  const nameless = byName.get('') ?? [];
  return series.filter(({ labels }) =>
    [...(byName.get(labels.__name__ ?? '') ?? []), ...nameless].some((selector) => selects(selector, labels)),
  );
}

/** Rules of a set that read nothing of a recording, neither themselves nor by what others record: nothing is known of them. */
export function unfed(set: RuleSet, series: readonly GridSeries[]): ReadonlySet<Rule> {
  const rules = allRules(set);
  const byName = grouped(series, ({ labels }) => labels.__name__ ?? '');
  const fromSeries = (selector: Selector): boolean =>
    (selector.metric === undefined ? series : (byName.get(selector.metric) ?? [])).some(({ labels }) =>
      selects(selector, labels),
    );
  // What reads no series at all, such as a watchdog, is known without any.
  const start = rules.filter(({ selectors }) => selectors.length === 0 || selectors.some(fromSeries));
  const fed = withReaders(start, rules);
  return new Set(rules.filter((rule) => !fed.has(rule)));
}

/** What must be evaluated to know what differs. */
export interface Affected {
  /** Rules that make something else, by what they say or read. */
  readonly changed: ReadonlySet<Rule>;
  /** Both sets with these rules, and with what they read of others. */
  readonly sets: readonly [RuleSet, RuleSet];
}

/**
 * The rules of two sets that make something else of the same series. All others make the same, so that hours of series need not be
 * evaluated with them.
 */
export function affected(was: RuleSet, is: RuleSet): Affected {
  const [before, after] = [allRules(was), allRules(is)];
  const all = [...before, ...after];
  const known = new Map(before.map((rule) => [rule.id, rule]));
  const same = new Set(after.filter(({ id, says }) => known.get(id)?.says === says).map(({ id }) => id));
  const changed = withReaders(
    all.filter(({ id }) => !same.has(id)),
    all,
  );
  const needed = withRead(changed, all);
  return { changed, sets: [withRules(was, needed), withRules(is, needed)] };
}

/** Some rules, and all that read what these make. */
export const withReaders = (some: Iterable<Rule>, all: readonly Rule[]): Set<Rule> =>
  grown(new Set(some), (found) => all.filter((rule) => [...found].some((other) => reads(rule, other))));

/** Some rules, and all that make what these read. */
export const withRead = (some: Iterable<Rule>, all: readonly Rule[]): Set<Rule> =>
  grown(new Set(some), (found) => all.filter((rule) => [...found].some((other) => reads(other, rule))));

/** A set with all that belongs to it, until nothing more does. */
function grown<Value>(start: ReadonlySet<Value>, more: (found: ReadonlySet<Value>) => readonly Value[]): Set<Value> {
  const found = new Set(start);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const value of more(found)) found.add(value);
  }
  return found;
}

/** Whether a rule may read what another one makes: its labels are known as far as they are no templates and come from no series. */
const reads = ({ selectors }: Rule, { kind, name, labels }: Rule): boolean =>
  selectors.some(
    ({ metric, matchers }) =>
      (metric === undefined || (kind === 'record' ? [name] : OF_ALERTS).includes(metric)) &&
      matchers.every((matcher) => {
        const known = kind === 'alert' && matcher.label === 'alertname' ? name : labels[matcher.label];
        return known === undefined || known.includes('{{') || matches(matcher, { [matcher.label]: known });
      }),
  );

function selects({ metric, matchers }: Selector, labels: Readonly<Record<string, string>>): boolean {
  return (metric === undefined || labels.__name__ === metric) && matchers.every((matcher) => matches(matcher, labels));
}

function matches({ label, operator, value }: LabelMatcher, labels: Readonly<Record<string, string>>): boolean {
  const has = labels[label] ?? '';
  if (operator === '=') return has === value;
  if (operator === '!=') return has !== value;
  const pattern = patternOf(value);
  // Nobody knows here: the series is given to the engine, which does.
  if (pattern === undefined) return true;
  return pattern.test(has) === (operator === '=~');
}

const patterns = new Map<string, RegExp | undefined>();

/** A pattern of RE2; undefined: JavaScript does not know how to read it. */
function patternOf(source: string): RegExp | undefined {
  if (!patterns.has(source)) patterns.set(source, compiled(source));
  return patterns.get(source);
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 's');
  } catch {
    return undefined;
  }
}
