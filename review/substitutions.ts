import { align } from './align';
import { type Substitution, substituted } from './apply';
import type { Edit } from './diff';

/** Values that changed in the same way, and where. */
interface Same {
  readonly before: string;
  readonly after: string;
  readonly edits: Edit[];
}

/** Shortest text that is looked for; shorter ones are in too many words. */
const SHORTEST = 3;
/** Longest one: what is longer is a text rather than a name. */
const LONGEST = 200;
/** Candidates that are tried, those first that most values propose. */
const CANDIDATES = 40;
/** Places from which on a substitution is a cause rather than an edit. */
const FEWEST = 2;

/** Substitutions that explain edits. */
export interface Substitutions {
  /** All of them, those of the longest texts first. */
  readonly chosen: readonly Substitution[];
  /** By which of them each edit is explained that they explain. */
  readonly explained: ReadonlyMap<Edit, readonly Substitution[]>;
}

/** The substitutions that explain the most edits. */
export function substitutionsOf(edits: readonly Edit[]): Substitutions {
  const explained = new Map<Edit, readonly Substitution[]>();
  const explain = (same: Same, by: readonly Substitution[]) => {
    for (const edit of same.edits) explained.set(edit, by);
  };
  const chosen: Substitution[] = [];
  let left = changesOf(edits);
  for (const candidates = candidatesOf(left); ; ) {
    const best = bestOf(candidates, left);
    if (!best) break;
    chosen.push(best);
    for (const same of left) if (isExplained(same, [best])) explain(same, [best]);
    left = left.filter((same) => !isExplained(same, [best]));
  }
  chosen.sort((one, other) => other.from.length - one.from.length);
  for (const same of left) {
    const by = chosen.filter(({ from }) => same.before.includes(from));
    if (by.length > 1 && isExplained(same, by)) explain(same, by);
  }
  return { chosen, explained };
}

function changesOf(edits: readonly Edit[]): Same[] {
  const changes = new Map<string, Same>();
  for (const edit of edits) {
    const { op, before, after } = edit;
    if (op !== 'set' || typeof before !== 'string' || typeof after !== 'string') continue;
    const key = JSON.stringify([before, after]);
    const same = changes.get(key) ?? { before, after, edits: [] };
    same.edits.push(edit);
    changes.set(key, same);
  }
  return [...changes.values()];
}

const isExplained = ({ before, after }: Same, by: readonly Substitution[]): boolean =>
  by.every(({ from }) => before.includes(from)) && substituted(before, by) === after;

/** The candidate that explains the most places; of several, the longest one. */
function bestOf(candidates: readonly Substitution[], left: readonly Same[]): Substitution | undefined {
  const scored = candidates.map((candidate) => ({
    candidate,
    places: left.filter((same) => isExplained(same, [candidate])).reduce((sum, { edits }) => sum + edits.length, 0),
  }));
  scored.sort((one, other) => other.places - one.places || other.candidate.from.length - one.candidate.from.length);
  const [best] = scored;
  return best && best.places >= FEWEST ? best.candidate : undefined;
}

function candidatesOf(changes: readonly Same[]): Substitution[] {
  const found = new Map<string, Substitution & { places: number }>();
  for (const { before, after, edits } of changes)
    for (const [from, to] of [[before, after] as const, ...tokens(before, after)]) {
      if (from.length < SHORTEST || from.length > LONGEST || to.length < SHORTEST || from === to) continue;
      const key = JSON.stringify([from, to]);
      const one = found.get(key) ?? { from, to, places: 0 };
      one.places += edits.length;
      found.set(key, one);
    }
  return [...found.values()]
    .sort((one, other) => other.places - one.places || other.from.length - one.from.length)
    .slice(0, CANDIDATES)
    .map(({ from, to }) => ({ from, to }));
}

/** Words and numbers that differ, and the parts of them that do: `observability-dev-alloy` and `shop-dev-alloy` differ in `observability`. */
function tokens(before: string, after: string): [string, string][] {
  if (before.length > 2000 || after.length > 2000) return [];
  const [left, right] = [before, after].map((text) => text.match(/[\w-]+(?:\.\d+)*|[^\w-]/g) ?? []);
  if (!left || !right) return [];
  return align(left, right).flatMap(({ before: b, after: a }): [string, string][] => {
    const [from, to] = [b === undefined ? '' : left[b], a === undefined ? '' : right[a]];
    return from && to && from !== to ? [[from, to], stripped(from, to)] : [];
  });
}

function stripped(from: string, to: string): [string, string] {
  const [left, right] = [from.split('-'), to.split('-')];
  while (left.length > 1 && right.length > 1 && left[0] === right[0]) for (const parts of [left, right]) parts.shift();
  while (left.length > 1 && right.length > 1 && left.at(-1) === right.at(-1))
    for (const parts of [left, right]) parts.pop();
  return [left.join('-'), right.join('-')];
}
