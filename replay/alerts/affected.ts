import { grown, reads } from './fed';
import { allRules, type Rule, type RuleSet, withRules } from './rules';

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
  const changed = grown(new Set(all.filter(({ id }) => !same.has(id))), (found) =>
    all.filter((rule) => [...found].some((other) => reads(rule, other))),
  );
  const needed = grown(changed, (found) => all.filter((rule) => [...found].some((other) => reads(other, rule))));
  return { changed, sets: [withRules(was, needed), withRules(is, needed)] };
}
