import { isDeepStrictEqual } from 'node:util';
import { grouped } from '../model/grouped';
import { type Edit, isTree, type Step } from './diff';
import { type Language, parsed } from './embedded';

/** Text that is replaced by another wherever it occurs in a value. */
export interface Substitution {
  readonly from: string;
  readonly to: string;
}

/** What is stated of one place: an edit, or that substitutions make its value what it is after. */
export type Stated =
  | Edit
  | { readonly path: readonly Step[]; readonly op: 'substitute'; readonly by: readonly Substitution[] };

/** A text of a language, by what it says. */
class Text {
  constructor(
    readonly language: Language,
    readonly value: unknown,
  ) {}
}

/** A value after substitutions, one after the other. */
export const substituted = (text: string, by: readonly Substitution[]): string =>
  by.reduce((value, { from, to }) => (value.includes(from) ? value.replaceAll(from, () => to) : value), text);

/** Whether substitutions make what an edit says of the value after from what it says of the one before. */
export const isFollowing = ({ before, after }: Edit, by: readonly Substitution[]): boolean =>
  typeof before === 'string' && typeof after === 'string' && substituted(before, by) === after;

/** The value that statements make of one before; what an edit says of the value before is not used. */
export function applied(before: unknown, stated: readonly Stated[], depth = 0): unknown {
  const [here] = stated.filter(({ path }) => path.length === depth);
  if (here?.op === 'substitute') return typeof before === 'string' ? substituted(before, here.by) : before;
  if (here) return here.op === 'layout' ? before : here.after;
  const steps = grouped(stated, (one) => keyOf(one, depth));
  const [first] = stated;
  const step = first?.path[depth];
  if (typeof step === 'object' && 'embedded' in step && typeof before === 'string')
    return new Text(step.embedded, applied(parsed(step.embedded, before), stated, depth + 1));
  if (Array.isArray(before)) return appliedToList(before, steps, depth);
  return isTree(before) ? appliedToTree(before, steps, depth) : before;
}

/** Statements of one key are applied together; an item that is added has a position in the list after. */
function keyOf({ path, op }: Stated, depth: number): string {
  const step = path[depth];
  if (typeof step !== 'object') return `${step}`;
  if ('embedded' in step) return step.embedded;
  return `${op === 'add' && path.length === depth + 1 ? 'add' : 'at'} ${step.index}`;
}

const isEnd = (stated: readonly Stated[], op: Stated['op'], depth: number): boolean =>
  stated.some((one) => one.op === op && one.path.length === depth + 1);

function appliedToTree(before: object, steps: ReadonlyMap<string, Stated[]>, depth: number): unknown {
  const after = new Map<string, unknown>(Object.entries(before));
  for (const [key, stated] of steps)
    if (isEnd(stated, 'remove', depth)) after.delete(key);
    else after.set(key, applied(after.get(key), stated, depth + 1));
  return Object.fromEntries(after);
}

function appliedToList(before: readonly unknown[], steps: ReadonlyMap<string, Stated[]>, depth: number): unknown {
  const after = before.flatMap((item, index) => {
    const stated = steps.get(`at ${index}`);
    if (!stated) return [item];
    return isEnd(stated, 'remove', depth) ? [] : [applied(item, stated, depth + 1)];
  });
  const added = [...steps].flatMap(([key, stated]) =>
    key.startsWith('add ') ? [[Number(key.slice(4)), stated] as const] : [],
  );
  for (const [index, stated] of added.sort(([one], [other]) => one - other))
    after.splice(index, 0, applied(undefined, stated, depth + 1));
  return after;
}

/** Whether a value that statements made is the one after. */
export function isSame(made: unknown, after: unknown): boolean {
  if (made instanceof Text) return typeof after === 'string' && isSame(made.value, parsed(made.language, after));
  if (Array.isArray(made))
    return Array.isArray(after) && made.length === after.length && made.every((item, at) => isSame(item, after[at]));
  if (!isTree(made)) return isDeepStrictEqual(made, after);
  const keys = Object.keys(made);
  return (
    isTree(after) &&
    keys.length === Object.keys(after).length &&
    keys.every((key) => Object.hasOwn(after, key) && isSame(made[key], after[key]))
  );
}
