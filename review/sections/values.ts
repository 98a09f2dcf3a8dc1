import { isTree } from '../diff';
import type { Item } from '../items';

/** A value deep in another one; undefined where a part of the path is missing. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((part, key) => (isTree(part) && Object.hasOwn(part, key) ? part[key] : undefined), value);

/** A list deep in a value; empty where it is missing. */
export const listAt = (value: unknown, ...path: readonly string[]): unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

/** A text deep in a value; undefined where it is missing. */
export const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = at(value, ...path);
  return found === undefined || found === null ? undefined : String(found);
};

/** An annotation of an object. */
export const annotation = ({ value }: Item, name: string): string | undefined =>
  textAt(value, 'metadata', 'annotations', name);

/** A text or a list of them as a list; empty where it is missing. */
export const listOf = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/** The template of the pods of a workload, also of a CronJob; undefined: it has none. */
export const templateIn = (value: unknown): unknown =>
  at(value, 'spec', 'template') ?? at(value, 'spec', 'jobTemplate', 'spec', 'template');

/** Whether pods of a workload have labels, as `matchLabels` of a selector lists them. */
export const podsHave = (value: unknown, selected: unknown): boolean => {
  const labels = at(value, 'spec', 'template', 'metadata', 'labels');
  return labels !== undefined && Object.entries(selected ?? {}).every(([key, label]) => at(labels, key) === label);
};
