import type { Manifest } from '../charts/common/chart';
import { onceForEach } from '../model/once';
import { type Given, type Objects, whole } from './objects';

/** A text somewhere in an object: a value, or the key of one. */
export interface Text {
  readonly object: Manifest;
  readonly field: string;
  readonly text: string;
}

/** Every text of every object, and of the resources of the template. Found once for all checks of an environment. */
export const textsOf = onceForEach((objects: Objects, { resources = [] }: Given): readonly Text[] =>
  [...objects.all, ...resources].flatMap((object) => within(object, whole(object), '')),
);

function within(object: Manifest, value: unknown, field: string): Text[] {
  if (typeof value === 'string') return [{ object, field, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = childField(value, field, key);
    return [...(Array.isArray(value) ? [] : [{ object, field: at, text: key }]), ...within(object, child, at)];
  });
}

function childField(parent: unknown, field: string, key: string): string {
  if (Array.isArray(parent)) return `${field}[${key}]`;
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${field}["${key}"]`;
  return field === '' ? key : `${field}.${key}`;
}

/** A text without its comments, which name what they like: of shell, Lua, YAML, Alloy. */
export const withoutComments = (text: string): string => text.replace(/(^|\s)(--|#|\/\/)\s.*$/gm, '$1');
