import { type CostRecord, recordFrom } from '../cost/record';
import { usdRange } from '../cost/text';
import { type Range, times } from '../model/budgets/range';
import { COST_FILE } from '../model/names/about';
import { parsed } from '../review/embedded';
import type { Finding, Side } from '../review/finding';
import { code } from '../review/markdown';
import { differs, type GroupPair } from './lines';
import { bytesText } from './text';

/** The estimate that an environment has in dist/; undefined: none that this version reads. */
export const estimateIn = (side: Side): CostRecord | undefined =>
  recordFrom(parsed('yaml', side.read(COST_FILE) ?? ''));

/** What an estimate takes the ingestion of a group for, in USD a month. */
export const ingestionOf = (record: CostRecord | undefined, group: string): Range | undefined =>
  record?.lines.find(({ name }) => name.startsWith(`logs-ingestion of ${group} in `))?.usd;

const finding = (harm: number, text: string): Finding => ({ section: 'Cost', harm, text });
const usd = (range: Range): string => `${usdRange(range)} USD`;

/**
 * What a month of ingestion costs where lines are like the recorded ones: the estimate of the base, times what is charged for after
 * for each byte that was before.
 * @param alsoOthers groups that take in what is not recorded
 */
export const dollarFindings = (
  pairs: readonly GroupPair[],
  before: CostRecord | undefined,
  after: CostRecord | undefined,
  alsoOthers: ReadonlySet<string>,
): Finding[] =>
  pairs.filter(differs).flatMap((pair) => {
    const was = ingestionOf(before, pair.name);
    const is = ingestionOf(after, pair.nameAfter);
    const text = textOf(pair, was, is, alsoOthers.has(pair.name) || alsoOthers.has(pair.nameAfter));
    return text === undefined ? [] : [finding(45, `ingestion of ${pair.title}: ${text}`)];
  });

function textOf(
  { before, after }: GroupPair,
  was: Range | undefined,
  is: Range | undefined,
  isShared: boolean,
): string | undefined {
  const measured = `recorded lines were charged as ${bytesText(before.charged)} → ${bytesText(after.charged)}`;
  if (before.charged === after.charged) return undefined;
  if (isShared) return `${measured}; **no USD follow**: it also takes in what is not recorded, such as the journal`;
  if (before.charged === 0)
    return is && `${measured}; the estimate of the head is ${usd(is)} a month, and nothing recorded went there before`;
  if (!was) return `${measured}; **no USD follow**: the estimate of the base does not have it`;
  const ratio = after.charged / before.charged;
  const percent = Math.round((ratio - 1) * 100);
  const estimated = is ? `; the estimate of the head, which assumes shares of levels, is ${usd(is)}` : '';
  return (
    `**${usdRange(was)} → ${usd(times(was, ratio))} a month if all of its lines were like the recorded ones**. ` +
    `Measured: ${measured} (${percent < 0 ? '−' : '+'}${Math.abs(percent)} %). ` +
    `Assumed: how much is logged, as the estimate of the base (${code(COST_FILE)}) has it${estimated}`
  );
}
