import { errorText, type Problem, settingName } from '../model/problem';

/** A part of an overlay that is no data, and so has no meaning as a setting. */
export interface Unreadable {
  readonly path: readonly PropertyKey[];
  readonly problem: Problem;
}

/** Groups and lists that may be within each other; the schema needs six. */
const MOST_LEVELS = 32;
/** Items of a list, and keys of a group. */
const MOST_ITEMS = 10_000;

/**
 * A copy of an overlay that is data alone. An overlay is code: its getters may throw, and it may hold what a schema would not see,
 * such as keys that are symbols. All of that is reported here, and is `undefined` in the copy. Values such as functions stay: the
 * schema takes none of them.
 */
export function plain(overlay: unknown): { value: unknown; unreadable: Unreadable[] } {
  const unreadable: Unreadable[] = [];
  const outer = new Set<object>();

  function refuse(path: readonly PropertyKey[], wrong: string): undefined {
    unreadable.push({ path, problem: { field: settingName(path), wrong, allowed: 'plain data' } });
  }

  function copy(value: unknown, path: readonly PropertyKey[]): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (outer.has(value)) return refuse(path, 'is within itself');
    if (outer.size === MOST_LEVELS) return refuse(path, `has more than ${MOST_LEVELS} levels`);
    outer.add(value);
    try {
      return Array.isArray(value) ? copyList(value, path) : copyGroup(value, path);
    } catch (error) {
      return refuse(path, `cannot be read: ${errorText(error)}`);
    } finally {
      outer.delete(value);
    }
  }

  function copyList(list: readonly unknown[], path: readonly PropertyKey[]): unknown {
    if (list.length > MOST_ITEMS) return refuse(path, `has more than ${MOST_ITEMS} items`);
    const keys = Reflect.ownKeys(list).filter((key) => key !== 'length' && !isIndex(key));
    for (const key of keys) refuse([...path, key], 'is a key of a list, and would be lost');
    return Array.from({ length: list.length }, (_, index) => read(list, index, path));
  }

  function copyGroup(group: object, path: readonly PropertyKey[]): unknown {
    const kind = kindOf(group);
    if (kind !== undefined) return refuse(path, `is ${kind}`);
    const keys = Reflect.ownKeys(group);
    if (keys.length > MOST_ITEMS) return refuse(path, `has more than ${MOST_ITEMS} keys`);
    for (const key of keys.filter((key) => typeof key === 'symbol'))
      refuse([...path, key], 'is a symbol, and would be lost');
    const names = keys.filter((key) => typeof key === 'string');
    return Object.fromEntries(names.map((key) => [key, read(group, key, path)]));
  }

  function read(from: object, key: string | number, path: readonly PropertyKey[]): unknown {
    try {
      return copy(Reflect.get(from, key), [...path, key]);
    } catch (error) {
      return refuse([...path, key], `cannot be read: ${errorText(error)}`);
    }
  }

  return { value: copy(overlay, []), unreadable };
}

const isIndex = (key: PropertyKey): boolean => typeof key === 'string' && /^(0|[1-9][0-9]*)$/.test(key);

/** What an object is that is no group of settings, such as `a Date`. The prototype of a plain object may come from another realm. */
function kindOf(group: object): string | undefined {
  const prototype = Object.getPrototypeOf(group);
  if (prototype === null || Object.hasOwn(prototype, 'isPrototypeOf')) return undefined;
  const name: unknown = prototype.constructor?.name;
  return typeof name === 'string' && /^[A-Z]\w{0,40}$/.test(name) && name !== 'Object'
    ? `a ${name}`
    : 'an object with a prototype of its own';
}
