import { environmentSchema } from '../../model/schema/environment';
import { type Rule, refuseRepeats } from '../rule';
import { settingName, show } from '../text';

/** No list of an overlay has the same item twice: all of them are sets. */
const repeats = (
  value: unknown,
  path: readonly PropertyKey[],
  refuse: (path: PropertyKey[], item: unknown) => void,
): void => {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value))
    refuseRepeats(
      value,
      (item) => JSON.stringify(item),
      (item, index) => refuse([...path, index], item),
    );
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, child] of entries) repeats(child, [...path, key], refuse);
};

/** One rule a section, so that a mistake elsewhere does not hide a repeat. */
export const listRules: Rule[] = environmentSchema.keyof().options.map((section) => ({
  sections: [section],
  check: (environment, refuse) =>
    repeats(environment[section], [section], (path, item) =>
      refuse(settingName(path), `${show(item)} is there twice; allowed: once`),
    ),
}));
