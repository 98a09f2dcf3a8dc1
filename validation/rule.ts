import type { Problem } from '../model/problem';
import type { Environment } from '../model/schema/environment';

/** A rule over several settings of one environment. */
export interface Rule {
  /** Sections that it reads. It runs only if each of them is valid by itself. */
  readonly sections: readonly (keyof Environment)[];
  readonly check: (environment: Environment) => Iterable<Problem>;
}

/** A rule that can only read the sections that it names. */
export const rule = <Section extends keyof Environment>(
  sections: readonly Section[],
  check: (environment: Pick<Environment, Section>) => Iterable<Problem>,
): Rule => ({ sections, check });

/** An item that has the same key as an earlier one. */
export interface Repeat<Item> {
  readonly item: Item;
  readonly index: number;
  readonly first: Item;
}

/** The second and every later one of equal items. */
export function* repeats<Item>(items: readonly Item[], key: (item: Item) => string): Iterable<Repeat<Item>> {
  const seen = new Map<string, Item>();
  for (const [index, item] of items.entries()) {
    const first = seen.get(key(item));
    if (first === undefined) seen.set(key(item), item);
    else yield { item, index, first };
  }
}

/** A value that is already in use: `"chess" is taken: application "games" has it; allowed: another namespace`. */
export const taken = (field: string, value: unknown, by: string, allowed: string): Problem => ({
  field,
  value,
  wrong: `is taken: ${by}`,
  allowed,
});
