import { OF_ALERTS } from './fed';
import { allRules, type Rule, type RuleSet, withRules } from './rules';

/** What must be evaluated to know what differs. */
export interface Affected {
  /** Rules that make something else, by what they say or read. */
  readonly changed: ReadonlySet<Rule>;
  /** Both sets with these rules, and with what they read of others. */
  readonly sets: readonly [RuleSet, RuleSet];
}

/** Names of series that a rule makes. */
const makes = ({ kind, name }: Rule): readonly string[] => (kind === 'record' ? [name] : OF_ALERTS);

/** Whether a rule reads series of some names; one that selects by labels alone may read any. */
const reads = ({ selectors }: Rule, names: ReadonlySet<string>): boolean =>
  names.size > 0 && selectors.some(({ metric }) => metric === undefined || names.has(metric));

/**
 * The rules of two sets that make something else of the same series. All others make the same, so that hours of series need not be
 * evaluated with them.
 */
export function affected(was: RuleSet, is: RuleSet): Affected {
  const [before, after] = [allRules(was), allRules(is)];
  const all = [...before, ...after];
  const known = new Map(before.map((rule) => [rule.id, rule]));
  const same = new Set(after.filter(({ id, says }) => known.get(id)?.says === says).map(({ id }) => id));
  const changed = grown(new Set(all.filter(({ id }) => !same.has(id))), (found) => {
    const names = new Set([...found].flatMap(makes));
    return all.filter((rule) => reads(rule, names));
  });
  const needed = grown(changed, (found) => {
    const read = [...found];
    return all.filter((rule) => read.some((each) => reads(each, new Set(makes(rule)))));
  });
  return { changed, sets: [withRules(was, needed), withRules(is, needed)] };
}

/** A set with all that belongs to it, until nothing more does. */
function grown<Value>(start: ReadonlySet<Value>, more: (found: ReadonlySet<Value>) => readonly Value[]): Set<Value> {
  const found = new Set(start);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const value of more(found)) found.add(value);
  }
  return found;
}
