import { linesOf, mostOf, type Watched } from '../../cost/watched';
import { isOverEstimate, MORE_SERIES_ALERT } from '../../model/names/alarms';
import type { Pair } from '../compare';
import type { Edit } from '../diff';
import type { Finding, Sides } from '../finding';
import { code, pathText } from '../markdown';
import { recordsOf } from './cost';
import { comparisonIn } from './judged';
import { at, listAt, textAt } from './values';

/** An alarm of more than the estimate of cost, whose threshold changes because the estimate does. */
export interface Follower {
  /** Such as `alarm alarm-application-over-estimate`. */
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** What an alarm or alert of more than the estimate compares with which number. */
interface Threshold {
  readonly watched: Watched;
  readonly most: number;
  /** Path of the number. */
  readonly at: string;
  /** What is at the path beside the number. @default - nothing */
  readonly rest?: string;
}

/** The threshold of an alarm or alert of more than the estimate; undefined: it is another one. */
function thresholdOf(value: unknown): Threshold | undefined {
  if (textAt(value, 'alert') === MORE_SERIES_ALERT) {
    const { compared, limit } = comparisonIn(textAt(value, 'expr')) ?? {};
    return { watched: 'series', most: Number(limit), at: 'expr', rest: compared };
  }
  if (!isOverEstimate(textAt(value, 'name') ?? '')) return undefined;
  const dimensions = listAt(value, 'metrics').flatMap((each) => listAt(each, 'metricStat', 'metric', 'dimensions'));
  const logGroup = textAt(
    dimensions.find((each) => at(each, 'name') === 'LogGroupName'),
    'value',
  );
  const watched = logGroup === undefined ? 'series' : { logGroup };
  return { watched, most: Number(at(value, 'threshold')), at: 'threshold' };
}

/** A signal of both states that changes. */
export interface ChangedSignal {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly edits: readonly Edit[];
}

/** Share by which a threshold may differ from the estimate, which has three digits. */
const ROUNDING = 0.01;

/**
 * The follower that a signal is; undefined: it is none. One that changes in more than its threshold, or whose estimate is the same or
 * another number, has been changed by somebody.
 */
export function followerOf(
  { name, before, after, edits }: ChangedSignal,
  pairs: readonly Pair[],
  sides: Sides,
): Follower | undefined {
  const [was, is] = [thresholdOf(before), thresholdOf(after)];
  if (!was || !is || edits.some(({ path }) => pathText(path) !== is.at) || was.rest !== is.rest) return undefined;
  const records = recordsOf(pairs, sides);
  const [from, to] = records === 'same' ? [] : records;
  if (!from || !to) return undefined;
  const isEstimated = JSON.stringify(linesOf(from, was.watched)) !== JSON.stringify(linesOf(to, is.watched));
  const isRight = Math.abs(is.most / mostOf(to, is.watched) - 1) <= ROUNDING;
  return isEstimated && isRight ? { name, before: was.most, after: is.most } : undefined;
}

/** What follows from the estimate, in one line behind all that changes of itself. */
export function followersOfEstimate(all: readonly Follower[]): Finding[] {
  const [first] = all;
  if (!first) return [];
  const follow = all.length === 1 ? 'alarm follows the estimate:' : 'alarms follow the estimate, such as';
  const change = `${first.before.toLocaleString('en')} → ${first.after.toLocaleString('en')}`;
  return [
    { section: 'Signals', harm: 15, text: `${all.length} over-estimate ${follow} ${code(first.name)}: ${change}` },
  ];
}
