import type { Environment } from '../model/schema/environment';
import { notA } from './text';

/** Reports one problem of a setting, such as `logs.applications[0].name`. */
export type Refuse = (setting: string, message: string) => void;

/** A rule over several settings of one environment. */
export interface Rule {
  /** Sections that it reads; it runs where each of them is valid by itself. */
  readonly sections: readonly (keyof Environment)[];
  readonly check: (environment: Environment, refuse: Refuse) => void;
}

/** A rule that can only read the sections that it names. */
export const rule = <Section extends keyof Environment>(
  sections: readonly Section[],
  check: (environment: Pick<Environment, Section>, refuse: Refuse) => void,
): Rule => ({ sections, check });

/** Refuses the second of two equal values. */
export function refuseRepeats<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  refuse: (item: Item, index: number, first: Item) => void,
): void {
  const seen = new Map<string, Item>();
  for (const [index, item] of items.entries()) {
    const first = seen.get(key(item));
    if (first === undefined) seen.set(key(item), item);
    else refuse(item, index, first);
  }
}

/** A value that something else has already: `"chess" is taken by application "games"; allowed: another namespace`. */
export const taken = (value: unknown, by: string, allowed: string): string => notA(value, `free: ${by}`, allowed);
