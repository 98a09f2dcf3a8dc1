import { type CostRecord, type RecordLine, recordFrom } from '../../cost/record';
import { usdRange } from '../../cost/text';
import { type Range, show, times } from '../../model/budgets/range';
import { COST_FILE } from '../../model/names/about';
import { parsed } from '../../review/embedded';
import { type Finding, findingIn, type Side } from '../../review/finding';
import { code } from '../../review/markdown';
import { change } from '../text';
import { differs, type GroupPair, hasOthers } from './lines';
import type { Outcome } from './run';

/** The estimate that an environment has in dist/; undefined: none that this version reads. */
export const estimateIn = (side: Side): CostRecord | undefined =>
  recordFrom(parsed('yaml', side.read(COST_FILE) ?? ''));

const finding = findingIn('Cost');

/**
 * What a month of ingestion costs where lines are like the recorded ones. An estimate is how much is logged, times what is assumed to
 * be charged for a byte of it; a replay measures the second.
 * @param alsoOthers groups that take in what is not recorded
 */
export const dollarFindings = (
  pairs: readonly GroupPair[],
  before: CostRecord | undefined,
  after: CostRecord | undefined,
  alsoOthers: ReadonlySet<string>,
): Finding[] =>
  pairs.filter(differs).flatMap((pair) => {
    const isShared = alsoOthers.has(pair.name) || alsoOthers.has(pair.nameAfter);
    const text = isShared
      ? none('it also takes in what is not recorded, such as the journal')
      : textOf(
          measured('base', pair.before, before, pair.name),
          measured('head', pair.after, after, pair.nameAfter),
          hasOthers(pair),
        );
    return text === undefined || pair.before.charged === pair.after.charged
      ? []
      : [finding(45, `ingestion of ${pair.title}: ${text}`)];
  });

const none = (why: string): string => `**no USD follow** from recorded lines: ${why}`;

/** The line of an estimate that says what a group takes in. */
const lineIn = (record: CostRecord | undefined, group: string): RecordLine | undefined =>
  record?.lines.find(({ name }) => name.startsWith(`logs-ingestion of ${group} in `));

/** A group in one state, that it is not there, or why nothing can be said of it. */
type Measured =
  | 'absent'
  | { readonly why: string }
  | {
      /** Bytes charged for each byte on the disk of the node. */
      readonly perByte: number;
      /** The same as the estimate has it. */
      readonly assumedPerByte: number;
      readonly usd: Range;
      readonly estimated: Range;
      /** How the estimate has what is logged. */
      readonly logged: string;
    };

function measured(
  side: 'base' | 'head',
  { recorded, charged }: Outcome,
  estimate: CostRecord | undefined,
  group: string,
): Measured {
  const line = lineIn(estimate, group);
  if (recorded.bytes === 0) return estimate && !line ? 'absent' : { why: `none go there in the ${side}` };
  if (!line?.usd) return { why: `the estimate of the ${side} has no USD for it` };
  const assumed = assumedIn(line.formula);
  if (!assumed) return { why: `the estimate of the ${side} is not by bytes of nodes alone` };
  const perByte = charged / recorded.bytes;
  const usd = times(line.usd, perByte / assumed.perByte);
  return { perByte, assumedPerByte: assumed.perByte, usd, estimated: line.usd, logged: assumed.logged };
}

/** What a formula assumes to be logged, and to be charged for a byte of it; undefined: it has other sources of lines, or a limit. */
function assumedIn(formula: string): { readonly logged: string; readonly perByte: number } | undefined {
  const [, nodes = '', kept, share = '', charged] =
    /^([^+]* nodes × [^+]*) × ([\d.]+) % kept( × [\d.]+ % of the logs)? × ([\d.]+) bytes charged for one$/.exec(
      formula,
    ) ?? [];
  const perByte = (Number(kept) / 100) * Number(charged);
  return perByte > 0 ? { logged: nodes + share, perByte } : undefined;
}

const isUnknown = (side: Measured): side is { readonly why: string } => side !== 'absent' && 'why' in side;

/** What a group costs in both states; undefined: as much, by three digits. */
function textOf(before: Measured, after: Measured, isOfOthers: boolean): string | undefined {
  if (isUnknown(before)) return none(before.why);
  if (isUnknown(after)) return none(after.why);
  const sides = [before, after];
  const there = sides.flatMap((side) => (side === 'absent' ? [] : [side]));
  const [one, other] = there;
  if (!one || (other && bytesOf(one.perByte) === bytesOf(other.perByte) && one.logged === other.logged))
    return undefined;
  const bytes = (of: 'perByte' | 'assumedPerByte'): string => changes(there.map((side) => bytesOf(side[of])));
  const usd = (of: 'usd' | 'estimated'): string[] =>
    sides.map((side) => (side === 'absent' ? 'nothing' : usdRange(side[of])));
  const [usdBefore, usdAfter] = usd('usd');
  const logged = other && one.logged !== other.logged ? `, ${code(one.logged)} → ${code(other.logged)}` : '';
  return (
    `**${usdBefore} → ${usdAfter} USD a month if all of its lines were like the recorded ones**. ` +
    `Measured: ${bytes('perByte')} bytes charged for one on the disk of the node${isOfOthers && other ? ', of other lines' : ''}. ` +
    `Assumed: how much is logged, as ${code(COST_FILE)} has it${logged}; with ${bytes('assumedPerByte')} bytes for one, ` +
    `which it assumes, it has ${changes(usd('estimated'))} USD`
  );
}

const changes = ([one = '', other = one]: readonly string[]): string => change(one, other);
const bytesOf = (value: number): string => show(Number(value.toPrecision(3)));
