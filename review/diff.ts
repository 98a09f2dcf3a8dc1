import { align } from './align';
import { type Language, languageOf, parsed } from './embedded';

/** Position in a list, with the name of the item where it has one. */
export interface Index {
  readonly index: number;
  readonly label?: string;
}

/** The way into a text that is in a language of its own. */
export interface Embedded {
  readonly embedded: Language;
}

/** One step of a path: a key, an item of a list, or the way into an embedded text. */
export type Step = string | Index | Embedded;

/**
 * One difference. Items that are set or removed are at their positions in the list before, those that are added at their
 * positions in the list after. `layout`: the text differs, and what it says does not.
 */
export interface Edit {
  readonly path: readonly Step[];
  readonly op: 'set' | 'add' | 'remove' | 'layout';
  /** The value before, unless the edit adds. */
  readonly before?: unknown;
  /** The value after, unless the edit removes. */
  readonly after?: unknown;
}

/** A mapping of JSON. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping. */
export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every difference between two values, the least ones that say it. */
export function diff(before: unknown, after: unknown, path: readonly Step[] = []): Edit[] {
  if (before === after) return [];
  if (typeof before === 'string' && typeof after === 'string') return texts(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return lists(before, after, path);
  if (isTree(before) && isTree(after)) return trees(before, after, path);
  return Number.isNaN(before) && Number.isNaN(after) ? [] : [{ path, op: 'set', before, after }];
}

function texts(before: string, after: string, path: readonly Step[]): Edit[] {
  const language = languageOf(before, after);
  if (!language) return [{ path, op: 'set', before, after }];
  const inside = [...path, { embedded: language }];
  const edits = diff(parsed(language, before), parsed(language, after), inside);
  return edits.length > 0 ? edits : [{ path: inside, op: 'layout', before, after }];
}

const has = (tree: Tree, key: string): boolean => Object.hasOwn(tree, key);

function trees(before: Tree, after: Tree, path: readonly Step[]): Edit[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): Edit[] => {
    if (has(before, key) && before[key] === after[key] && has(after, key)) return [];
    const at = [...path, key];
    if (!has(after, key)) return [{ path: at, op: 'remove', before: before[key] }];
    if (!has(before, key)) return [{ path: at, op: 'add', after: after[key] }];
    return diff(before[key], after[key], at);
  });
}

/** A way to name the items of a list. */
type NameOf = (item: unknown) => unknown;

/** What names an item of a list; the first that all items of both lists have, each another value, is used. */
const NAMES: readonly NameOf[] = [
  ...['name', 'key', 'id', 'Id', 'Sid', 'alert', 'record', 'mountPath', 'topicArn', 'Name', 'alias'].map(
    (key) => (item: unknown) => (isTree(item) ? item[key] : undefined),
  ),
  // A widget of a dashboard of CloudWatch; one without a title is a text.
  (item) => (isTree(item) && isTree(item.properties) ? (item.properties.title ?? item.properties.markdown) : undefined),
  labelOf,
];

/** The label of a metric in a graph of CloudWatch: a list that ends with options. An expression may have that of a metric. */
function labelOf(item: unknown): unknown {
  const options = Array.isArray(item) ? item.at(-1) : undefined;
  if (!isTree(options) || typeof options.label !== 'string') return undefined;
  return options.expression === undefined ? options.label : `${options.label} (expression)`;
}

/** What names the items of lists. */
export const nameKey = (...all: readonly (readonly unknown[])[]): NameOf | undefined =>
  NAMES.find((nameOf) =>
    all.every((items) => {
      const names = items.map(nameOf);
      return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
    }),
  );

function lists(before: readonly unknown[], after: readonly unknown[], path: readonly Step[]): Edit[] {
  const nameOf = nameKey(before, after);
  // The quote that is open tells a text from all that is JSON.
  const keyOf = (item: unknown): string =>
    typeof item === 'string' ? `"${item}` : nameOf ? String(nameOf(item)) : JSON.stringify(item);
  const stepOf = (items: readonly unknown[], index: number): Index => {
    const [item] = items.slice(index);
    return { index, ...(nameOf ? { label: String(nameOf(item)).split('\n', 1)[0] } : {}) };
  };
  return align(before.map(keyOf), after.map(keyOf)).flatMap(({ before: b, after: a }): Edit[] => {
    if (b !== undefined && a !== undefined && before[b] === after[a]) return [];
    if (b !== undefined && a !== undefined) return diff(before[b], after[a], [...path, stepOf(before, b)]);
    if (b !== undefined) return [{ path: [...path, stepOf(before, b)], op: 'remove', before: before[b] }];
    return a === undefined ? [] : [{ path: [...path, stepOf(after, a)], op: 'add', after: after[a] }];
  });
}
