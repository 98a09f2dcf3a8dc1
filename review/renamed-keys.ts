import { isDeepStrictEqual } from 'node:util';
import { grouped } from '../model/grouped';
import { type Substitution, substituted } from './apply';
import { type Edit, isTree } from './diff';

/**
 * Edits that remove a key and add it as substitutions make it, with their value: by each of them, the substitutions. Names are in
 * keys too, such as the issuer of tokens in the conditions of a trust.
 */
export function renamedKeys(
  edits: readonly Edit[],
  all: readonly Substitution[],
): ReadonlyMap<Edit, readonly Substitution[]> {
  const found = new Map<Edit, readonly Substitution[]>();
  if (all.length === 0) return found;
  const ofKeys = edits.filter(({ op, path }) => op !== 'set' && typeof path.at(-1) === 'string');
  for (const siblings of grouped(ofKeys, ({ path }) => JSON.stringify(path.slice(0, -1))).values()) {
    const added = new Map(siblings.filter(({ op }) => op === 'add').map((edit) => [edit.path.at(-1), edit]));
    for (const removed of siblings.filter(({ op }) => op === 'remove')) {
      const key = String(removed.path.at(-1));
      const by = all.filter(({ from }) => key.includes(from));
      const twin = added.get(substituted(key, by));
      const isSame = [removed.before, inAll(removed.before, all)].some((value) =>
        isDeepStrictEqual(value, twin?.after),
      );
      if (by.length > 0 && twin && isSame) found.set(removed, by).set(twin, by);
    }
  }
  return found;
}

/** A value with all of its texts after substitutions. */
function inAll(value: unknown, by: readonly Substitution[]): unknown {
  if (typeof value === 'string') return substituted(value, by);
  if (Array.isArray(value)) return value.map((item) => inAll(item, by));
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [substituted(key, by), inAll(item, by)]));
}
