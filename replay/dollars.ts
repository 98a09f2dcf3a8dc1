import { type CostRecord, type RecordLine, recordFrom } from '../cost/record';
import { usdRange } from '../cost/text';
import { type Range, show, times } from '../model/budgets/range';
import { COST_FILE } from '../model/names/about';
import { parsed } from '../review/embedded';
import type { Finding, Side } from '../review/finding';
import { code } from '../review/markdown';
import { differs, type GroupPair } from './lines';
import type { Outcome } from './run';
import { change } from './text';

/** The estimate that an environment has in dist/; undefined: none that this version reads. */
export const estimateIn = (side: Side): CostRecord | undefined =>
  recordFrom(parsed('yaml', side.read(COST_FILE) ?? ''));

const finding = (harm: number, text: string): Finding => ({ section: 'Cost', harm, text });

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
    const [was, is] = [lineIn(before, pair.name), lineIn(after, pair.nameAfter)];
    const text = isShared
      ? none('it also takes in what is not recorded, such as the journal')
      : textOf(measured('base', pair.before, was), measured('head', pair.after, is));
    return pair.before.charged === pair.after.charged ? [] : [finding(45, `ingestion of ${pair.title}: ${text}`)];
  });

const none = (why: string): string => `**no USD follow** from recorded lines: ${why}`;

/** The line of an estimate that says what a group takes in. */
const lineIn = (record: CostRecord | undefined, group: string): RecordLine | undefined =>
  record?.lines.find(({ name }) => name.startsWith(`logs-ingestion of ${group} in `));

/** A group in one state, or why nothing can be said of it. */
type Measured =
  | { readonly why: string }
  | {
      /** Bytes charged for each byte on the disk of the node. */
      readonly perByte: number;
      /** The same as the estimate has it. */
      readonly assumedPerByte: number;
      readonly usd: Range;
      readonly estimated: Range;
    };

function measured(side: 'base' | 'head', { recorded, charged }: Outcome, line: RecordLine | undefined): Measured {
  if (recorded.bytes === 0) return { why: `none go there in the ${side}` };
  if (!line?.usd) return { why: `the estimate of the ${side} has no USD for it` };
  const assumedPerByte = assumedIn(line.formula);
  if (assumedPerByte === undefined) return { why: `the estimate of the ${side} is not by bytes of nodes alone` };
  const perByte = charged / recorded.bytes;
  return { perByte, assumedPerByte, usd: times(line.usd, perByte / assumedPerByte), estimated: line.usd };
}

/** What a formula assumes to be charged for a byte; undefined: it has other sources of lines, or a limit. */
function assumedIn(formula: string): number | undefined {
  const [, kept, charged] =
    /^[^+]* nodes × [^+]* × ([\d.]+) % kept × (?:[\d.]+ % of the logs × )?([\d.]+) bytes charged for one$/.exec(
      formula,
    ) ?? [];
  const product = (Number(kept) / 100) * Number(charged);
  return product > 0 ? product : undefined;
}

function textOf(before: Measured, after: Measured): string {
  if ('why' in before) return none(before.why);
  if ('why' in after) return none(after.why);
  const bytes = (of: 'perByte' | 'assumedPerByte'): string => change(show(round(before[of])), show(round(after[of])));
  return (
    `**${usdRange(before.usd)} → ${usdRange(after.usd)} USD a month if all of its lines were like the recorded ones**. ` +
    `Measured: ${bytes('perByte')} bytes charged for one on the disk of the node. ` +
    `Assumed: how much is logged, as ${code(COST_FILE)} has it; with ${bytes('assumedPerByte')} bytes for one, ` +
    `which it assumes, it has ${change(usdRange(before.estimated), usdRange(after.estimated))} USD`
  );
}

const round = (value: number): number => Number(value.toPrecision(3));
