import { isTree } from '../diff';
import type { Item } from '../items';
import { code, count } from '../markdown';
import { at, listAt, textAt } from './values';

/** All data of an object, in a text before its days. */
const ALL = '';
const VERSIONS = 'replaced and deleted versions';

/** What becomes of how long an object keeps its data. */
export interface Kept {
  /** What of it; empty: all of it. */
  readonly what: string;
  /** From days to days; none is for ever. */
  readonly from: number;
  readonly to: number;
}

/** Where an object keeps its data shorter or longer than before. */
export function keptOtherwise(before: Item, after: Item): Kept[] {
  const [was, is] = [rulesOf(before), rulesOf(after)];
  const scopes = new Map([...was, ...is].map((rule) => [scopeText(rule), rule]));
  return [...scopes].flatMap(([what, scope]) => {
    const [from, to] = [daysIn(was, scope), daysIn(is, scope)];
    return from === to ? [] : [{ what, from, to }];
  });
}

/** Days for people. */
export const daysText = (days: number): string => (Number.isFinite(days) ? count(days, 'day') : 'for ever');

/** One rule that ends data. */
interface Rule {
  /** What the keys of its objects begin with; undefined: it finds them by more than that. */
  readonly prefix?: string;
  readonly filter: string;
  readonly versions: boolean;
  readonly days: number;
}

const rule = (days: unknown, filter: unknown = {}, versions = false): Rule[] => {
  if (typeof days !== 'number') return [];
  const isPrefix = !isTree(filter) || Object.keys(filter).every((key) => key.toLowerCase() === 'prefix');
  return [
    {
      filter: JSON.stringify(filter),
      versions,
      days,
      ...(isPrefix && { prefix: textAt(filter, 'prefix') ?? '' }),
    },
  ];
};

/** Rules of a log group, or those of a bucket that are enabled. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
function rulesOf({ value, kind }: Item): Rule[] {
  if (kind.startsWith('LogGroup')) return rule(at(value, 'spec', 'retentionDays'));
  if (kind.startsWith('AWS::Logs')) return rule(at(value, 'Properties', 'RetentionInDays'));
  return listAt(value, 'spec', 'lifecycle', 'rules')
    .filter((each) => at(each, 'status') !== 'Disabled')
    .flatMap((each) => {
      const filter = at(each, 'filter') ?? { prefix: at(each, 'prefix') ?? '' };
      return [
        ...rule(at(each, 'expiration', 'days'), filter),
        ...rule(at(each, 'noncurrentVersionExpiration', 'noncurrentDays'), filter, true),
      ];
    });
}

/** Days until the first rule that finds all of a scope ends it. */
const daysIn = (rules: readonly Rule[], scope: Rule): number =>
  Math.min(...rules.filter((each) => takesIn(each, scope)).map(({ days }) => days), Number.POSITIVE_INFINITY);

const takesIn = (one: Rule, scope: Rule): boolean =>
  one.versions === scope.versions &&
  (one.prefix === undefined || (scope.prefix === undefined && one.prefix !== '')
    ? one.filter === scope.filter
    : (scope.prefix ?? '').startsWith(one.prefix));

function scopeText({ prefix, filter, versions }: Rule): string {
  const what = [...(versions ? [VERSIONS] : [])];
  if (prefix === undefined) what.push(`what matches ${code(filter)}`);
  else if (prefix !== '') what.push(`what begins with ${code(prefix)}`);
  return what.length > 0 ? what.join(' of ') : ALL;
}
