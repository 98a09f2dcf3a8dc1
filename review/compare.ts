import { COST_FILE } from '../model/names/about';
import { onceForEach } from '../model/once';
import { diff, type Edit, isTree } from './diff';
import type { Side } from './finding';
import { documentsOf, type Item, identityOf, isByHand, isPart, itemsOf } from './items';
import { readAhead, type State } from './states';

/** An object in both states and how it differs; without `before` it is new, without `after` it is gone. */
export interface Pair {
  readonly before?: Item;
  readonly after?: Item;
  /** What differs, where it is in both. */
  readonly edits: readonly Edit[];
}

/** The object after, or the one that is gone. */
export const itemOfPair = ({ before, after }: Pair): Item => {
  const item = after ?? before;
  if (!item) throw new Error('a pair of nothing');
  return item;
};

/** Whether an object has another name, namespace or kind than before: it is replaced. */
export const isReplaced = ({ before, after }: Pair): boolean =>
  before !== undefined && after !== undefined && identityOf(before) !== identityOf(after);

/** Digests of files by environment and by path in it. */
type Environments = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The files of a state by environment; sorted once for all of them. */
const environments = onceForEach((state: State): Environments => {
  const found = new Map<string, Map<string, string>>();
  for (const [path, digest] of state.files) {
    const slash = path.indexOf('/');
    const files = found.get(path.slice(0, slash)) ?? new Map<string, string>();
    found.set(path.slice(0, slash), files.set(path.slice(slash + 1), digest));
  }
  return found;
});

/** Digests of the files of an environment, by path in it; empty: there is none. */
export const filesOf = (state: State, name: string): ReadonlyMap<string, string> =>
  environments(state).get(name) ?? new Map();

/** Names of environments, by state. */
export const environmentsOf = (state: State): string[] => [...environments(state).keys()];

/** Paths of the files that differ, in an environment whose name may be another one in the head. */
export function changedPaths(base: State, head: State, before: string, after = before): string[] {
  const [was, is] = [filesOf(base, before), filesOf(head, after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path)).sort();
}

/** Environments whose files are read at once. */
export const AT_ONCE = 8;

/** Names of an environment in both states. */
export interface Named {
  readonly name: string;
  /** Its name in the base. */
  readonly before: string;
}

/** Environments in their order, each with the base that has at hand what differs in it. */
export function* withBase<Environment extends Named>(
  base: State,
  head: State,
  environments: readonly Environment[],
): Iterable<readonly [State, Environment]> {
  for (let at = 0; at < environments.length; at += AT_ONCE) {
    const some = environments.slice(at, at + AT_ONCE);
    const was = baseOf(base, head, some);
    for (const environment of some) yield [was, environment];
  }
}

/** The base, with the files that differ in some environments at hand. */
const baseOf = (base: State, head: State, environments: readonly Named[]): State =>
  readAhead(
    base,
    environments.flatMap(({ before, name }) => {
      const was = filesOf(base, before);
      return changedPaths(base, head, before, name)
        .filter((path) => was.has(path))
        .map((path) => `${before}/${path}`);
    }),
  );

/** An environment that is there in both states. */
export interface InBoth {
  /** Its name in the base. */
  readonly old: string;
  readonly name: string;
  readonly before: Side;
  readonly after: Side;
}

/** Environments that both states have, in the order of the base. */
export function inBoth(base: State, head: State, renamed: ReadonlyMap<string, string>): InBoth[] {
  const names = new Set(environmentsOf(head));
  return environmentsOf(base)
    .map((old) => ({ old, name: renamed.get(old) ?? old }))
    .filter(({ name }) => names.has(name))
    .map(({ old, name }) => ({ old, name, before: sideOf(base, old), after: sideOf(head, name) }));
}

/** An environment in a state. */
export function sideOf(state: State, name: string): Side {
  const files = environments(state).get(name);
  const estimated = files?.has(COST_FILE) ? 'estimated' : 'not estimated';
  return {
    name,
    state: state.name,
    presence: files ? estimated : 'absent',
    digest: (path) => files?.get(path),
    read: (path) => {
      if (!files?.has(path)) return undefined;
      return texts.get(state)?.get(`${name}/${path}`) ?? state.read([`${name}/${path}`])[0];
    },
    objects: () => {
      const paths = [...(files?.keys() ?? [])].filter((path) => /^[^/]+\.k8s\.yaml$/.test(path));
      const read = state.read(paths.map((path) => `${name}/${path}`));
      return paths.map((path, at) => ({ file: `${name}/${path}`, text: read[at] ?? '' }));
    },
  };
}

interface Document {
  readonly file: string;
  readonly text: string;
  /** Two documents with the same key, applied in the same way, need no look. */
  readonly key: string;
}

/** What differs in one environment, whose name may be another one in the head. */
export function compare(base: State, head: State, before: string, after = before): Pair[] {
  const [was, is] = [filesOf(base, before), filesOf(head, after)];
  const changed = changedPaths(base, head, before, after);
  const left = documents(
    base,
    before,
    changed.filter((path) => was.has(path)),
  );
  const right = documents(
    head,
    after,
    changed.filter((path) => is.has(path)),
  );
  const pairs = pairsOf(
    without(left, right).flatMap(({ file, text }) => itemsOf(file, text, base.name)),
    without(right, left).flatMap(({ file, text }) => itemsOf(file, text, head.name)),
  );
  const seen = new Set(pairs.flatMap((pair) => [pair.before?.file, pair.after?.file]));
  const unseen = changed.filter((path) => !seen.has(`${before}/${path}`) && !seen.has(`${after}/${path}`));
  return [...pairs, ...moved(base, head, { before, name: after }, unseen)];
}

/** Texts of the files that differ, of the environment that was compared last: to read them again would start Git again. */
const texts = new WeakMap<State, ReadonlyMap<string, string>>();

function documents(state: State, name: string, paths: readonly string[]): Document[] {
  const files = paths.map((path) => `${name}/${path}`);
  const read = new Map(state.read(files).map((text, at) => [files[at] ?? '', text]));
  texts.set(state, read);
  return [...read].flatMap(([file, text]) =>
    documentsOf(file, text).map((each) => ({ file, text: each, key: keyOf(file, each) })),
  );
}

const keyOf = (file: string, document: string): string => `${isByHand(file)} ${document.trimEnd()}`;

/** Documents that the other state does not have. */
function without(some: readonly Document[], others: readonly Document[]): Document[] {
  const left = new Map<string, number>();
  for (const { key } of others) left.set(key, (left.get(key) ?? 0) + 1);
  return some.filter(({ key }) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** Files that differ although their objects do not: another order, comments between them, an object in another file. */
const moved = (base: State, head: State, { before, name }: Named, paths: readonly string[]): Pair[] =>
  paths.map((path) => {
    const item = { environment: name, kind: 'File', namespace: '', name: path, file: `${name}/${path}`, value: {} };
    const [old, text] = [texts.get(base)?.get(`${before}/${path}`), texts.get(head)?.get(`${name}/${path}`)];
    if (old !== text || old === undefined) return { before: item, after: item, edits: [{ path: [], op: 'layout' }] };
    // Bytes that are no text are read as the same sign.
    const [was, is] = [filesOf(base, before).get(path), filesOf(head, name).get(path)];
    return {
      before: { ...item, value: { bytes: was } },
      after: { ...item, value: { bytes: is } },
      edits: [{ path: ['bytes'], op: 'set', before: was, after: is }],
    };
  });

function pairsOf(before: readonly Item[], after: readonly Item[]): Pair[] {
  const left = new Map(numbered(before));
  const right = new Map(numbered(after));
  const pairs = [...right].flatMap(([identity, item]) => {
    const old = left.get(identity);
    if (!old) return [];
    left.delete(identity);
    right.delete(identity);
    return pairsIn(old, item);
  });
  return [...pairs, ...replaced([...left.values()], [...right.values()])];
}

/** Items by identity; several of one identity are numbered. */
function numbered(items: readonly Item[]): [string, Item][] {
  const counts = new Map<string, number>();
  return items.map((item) => {
    const identity = identityOf(item);
    const count = counts.get(identity) ?? 0;
    counts.set(identity, count + 1);
    return [`${identity}#${count}`, item];
  });
}

/** The pair of two objects; of parts of a document, only where they differ. */
function pairsIn(before: Item, after: Item): Pair[] {
  const edits = diff(before.value, after.value);
  if (edits.length === 0 && isPart(after)) return [];
  return [{ before, after, edits: edits.length > 0 ? edits : [{ path: [], op: 'layout' }] }];
}

/** Share of values that two objects must have in common to be one object with another name. */
const LIKENESS = 0.5;

/** Objects that are gone and new ones of their kind that are like them are the same objects under another name. */
function replaced(gone: readonly Item[], added: readonly Item[]): Pair[] {
  const free = new Set(added);
  const leaves = new Map([...gone, ...added].map((item) => [item, new Set(leavesOf(item.value, ''))]));
  const pairs = gone.flatMap((before): Pair[] => {
    const likely = [...free]
      .filter(
        ({ kind, file }) =>
          kind === before.kind && kind !== 'File' && file.split('/').length === before.file.split('/').length,
      )
      .map((item) => ({ item, likeness: likeness(leaves.get(before), leaves.get(item)) }))
      .filter(({ likeness }) => likeness > LIKENESS)
      .sort((one, other) => other.likeness - one.likeness);
    const [best] = likely;
    if (!best) return [{ before, edits: [] }];
    free.delete(best.item);
    return pairsIn(before, best.item);
  });
  return [...pairs, ...[...free].map((after) => ({ after, edits: [] }))];
}

function likeness(one = new Set<string>(), other = new Set<string>()): number {
  const shared = [...one].filter((leaf) => other.has(leaf)).length;
  return shared / Math.max(one.size, other.size, 1);
}

/** Every value with its path. What all objects of a kind have in common counts as little as it can: kind and labels do not. */
const leavesOf = (value: unknown, path: string): string[] => {
  if (path === '.kind' || path === '.apiVersion' || path === '.metadata.labels') return [];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, `${path}[]`));
  if (isTree(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, `${path}.${key}`));
  return [`${path}=${value}`];
};
