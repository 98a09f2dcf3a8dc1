import { grouped } from '../../model/grouped';
import { type Edit, isTree, type Step, type Tree } from '../diff';
import { parsed } from '../embedded';
import { dashed, linesOf, openings, type Place, placeOfItem, placeOfKey, placeOfLine, TOP } from './lines';

/** One line of a comparison side by side. */
export interface Row {
  readonly kind: 'same' | 'opening' | 'changed' | 'removed' | 'added' | 'layout' | 'fold';
  /** The line before; of a fold, what it says. @default - there was none */
  readonly left?: string;
  /** The line after. @default - there is none */
  readonly right?: string;
  /** The path of the edit, by which its causes are found. @default - the line stays */
  readonly path?: readonly Step[];
}

/** The rows of an object that is new or gone. */
export const rowsOfOne = (value: Tree, side: 'added' | 'removed'): Row[] =>
  linesOf(value, TOP).map((line) => ({ kind: side, [side === 'added' ? 'right' : 'left']: line }));

/** The rows of an object in both states: the edits say what differs, so that nothing that does can look the same. */
export const rowsOf = (before: unknown, after: unknown, edits: readonly Edit[]): Row[] =>
  folded(walk(before, after, edits, 0, TOP));

function walk(before: unknown, after: unknown, edits: readonly Edit[], depth: number, place: Place): Row[] {
  const [first] = edits;
  if (!first) return linesOf(after, place).map((line) => ({ kind: 'same', left: line, right: line }));
  const here = edits.find(({ path }) => path.length === depth);
  if (here) return editRows(here, place);
  const step = first.path[depth];
  if (typeof step === 'object' && 'embedded' in step) {
    const inside = (value: unknown) => parsed(step.embedded, String(value));
    const what = step.embedded === 'lines' ? '|' : `(${step.embedded.toUpperCase()})`;
    const lines = step.embedded === 'lines';
    return [
      ...opened(place, what),
      ...children(inside(before), inside(after), edits, depth + 1, lines ? placeOfLine(place) : place, lines),
    ];
  }
  return [...opened(place), ...children(before, after, edits, depth, place)];
}

const opened = (place: Place, what?: string): Row[] =>
  openings(place, what).map((line) => ({ kind: 'opening', left: line, right: line }));

function editRows({ op, path, before, after }: Edit, place: Place): Row[] {
  if (op === 'layout') return [{ kind: 'layout', left: `${place.indent}${place.label}`, path }];
  const left = op === 'add' ? [] : linesOf(before, place);
  const right = op === 'remove' ? [] : linesOf(after, place);
  const kind = op === 'set' ? 'changed' : op === 'add' ? 'added' : 'removed';
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({
    kind,
    left: left[at],
    right: right[at],
    path,
  }));
}

/** The rows of what two values consist of. */
function children(
  before: unknown,
  after: unknown,
  edits: readonly Edit[],
  depth: number,
  place: Place,
  isText = false,
): Row[] {
  if (edits.some(({ path }) => path.length === depth)) return walk(before, after, edits, depth, place);
  if (Array.isArray(before) && Array.isArray(after))
    return items(before, after, edits, depth, isText ? place : placeOfItem(place));
  if (!isTree(before) || !isTree(after)) return [];
  const of = grouped(edits, ({ path }) => String(path[depth]));
  const rows = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    walk(own(before, key), own(after, key), of.get(key) ?? [], depth + 1, placeOfKey(place, after, key)),
  );
  return place.label === '- ' ? withDash(rows, place) : rows;
}

const own = (tree: Tree, key: string): unknown => (Object.hasOwn(tree, key) ? tree[key] : undefined);

/** Items that stay or go are at their positions before, those that are added at their positions after. */
function items(
  before: readonly unknown[],
  after: readonly unknown[],
  edits: readonly Edit[],
  depth: number,
  place: Place,
): Row[] {
  const isAt = (op: Edit['op']) => (edit: Edit) => edit.op === op && edit.path.length === depth + 1;
  const of = grouped(edits, (edit) => `${isAt('add')(edit) ? 'add' : 'at'} ${positionOf(edit.path[depth])}`);
  const rows: Row[] = [];
  for (let [b, a] = [0, 0]; b < before.length || a < after.length; ) {
    const added = of.get(`add ${a}`);
    const others = of.get(`at ${b}`) ?? [];
    const isRemoved = !added && others.some(isAt('remove'));
    rows.push(...walk(before[b], after[a], added ?? others, depth + 1, place));
    if (!added) b++;
    if (!isRemoved) a++;
  }
  return rows;
}

const positionOf = (step: Step | undefined): number => (typeof step === 'object' && 'index' in step ? step.index : -1);

/** The first line of each side has the dash of the item. */
function withDash(rows: readonly Row[], place: Place): Row[] {
  const left = rows.findIndex((row) => row.left !== undefined);
  const right = rows.findIndex((row) => row.right !== undefined);
  return rows.map((row, at) => ({
    ...row,
    ...(at === left && { left: dashed(row.left ?? '', place) }),
    ...(at === right && { right: dashed(row.right ?? '', place) }),
  }));
}

/** Lines that stay, shown around each one that differs. */
const CONTEXT = 3;

/** Rows without the lines that stay, except those around a change and those that say where it is. */
function folded(rows: readonly Row[]): Row[] {
  const near = new Uint8Array(rows.length + 1);
  for (const [at, { kind }] of rows.entries())
    if (kind !== 'same' && kind !== 'opening') near.fill(1, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  const short: Row[] = [];
  let left: Row[] = [];
  for (const [at, row] of rows.entries()) {
    const isShown = near[at] === 1 || row.kind === 'opening';
    if (!isShown) left.push(row);
    if (left.length > 0 && (isShown || at === rows.length - 1)) {
      short.push(...(left.length === 1 ? left : [{ kind: 'fold', left: `${left.length} lines stay` } as const]));
      left = [];
    }
    if (isShown) short.push(row);
  }
  return short;
}
