import { type Finding, findingIn } from '../../review/finding';
import { code } from '../../review/markdown';
import { bytesText, change } from '../text';
import type { Counted, Outcome } from './run';

/** What became of the recorded lines, by log group; in the two states. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** A log group in both states. */
export interface GroupPair {
  /** Its name after, or both: `/shop` → `/games`. */
  readonly title: string;
  /** Its name before, by which the estimate of the base knows it; where it is new, its name after. */
  readonly name: string;
  /** Its name after, or before where it is gone. */
  readonly nameAfter: string;
  readonly before: Outcome;
  readonly after: Outcome;
}

const NOTHING: Outcome = {
  recorded: { lines: 0, bytes: 0 },
  events: 0,
  charged: 0,
  redactions: 0,
  digest: '',
};

/** Groups of both states; one that is gone and a new one with the same events are one that was renamed. */
export function pairsOf(before: Outcomes, after: Outcomes): GroupPair[] {
  const added = [...after].filter(([name]) => !before.has(name));
  const taken = new Set<string>();
  const kept = [...before].map(([name, was]): GroupPair => {
    const is = after.get(name);
    if (is) return { title: code(name), name, nameAfter: name, before: was, after: is };
    const [renamed] = added.filter(
      ([other, { events, digest }]) => !taken.has(other) && events > 0 && digest === was.digest,
    );
    if (!renamed) return { title: code(name), name, nameAfter: name, before: was, after: NOTHING };
    taken.add(renamed[0]);
    const title = `${code(name)} → ${code(renamed[0])}`;
    return { title, name, nameAfter: renamed[0], before: was, after: renamed[1] };
  });
  const rest = added.filter(([name]) => !taken.has(name));
  return [
    ...kept,
    ...rest.map(([name, is]) => ({ title: code(name), name, nameAfter: name, before: NOTHING, after: is })),
  ];
}

const finding = findingIn('Signals');

/** Why recorded lines say nothing of an environment. */
export const notReplayed = (why: string): Finding =>
  finding(57, `what becomes of recorded lines is **not known**: not replayed: ${why}`);

/** Whether the events of a group differ. */
export const differs = ({ before, after }: GroupPair): boolean => before.digest !== after.digest;

/** What becomes of recorded lines, for each group in which they become something else. */
export function lineFindings(pairs: readonly GroupPair[]): Finding[] {
  const changed = pairs.filter((pair) => differs(pair) || pair.title !== code(pair.name));
  if (changed.length === 0)
    return [finding(6, `recorded lines: all ${sumOf(pairs, 'after').toLocaleString('en')} come out as before`)];
  const isLess = shipped(pairs, 'after') < shipped(pairs, 'before');
  // Where lines go to another group, what is redacted in one of them alone says nothing.
  const all = pairs.some(hasOthers) ? pairs : undefined;
  return changed.map((pair) => groupFinding(pair, isLess, isBared(all ?? [pair])));
}

/** Whether other lines were recorded for a group in the two states. */
export const hasOthers = ({ before, after }: GroupPair): boolean =>
  before.recorded.lines !== after.recorded.lines || before.recorded.bytes !== after.recorded.bytes;

/** Whether no event less leaves the node, and less is redacted in them. */
function isBared(pairs: readonly GroupPair[]): boolean {
  const sum = (of: (pair: GroupPair) => number): number => pairs.reduce((all, pair) => all + of(pair), 0);
  return (
    sum(({ before, after }) => after.events - before.events) >= 0 &&
    sum(({ before, after }) => after.redactions - before.redactions) < 0
  );
}

const sumOf = (pairs: readonly GroupPair[], side: 'before' | 'after'): number =>
  pairs.reduce((sum, pair) => sum + pair[side].recorded.lines, 0);

/** How much is shipped: lines of programs where the agent counts them, else events, of which several lines are one. */
function shipped(pairs: readonly GroupPair[], side: 'before' | 'after'): number {
  const isCounted = pairs.every(({ before, after }) =>
    [before, after].every(({ counted, recorded }) => counted !== undefined || recorded.lines === 0),
  );
  return pairs.reduce((sum, pair) => {
    const { counted, events, recorded } = pair[side];
    return sum + (isCounted ? recorded.lines - (counted ? gone(counted) : 0) : events);
  }, 0);
}

const gone = ({ Dropped, SampledOut, Limited }: Counted): number => Dropped + SampledOut + Limited;

function groupFinding({ title, before, after }: GroupPair, isLess: boolean, isBared: boolean): Finding {
  const number = (of: (outcome: Outcome) => number): string =>
    change(of(before).toLocaleString('en'), of(after).toLocaleString('en'));
  const onDisk = change(bytesText(before.recorded.bytes), bytesText(after.recorded.bytes));
  const recorded = `${number((outcome) => outcome.recorded.lines)} (${onDisk} on disk)`;
  const events = ({ events, charged }: Outcome): string =>
    `${events.toLocaleString('en')} events (${bytesText(charged)} charged)`;
  const text = [
    `recorded lines for ${title}: ${recorded} become ${change(events(before), events(after))}`,
    ...REASONS.flatMap(([name, words]) => {
      const of = (outcome: Outcome): number => outcome.counted?.[name] ?? 0;
      return of(before) + of(after) > 0 ? [`${words} ${number(of)}`] : [];
    }),
    ...(before.redactions + after.redactions > 0 ? [`places redacted ${number(({ redactions }) => redactions)}`] : []),
    ...(isSameSize(before, after) ? ['as many, with another content'] : []),
  ].join('; ');
  if (isBared && after.redactions < before.redactions)
    return finding(88, text, 'personal data or secrets leave the node unredacted');
  if (isLess && after.events < before.events) return finding(72, text, 'recorded log lines are no longer shipped');
  return finding(after.charged > before.charged ? 44 : 43, text);
}

const isSameSize = (before: Outcome, after: Outcome): boolean =>
  before.digest !== after.digest && before.events === after.events && before.charged === after.charged;

/** Why lines are left out, by the name of the counter. */
const REASONS = [
  ['Dropped', 'dropped'],
  ['SampledOut', 'sampled out'],
  ['Limited', 'beyond a limit'],
] as const;
