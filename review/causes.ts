import { applied, isSame, type Stated, type Substitution } from './apply';
import { isReplaced, itemOfPair, type Pair } from './compare';
import type { Edit, Step } from './diff';
import { fileOf, type Item, isAbout } from './items';
import { renumberings } from './numbering';
import { renamedKeys } from './renamed-keys';
import { type Run, runsOf } from './runs';
import { substitutionsOf } from './substitutions';

/** Why places differ. Statements of causes, applied to the base, give the head: what they do not give is `unexplained`. */
export interface Cause {
  readonly kind: 'unexplained' | 'substitution' | 'removed' | 'added' | 'edit' | 'checksum' | 'about' | 'layout';
  /** The same for the same cause in several environments. */
  readonly key: string;
  /** The substitution, for that kind. */
  readonly by?: Substitution;
  /** The edit, for kinds that have one. */
  readonly edit?: Edit;
  /** Lines that come or go together as this edit. @default - one place */
  readonly lines?: number;
  /** The first object that it concerns. */
  readonly item: Item;
  /** Places of it. */
  readonly places: readonly Place[];
}

/** One place of a cause. */
export interface Place {
  readonly item: Item;
  readonly path: readonly Step[];
}

/** What explains one environment. */
export interface Explanation {
  readonly causes: readonly Cause[];
  /** The substitutions among them. */
  readonly by: readonly Substitution[];
}

/** Digests that follow from what else is in the objects; they differ because that does. */
function isChecksum(item: Item, { path, op, before, after }: Edit): boolean {
  if (op !== 'set' || ![before, after].every((value) => /^[0-9a-f]{16,64}$/.test(String(value)))) return false;
  const labels = path.map((step) => (typeof step === 'string' ? step : 'label' in step ? step.label : ''));
  return (
    labels.some((label) => /checksum/.test(label ?? '')) || (item.kind === 'ConfigMap' && item.name === 'bootstrap')
  );
}

/** Where a panel of a dashboard is: one above it that comes or goes moves it. */
function isPosition({ path, op }: Edit): boolean {
  const [list, item, key] = path.slice(-3);
  const isPanel = (list === 'widgets' && typeof item === 'object') || item === 'gridPos';
  return op === 'set' && isPanel && /^(?:x|y|w|h|width|height)$/.test(String(key));
}

/** What kind of thing an edit is that follows from the others: a digest, what dist/ says of an environment, or a position. */
function followsFrom(item: Item, edit: Edit, numbers: ReadonlySet<Edit>): 'checksum' | 'about' | 'layout' | undefined {
  if (isAbout(item.file)) return 'about';
  if (isChecksum(item, edit)) return 'checksum';
  return edit.op === 'layout' || isPosition(edit) || numbers.has(edit) ? 'layout' : undefined;
}

/** A path without positions, so that the same edit of several items is one. */
export const patternOf = (path: readonly Step[]): string =>
  path
    .map((step) => {
      if (typeof step === 'string') return `.${step}`;
      return 'embedded' in step ? ' > ' : `[${step.label ?? ''}]`;
    })
    .join('');

/** The causes of what differs in one environment. */
export function explain(pairs: readonly Pair[]): Explanation {
  const both = pairs.filter(({ before, after }) => before && after);
  const numbers = new Set(both.flatMap(({ before, edits }) => [...renumberings(before?.value, edits)]));
  const edits = both.flatMap((pair) => pair.edits.filter((edit) => !followsFrom(itemOfPair(pair), edit, numbers)));
  const { chosen, explained } = substitutionsOf(edits);
  const substitutions = new Map([...explained, ...both.flatMap((pair) => [...renamedKeys(pair.edits, chosen)])]);
  const causes = new Map<string, { cause: Omit<Cause, 'places'>; places: Place[] }>();
  const add = (cause: Omit<Cause, 'places'>, path: readonly Step[]) => {
    const known = causes.get(cause.key) ?? { cause, places: [] };
    known.places.push({ item: cause.item, path });
    causes.set(cause.key, known);
  };
  for (const pair of pairs) {
    const item = itemOfPair(pair);
    if (!pair.before || !pair.after) {
      const kind = pair.after ? 'added' : 'removed';
      // All objects of a file are one cause: a component comes and goes as a whole.
      add({ kind, key: `${kind} ${fileOf(item)}`, item }, []);
      continue;
    }
    const stated: Stated[] = [];
    const runs = runsOf(pair.edits.filter((edit) => !substitutions.has(edit)));
    for (const edit of pair.edits) {
      const follows = followsFrom(item, edit, numbers);
      stated.push(...state(item, edit, { by: substitutions.get(edit), follows, run: runs.get(edit) }, add));
    }
    for (const edit of unexplained(pair, stated))
      add({ kind: 'unexplained', key: keyOf('unexplained', item, edit), item, edit }, edit.path);
  }
  return {
    causes: [...causes.values()].map(({ cause, places }) => ({ ...cause, places })),
    by: [...causes.values()].flatMap(({ cause }) => cause.by ?? []),
  };
}

/** Why an edit is there, where it is not there of itself. */
interface Because {
  readonly by?: readonly Substitution[];
  readonly follows?: ReturnType<typeof followsFrom>;
  /** Lines that it comes or goes with. */
  readonly run?: Run;
}

/** Adds an edit to its causes, and gives what they state of it. */
function state(
  item: Item,
  edit: Edit,
  { by, follows, run }: Because,
  add: (cause: Omit<Cause, 'places'>, path: readonly Step[]) => void,
): Stated[] {
  if (by) {
    for (const one of by)
      add({ kind: 'substitution', key: JSON.stringify([one.from, one.to]), by: one, item }, edit.path);
    // A key is removed and added under its other name, as the edits say.
    return edit.op === 'set' ? [{ path: edit.path, op: 'substitute', by }] : [edit];
  }
  if (follows) add({ kind: follows, key: follows, item, edit }, edit.path);
  else {
    const shown = run?.edit ?? edit;
    add(
      { kind: 'edit', key: keyOf('edit', item, shown), item, edit: shown, ...(run && { lines: run.lines }) },
      edit.path,
    );
  }
  return [edit];
}

const keyOf = (kind: string, item: Item, { path, op, before, after }: Edit): string =>
  JSON.stringify([kind, item.kind === 'File' ? item.name : item.kind, patternOf(path), op, before, after]);

/** What the statements do not make: nothing, or the whole object. */
export function unexplained({ before, after }: Pair, stated: readonly Stated[]): Edit[] {
  if (!before || !after || isSame(applied(before.value, stated), after.value)) return [];
  return [{ path: [], op: 'set', before: before.value, after: after.value }];
}

/** Objects by what happens to them. */
export function countsOf(pairs: readonly Pair[]): Record<'added' | 'changed' | 'removed' | 'replaced', number> {
  const counts = { added: 0, changed: 0, removed: 0, replaced: 0 };
  for (const pair of pairs.filter((each) => !isAbout(itemOfPair(each).file))) {
    if (!pair.before) counts.added++;
    else if (!pair.after) counts.removed++;
    else if (isReplaced(pair)) counts.replaced++;
    else counts.changed++;
  }
  return counts;
}
