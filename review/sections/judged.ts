import { secondsOf } from '../../model/prometheus-duration';
import type { Edit } from '../diff';
import { pathText } from '../markdown';
import { at, listAt, textAt } from './values';

/** What a change makes of a signal. */
export interface Judged {
  readonly harm: number;
  /** In the line of the signal, in front of what changes. @default - what changes says it */
  readonly says?: string;
  /** For the verdict, after the name of the signal. @default - it cannot be the worst */
  readonly worst?: string;
}

/** What it is worth that somebody hears of less. */
export const UNTOLD = 'somebody who was told is told no more';

/** A value by its key in ACK and in rules (`threshold`), or in CloudFormation (`Threshold`). */
const of = (value: unknown, key: string): unknown =>
  at(value, key) ?? at(value, key.charAt(0).toUpperCase() + key.slice(1));

/**
 * What becomes of an alarm, alert, route, mute rule or objective that changes; the worst of all that is known of it.
 * @param newAlarms names of alarms that are new: nobody hears less of them
 */
export function judged(
  before: unknown,
  after: unknown,
  edits: readonly Edit[],
  newAlarms: ReadonlySet<string>,
): Judged {
  const paths = edits.map(({ path }) => pathText(path));
  if (edits.every(isForPeople)) return { harm: 24 };
  const [was, is] = [before, after].map(targetsOf);
  const lost = missing(was, is);
  if (was && is && was.length > 0 && is.length === 0)
    return { harm: 75, says: '**tells nobody any more**', worst: 'tells nobody any more' };
  if (lost.length > missing(is, was).length || edits.some(isLess))
    return { harm: 72, says: '**tells fewer**', worst: UNTOLD };
  if (paths.some((path) => ADDRESSEES.test(path)))
    return { harm: 66, says: '**tells somebody else**', worst: 'tells somebody else' };
  const [from = 0, to = 0] = [before, after].map((value) => Number(at(value, 'Goal', 'AttainmentGoal') ?? 0));
  if (to < from) return { harm: 62, says: '**promises less**', worst: 'promises less' };
  if (isQuieter(before, after)) return { harm: 64, says: '**is less severe**', worst: 'is less severe' };
  if (isLax(before, after))
    return { harm: 62, says: '**fires later or less often**', worst: 'fires later or less often' };
  if (isMuter(before, after, edits, newAlarms)) return { harm: 61, says: '**mutes more**', worst: 'mutes more' };
  if (paths.some((path) => SOURCES.test(path))) return { harm: 57, says: 'fires otherwise', worst: 'fires otherwise' };
  return { harm: 44 };
}

/** What only people read. */
const TEXTS = /^(?:alarmDescription|AlarmDescription|Description|description|annotations|tags|Tags)\b/;
/** Whether an edit changes only what people read. */
export const isForPeople = ({ path }: Edit): boolean => TEXTS.test(pathText(path));
/** Who is told. */
const ADDRESSEES = /^(?:endpoint|Endpoint)$|\breceiver$|\btopic_?arn\b/i;
/** What is looked at. */
const SOURCES =
  /^(?:expr$|metrics?\b|Metrics?\b|dimensions|Dimensions|metricName|MetricName|namespace|Namespace|comparisonOperator|ComparisonOperator|statistic|AlarmRule$)/;

/** Topics that an alarm tells; undefined: it is no alarm. */
function targetsOf(value: unknown): string[] | undefined {
  const enabled = of(value, 'actionsEnabled');
  const actions = of(value, 'alarmActions');
  if (enabled === undefined && actions === undefined) return undefined;
  return enabled === false || !Array.isArray(actions) ? [] : actions.map((action) => JSON.stringify(action));
}

const missing = (some: readonly string[] = [], others: readonly string[] = []): string[] =>
  some.filter((each) => !others.includes(each));

/** Whether an edit takes a topic from a channel, or a receiver from the routes. */
const isLess = ({ op, path }: Edit): boolean => op === 'remove' && /SnsTopicArns|receivers/.test(pathText(path));

/** Severities, the loudest first. */
const SEVERITIES = ['critical', 'warning', 'info', 'none'];

/** Whether an alert has a quieter severity than before. */
function isQuieter(before: unknown, after: unknown): boolean {
  const [was, is] = [before, after].map((value) => SEVERITIES.indexOf(textAt(value, 'labels', 'severity') ?? ''));
  return was !== undefined && is !== undefined && was !== -1 && (is === -1 || is > was);
}

/** The comparison with a number that an expression ends with; undefined: it ends otherwise. */
export function comparisonIn(expression = '') {
  const [, compared, sign, limit] = /^(.*?([<>])=?)\s*([\d.]+)\s*$/s.exec(expression) ?? [];
  return compared === undefined ? undefined : { compared, isAbove: sign === '>', limit: Number(limit) };
}

/** Whether an expression ends with a comparison that is the same but for a number that is harder to reach. */
function isLaxExpression(before: string, after: string): boolean {
  const [was, is] = [comparisonIn(before), comparisonIn(after)];
  if (!was || !is || was.compared !== is.compared) return false;
  return is.isAbove ? is.limit > was.limit : is.limit < was.limit;
}

/** Whether an alarm, alert or objective is content with more than before. */
function isLax(before: unknown, after: unknown): boolean {
  const rises = (key: string): boolean => numberAt(after, key) > numberAt(before, key);
  const [was, is] = [before, after].map((value) => Number(of(value, 'threshold')));
  const isAbove = /^Greater/.test(String(of(after, 'comparisonOperator')));
  const [spoke, speaks] = [before, after].map((value) => of(value, 'treatMissingData') === 'breaching');
  return (
    (isAbove ? (is ?? 0) > (was ?? 0) : (is ?? 0) < (was ?? 0)) ||
    ['for', 'interval', 'evaluationPeriods', 'datapointsToAlarm', 'period'].some(rises) ||
    (spoke === true && speaks === false) ||
    isLaxExpression(textAt(before, 'expr') ?? '', textAt(after, 'expr') ?? '')
  );
}

/** A number, or the seconds of a duration of Prometheus; nothing is 0. */
function numberAt(value: unknown, key: string): number {
  const found = of(value, key);
  return typeof found === 'string' ? (secondsOf(found) ?? 0) : typeof found === 'number' ? found : 0;
}

/** Whether more is muted: by more alarms or a longer window of a rule, or by windows, routes and inhibitions of Alertmanager. */
function isMuter(before: unknown, after: unknown, edits: readonly Edit[], newAlarms: ReadonlySet<string>): boolean {
  const names = (value: unknown): string[] =>
    listAt(value, 'MuteTargets', 'AlarmNames')
      .filter((name) => !newAlarms.has(String(name)))
      .map((name) => JSON.stringify(name));
  const [was, is] = [before, after].map((value) => minutesOf(textAt(value, 'Rule', 'Schedule', 'Duration')));
  return (
    missing(names(after), names(before)).length > missing(names(before), names(after)).length ||
    (is ?? 0) > (was ?? 0) ||
    edits.some(({ op, path }) => op !== 'remove' && /time_intervals|inhibit_rules/.test(pathText(path))) ||
    edits.some(({ path }) => /^Rule\.Schedule\.(?:Expression|Timezone)$/.test(pathText(path)))
  );
}

/** Minutes of a duration such as PT2H30M. https://en.wikipedia.org/wiki/ISO_8601#Durations */
function minutesOf(duration = ''): number {
  const [, days = 0, hours = 0, minutes = 0] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?/.exec(duration) ?? [];
  return (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
}
