import { type Finding, findingIn, type Side } from '../../review/finding';
import { code, count, some, withoutSecrets } from '../../review/markdown';
import { NotReplayed } from '../not-replayed';
import { durationText, momentText } from '../text';
import { type Evaluated, evaluate } from './evaluate';
import { affected, madeBy, readBy, unfed } from './fed';
import { byRule, differing, evaluations, labelsText, type Timeline, timesText } from './firing';
import type { RecordedMetrics } from './metrics';
import { recordedSeries } from './recorded-series';
import { allRules, RULES_FILE, type Rule, type RuleSet, rulesOf } from './rules';

const finding = findingIn('Signals');

/** Longest reason why something is not replayed, in characters. */
const REASON_MAX_CHARACTERS = 300;

const WHAT = 'alerts over recorded metrics';

/**
 * What alerts of both states say of recorded metrics, and what their recorded series cost. Where the rules are the same nothing is
 * evaluated, and nothing is said.
 */
export async function replayAlerts(before: Side, after: Side, metrics: RecordedMetrics): Promise<Finding[]> {
  if (before.digest(RULES_FILE) === after.digest(RULES_FILE)) return [];
  try {
    const [was, is] = [rulesOf(before), rulesOf(after)];
    if (!was && !is) return [];
    if (!was || !is) throw new NotReplayed(`the ${was ? 'head' : 'base'} has no rules`);
    return await compared(was, is, metrics);
  } catch (error) {
    if (!(error instanceof NotReplayed)) throw error;
    return [finding(57, `${WHAT}: **not replayed**: ${code(withoutSecrets(error.message), REASON_MAX_CHARACTERS)}`)];
  }
}

/** One state: its rules, what they make of the recording, and which of them read nothing of it. */
interface Played {
  readonly alerts: ReadonlyMap<string, Rule>;
  readonly blind: ReadonlySet<Rule>;
  readonly firing: ReadonlyMap<string, Timeline>;
  readonly evaluated: Evaluated;
}

async function compared(was: RuleSet, is: RuleSet, metrics: RecordedMetrics): Promise<Finding[]> {
  const { changed, sets } = affected(was, is);
  const untouched = allRules(is).filter((rule) => rule.kind === 'alert' && !changed.has(rule)).length;
  if (changed.size === 0)
    return [finding(6, `${WHAT}: not evaluated: no rule says anything else but words for people`)];
  const made = madeBy(was, is);
  const recorded = metrics.series.filter(({ labels }) => !made.has(labels.__name__ ?? ''));
  const series = readBy(sets.flatMap(allRules), recorded);
  if (series.length === 0) throw new NotReplayed(whyUnread(sets.flatMap(allRules), recorded));
  const both = [
    played('base', sets[0], series, metrics, changed),
    played('head', sets[1], series, metrics, changed),
  ] as const;
  // Where both fail the report has the reason of the base, whichever of them was the first.
  await Promise.allSettled(both);
  const [before, after] = await Promise.all(both);
  const ids = [...new Set([...before.alerts.keys(), ...after.alerts.keys()])];
  const verdicts = ids.map((id) => verdictOf(id, before, after));
  const as = (kind: string): string[] => ids.filter((_, at) => verdicts[at] === kind);
  return [
    ...verdicts.flatMap((verdict) => (typeof verdict === 'object' ? [verdict] : [])),
    ...recordedSeries(before.evaluated, after.evaluated, metrics, was.region ?? is.region),
    summary({ same: as('same'), untouched, read: series.length }, after, metrics),
    ...unknown(as('blind'), after, before),
  ];
}

/** Why no series is read: the recording has other metrics, or those of another cluster, which is the same reason for all others. */
function whyUnread(rules: readonly Rule[], recorded: RecordedMetrics['series']): string {
  const clusters = new Set(recorded.flatMap(({ labels }) => labels.cluster ?? []));
  const named = rules.flatMap(({ selectors }) => selectors).filter(({ metric }) => isNamed(metric, recorded));
  const isOfAnother = named.every(({ matchers }) =>
    matchers.some(({ label, operator, value }) => label === 'cluster' && operator === '=' && !clusters.has(value)),
  );
  if (named[0] && isOfAnother && clusters.size > 0)
    return `rules that change read another cluster; recorded is ${[...clusters].sort().join(', ')}`;
  const labels = named[0]?.matchers.map(({ label, operator, value }) => `${label}${operator}"${value}"`).join(',');
  const such = named[0] ? `; of ${named[0].metric} they read those with {${labels}}` : '';
  return `rules that change read none of the ${recorded.length} recorded series${such}`;
}

const isNamed = (metric: string | undefined, series: RecordedMetrics['series']): boolean =>
  metric !== undefined && series.some(({ labels }) => labels.__name__ === metric);

async function played(
  state: string,
  set: RuleSet,
  series: RecordedMetrics['series'],
  metrics: RecordedMetrics,
  changed: ReadonlySet<Rule>,
): Promise<Played> {
  try {
    const evaluated = await evaluate(set, series, metrics);
    const alerts = allRules(set).filter((rule) => rule.kind === 'alert' && changed.has(rule));
    return {
      evaluated,
      alerts: new Map(alerts.map((rule) => [rule.id, rule])),
      blind: unfed(set, series),
      firing: byRule(alerts, evaluated),
    };
  } catch (error) {
    throw error instanceof NotReplayed ? new NotReplayed(`in the ${state}: ${error.message}`) : error;
  }
}

const NEVER: Timeline = new Map();

/** What an alert does, or why that is in no finding of its own. */
function verdictOf(id: string, before: Played, after: Played): Finding | 'same' | 'blind' {
  const [was, is] = [before.alerts.get(id), after.alerts.get(id)];
  const rule = (is ?? was) as Rule;
  const isBlind = (at: Played, of?: Rule): boolean => of !== undefined && at.blind.has(of);
  if ([was, is].every((of) => !of || isBlind(of === was ? before : after, of))) return 'blind';
  const [from, to] = [before, after].map((state) => state.firing.get(id) ?? NEVER) as [Timeline, Timeline];
  const title = titleOf(rule);
  if (isBlind(before, was) || isBlind(after, is)) {
    const told = isBlind(after, is)
      ? timesText(from, before.evaluated.stepSeconds)
      : timesText(to, after.evaluated.stepSeconds);
    const [left, right] = isBlind(after, is) ? [told, '**not known**'] : ['not known', told];
    return finding(
      56,
      `${title}: ${left} → ${right}: it reads nothing that is recorded in the ${isBlind(after, is) ? 'head' : 'base'}`,
    );
  }
  const keys = differing(from, to);
  if (keys.length === 0) return 'same';
  const [left, right] = [
    timesText(from, before.evaluated.stepSeconds),
    is ? timesText(to, after.evaluated.stepSeconds) : 'is gone',
  ];
  const { harm, worst } = harmOf(rule, from, to);
  const isLess = to.size === 0;
  const told =
    left === right
      ? `${right}, but not at the same times or with the same labels`
      : `${was ? left : 'not there'} → ${isLess ? `**${right}**` : right}`;
  return finding(harm, `${title}: ${told}${labelsText(keys, rule, from, to)}`, worst);
}

/** An alert for people: `alert X (critical) of log-delivery`. */
function titleOf({ name, labels: { severity, slo } }: Rule): string {
  const of = slo === undefined ? '' : ` of ${code(slo)}`;
  return `recorded metrics: alert ${code(severity === undefined ? name : `${name} (${severity})`)}${of}`;
}

/** How early a change is told: nobody is woken for what happened is worse than that somebody is woken. */
function harmOf({ labels: { severity } }: Rule, from: Timeline, to: Timeline): { harm: number; worst?: string } {
  const isCritical = severity === 'critical';
  const [was, is] = [evaluations(from), evaluations(to)];
  if (is === 0)
    return isCritical
      ? { harm: 86, worst: 'a critical alert that fires over the recorded metrics fires no more' }
      : { harm: 70, worst: 'alerts that fire over the recorded metrics fire no more' };
  if (was === 0)
    return isCritical
      ? { harm: 68, worst: 'a critical alert fires over the recorded metrics that did not' }
      : { harm: 48 };
  if (is < was) return { harm: isCritical ? 66 : 47 };
  return { harm: isCritical ? 58 : 45 };
}

/** What is the same, so that nobody takes silence for it. */
function summary(
  { same, untouched, read }: { readonly same: readonly string[]; readonly untouched: number; readonly read: number },
  { firing, evaluated }: Played,
  { fromSeconds, toSeconds, intervalSeconds }: RecordedMetrics,
): Finding {
  const fire = same.filter((id) => firing.has(id)).length;
  const does = same.length === 1 ? 'does' : 'do';
  const rules = `${count(same.length, 'alert')} with changed rules ${does} as before (${fire} of them fire)`;
  const series = `${read} series every ${durationText(intervalSeconds)}, rules every ${durationText(evaluated.stepSeconds)}`;
  const period = `from ${momentText(fromSeconds)} to ${momentText(toSeconds)}`;
  return finding(
    6,
    `${WHAT} ${period}: ${rules}, and ${untouched} whose rules are the same were not evaluated; ${series}`,
  );
}

/** Alerts of which the recording says nothing. */
function unknown(ids: readonly string[], ...states: readonly Played[]): Finding[] {
  if (ids.length === 0) return [];
  const names = ids
    .flatMap((id) => states.map(({ alerts }) => alerts.get(id)).find(Boolean) ?? [])
    .map(({ name }) => name);
  const listed = some([...new Set(names)].sort().map((name) => code(name)));
  return [finding(7, `${WHAT}: **not replayed**: ${ids.length} that read nothing of the recording: ${listed}`)];
}
