import { type Problem, settingName } from '../../model/problem';
import { environmentSchema } from '../../model/schema/environment';
import { type Rule, repeats } from '../rule';

/** No list of an overlay has the same item twice: all of them are sets. */
function* repeatedItems(value: unknown, path: readonly PropertyKey[]): Iterable<Problem> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value))
    for (const { item, index } of repeats(value, (item) => JSON.stringify(item)))
      yield { field: settingName([...path, index]), value: item, wrong: 'is there twice', allowed: 'once' };
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, child] of entries) yield* repeatedItems(child, [...path, key]);
}

/** One rule per section, so that a mistake elsewhere does not hide a repeat. */
export const listRules: Rule[] = environmentSchema.keyof().options.map((section) => ({
  sections: [section],
  check: (environment) => repeatedItems(environment[section], [section]),
}));
