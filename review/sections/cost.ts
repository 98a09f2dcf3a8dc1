import { type CostRecord, itemOf, type RecordLine, recordFrom } from '../../cost/record';
import { isNotPriced, NOT_PRICED, usdRange, usdText } from '../../cost/text';
import type { Range } from '../../model/budgets/range';
import { COST_FILE } from '../../model/names/about';
import { type Substitution, substituted } from '../apply';
import { withoutNames } from '../common';
import { itemOfPair, type Pair } from '../compare';
import { type Finding, findingIn, type Look, type Side, type Sides } from '../finding';
import { isAbout } from '../items';
import { code, count, some } from '../markdown';

/** Lines of the estimate that are listed for an environment, those first whose cost moves most. */
const LISTED = 6;
/** Share of the cost from which on a rise is a consequence worth the verdict. */
const STEEP = 0.1;

/** What an environment costs in one state: nothing where there is none; undefined: nothing says it. */
export type Known = CostRecord | undefined;

const NOTHING: CostRecord = { usd: { low: 0, high: 0 }, lines: [] };
const UNKNOWN = `there is no ${code(COST_FILE)} that this version reads`;

/** The records of both states; equal ones are not read. */
export function recordsOf(pairs: readonly Pair[], { before, after }: Sides): readonly [Known, Known] | 'same' {
  const pair = pairs.find((each) => itemOfPair(each).name === COST_FILE && isAbout(itemOfPair(each).file));
  if (!pair && before.presence === 'estimated' && after.presence === 'estimated') return 'same';
  const known = ({ presence }: Side, item: Pair['before']): Known =>
    presence === 'absent' ? NOTHING : presence === 'estimated' && item ? recordFrom(item.value) : undefined;
  return [known(before, pair?.before), known(after, pair?.after)];
}

/** By how much the cost of a month changes. */
export interface CostChange {
  /** USD of the lines that have a price. */
  readonly usd: Range;
  /** Something that has no price changes as well. */
  readonly isPartial: boolean;
}

/** By how much the cost of a month changes; undefined: not known. */
export function costChange(pairs: readonly Pair[], sides: Sides): CostChange | undefined {
  const records = recordsOf(pairs, sides);
  if (records === 'same') return { usd: NOTHING.usd, isPartial: false };
  const [before, after] = records;
  return before && after && changeBetween(before, after);
}

function changeBetween(before: CostRecord, after: CostRecord): CostChange | undefined {
  if (pricedOnce(before, after).length > 0) return undefined;
  return { usd: delta(before.usd, after.usd), isPartial: unpriced(before) !== unpriced(after) };
}

/** What is priced in one state and not in the other, as in another Region: its whole cost would look like a change of it. */
function pricedOnce(before: CostRecord, after: CostRecord): string[] {
  const of = ({ lines }: CostRecord) => {
    const open = new Set(lines.filter(({ usd }) => !usd).map(itemOf));
    return { open, priced: new Set(lines.filter(({ usd }) => usd).map(itemOf)) };
  };
  const [was, is] = [of(before), of(after)];
  return [
    ...[...is.open].filter((charge) => was.priced.has(charge) && !was.open.has(charge)),
    ...[...was.open].filter((charge) => is.priced.has(charge) && !is.open.has(charge)),
  ];
}

/** What a record has no price for, as a text. */
const unpriced = ({ lines }: CostRecord): string =>
  JSON.stringify(
    lines
      .filter(({ usd }) => !usd)
      .map((line) => [itemOf(line), line.quantity].join(' '))
      .sort(),
  );

const delta = (from: Range, to: Range): Range => ({ low: to.low - from.low, high: to.high - from.high });
const signed = (usd: number): string => `${usd < 0 ? '−' : '+'}${usdText(Math.abs(usd))}`;

/** A change of cost: `+1.00 to +30.00`, or that there is none, or that it is not known. */
export function changeOfCost(change: CostChange | undefined): string {
  if (!change) return 'not known';
  const [low, high] = [signed(change.usd.low), signed(change.usd.high)];
  const isSame = [low, high].every((text) => text.slice(1) === '0.00');
  const text = isSame ? 'same' : low === high ? low : `${low} to ${high}`;
  if (!change.isPartial) return text;
  return isSame ? 'same but for what has no price' : `${text}, and what has no price`;
}

/** What a month costs before and after, and which lines of the estimate move. */
export const cost: Look = (pairs, by, sides) => {
  const records = recordsOf(pairs, sides);
  if (records === 'same') return [];
  const [before, after] = records;
  return [sumOf(before, after, sides), ...(before && after ? moved(before, after, by, sides) : [])];
};

const finding = findingIn('Cost');

function sumOf(before: Known, after: Known, sides: Sides): Finding {
  const missing = [
    ...(before ? [] : [`in the base ${UNKNOWN}: what is merged from here on is compared`]),
    ...(after ? [] : [`in the head ${UNKNOWN}: run ${code('npm run synth')} and commit dist/`]),
  ];
  if (missing.length > 0)
    return finding(
      61,
      `${sumsText(before, after)}, so the change is **not known**: ${missing.join('; ')}`,
      before && !after ? 'what a month costs is not known' : undefined,
    );
  const [was, is] = [before ?? NOTHING, after ?? NOTHING];
  const change = changeBetween(was, is);
  if (!change) return incomparable(was, is);
  const isSteep = change.usd.high > STEEP * was.usd.high && sides.before.presence !== 'absent';
  return finding(
    isSteep ? 63 : 46,
    `**${sumsText(was, is)}** (on average – at most; ${changeOfCost(change)})${notPriced(after)}${ceiling(before, after)}`,
    isSteep ? `a month can cost ${usdText(change.usd.high)} USD more` : undefined,
  );
}

/** Both sums of a month. */
function sumsText(before: Known, after: Known): string {
  const [was, is] = [before, after].map((record) => {
    if (!record) return 'not known';
    return isNotPriced(record.lines) ? NOT_PRICED : usdRange(record.usd);
  });
  return was === NOT_PRICED && is === NOT_PRICED ? NOT_PRICED : `${was} → ${is} USD a month`;
}

/** Two sums that do not have the same in them: the figures stand, and nobody is told of a saving. */
function incomparable(before: CostRecord, after: CostRecord): Finding {
  const charges = pricedOnce(before, after);
  return finding(
    61,
    `**${sumsText(before, after)}** (on average – at most)${notPriced(after)}${ceiling(before, after)}. The change is **not known**: ${some(charges.map((charge) => code(charge)))} ${charges.length === 1 ? 'has' : 'have'} a price in one of the two states alone`,
  );
}

/** What the sum does not have, which is not taken for nothing. */
function notPriced(record: Known): string {
  const lines = (record?.lines ?? []).filter(({ usd }) => !usd);
  return lines.length > 0
    ? `, without ${count(lines.length, 'line')} that ${lines.length === 1 ? 'has' : 'have'} no price`
    : '';
}

/** The ceiling that stops synth. */
function ceiling(before: Known, after: Known): string {
  const [from, to] = [before?.budget, after?.budget];
  const now = to === undefined ? 'no budget' : `budget ${usdText(to)}`;
  const was =
    from === to || before === NOTHING ? '' : `, ${from === undefined ? 'before none' : `before ${usdText(from)}`}`;
  const share = to !== undefined && after ? `, of which it can reach ${Math.round((100 * after.usd.high) / to)} %` : '';
  return `; ${now}${was}${share}`;
}

/** Lines that cost something else, or are charged for and have no price; lines with another name only are the same. */
function moved(before: CostRecord, after: CostRecord, by: readonly Substitution[], sides: Sides): Finding[] {
  if (sides.before.presence === 'absent' || sides.after.presence === 'absent') return [];
  const [left, right] = [numbered(before.lines, after.lines, by), numbered(after.lines, after.lines, [])];
  const all = [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => {
    const [was, is] = [left.get(name), right.get(name)];
    return was && is && isSame(was, is) ? [] : [{ name, was, is, size: sizeOf(was, is) }];
  });
  const shown = all.sort((one, other) => other.size - one.size).slice(0, LISTED);
  const rest = all.length - shown.length;
  return [
    ...shown.map(({ name, was, is }, at) => {
      const says = lineText(was, is);
      const common = code(withoutNames(name, sides.after.name)) + says;
      return { ...finding(29 - at / LISTED, code(name) + says), common };
    }),
    ...(rest > 0 ? [finding(27, `${count(rest, 'more line')} of ${code(COST_FILE)} that move less`)] : []),
  ];
}

/** Lines by name, which is what substitutions make it where that is there after; of several with one name, by number. */
function numbered(lines: readonly RecordLine[], after: readonly RecordLine[], by: readonly Substitution[]) {
  const names = new Set(after.map(({ name }) => name));
  const all = new Map<string, RecordLine>();
  for (const line of lines) {
    const renamed = substituted(line.name, by);
    const name = names.has(line.name) || !names.has(renamed) ? line.name : renamed;
    let key = name;
    for (let number = 2; all.has(key); number++) key = `${name} #${number}`;
    all.set(key, line);
  }
  return all;
}

const isSame = (was: RecordLine, is: RecordLine): boolean =>
  was.quantity === is.quantity && was.usd?.low === is.usd?.low && was.usd?.high === is.usd?.high;

/** How much a line moves; one without a price may be any amount, so it comes first. */
const sizeOf = (was?: RecordLine, is?: RecordLine): number =>
  [was, is].some((line) => line && !line.usd)
    ? Number.POSITIVE_INFINITY
    : Math.abs((is?.usd?.high ?? 0) - (was?.usd?.high ?? 0)) + Math.abs((is?.usd?.low ?? 0) - (was?.usd?.low ?? 0));

const usdOf = (line: RecordLine): string => (line.usd ? `${usdRange(line.usd)} USD` : NOT_PRICED);

function lineText(was?: RecordLine, is?: RecordLine): string {
  if (!is) return `: gone (${was ? usdOf(was) : ''})`;
  const change = was ? `${usdOf(was)} → ${usdOf(is)}` : `new, ${usdOf(is)}`;
  const of = (key: 'quantity' | 'price') =>
    (!was || was[key] === is[key] ? '' : `${code(was[key])} → `) + code(is[key]);
  const price = was?.usd || is.usd ? ` at ${of('price')}` : '';
  return `: ${change}: ${of('quantity')} (${code(is.formula)})${price}`;
}
