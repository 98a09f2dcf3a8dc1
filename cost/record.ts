import { type Range, showRange } from '../model/budgets/range';
import type { Estimate, Line } from './estimate';
import { isNotPriced, NOT_PRICED, priceText } from './text';

/** One line of it. */
export interface RecordLine {
  /** Item, whose it is and Region, such as `logs-ingestion of /eks/shop in eu-west-1`. */
  readonly name: string;
  /** In a month, with its unit. */
  readonly quantity: string;
  /** How the quantity was found. */
  readonly formula: string;
  /** List price of one unit with its day, or that there is none. */
  readonly price: string;
  /** USD a month. @default - not priced */
  readonly usd?: Range;
}

/** What a line charges for, such as `logs-ingestion`. */
export const itemOf = ({ name }: RecordLine): string => name.split(' ', 1)[0] ?? '';

/** Whose a line is, such as `/eks/shop`. */
export const whatOf = ({ name }: RecordLine): string => / of (.*) in [^ ]+$/.exec(name)?.[1] ?? '';

/** What an environment costs in a month, as dist/ has it. */
export interface CostRecord {
  /** USD a month of the lines that have a price. */
  readonly usd: Range;
  /** USD a month that it may cost at most. @default - no ceiling */
  readonly budget?: number;
  readonly lines: readonly RecordLine[];
}

const cents = (usd: number): number => Math.round(usd * 100) / 100;
const fieldsOf = ({ low, high }: Range) => ({ usdOnAverage: cents(low), usdAtMost: cents(high) });

const lineOf = ({ item, what, region, amount, unit, price, usd, formula }: Line) => ({
  name: `${item} of ${what} in ${region}`,
  quantity: `${showRange(amount)} ${unit}`,
  formula,
  price: price ? `${priceText(price, ' USD')}, list of ${price.date}` : NOT_PRICED,
  ...(usd && fieldsOf(usd)),
});

/** An estimate as data for a file: in cents, so that nothing differs that nobody pays. */
export const recordOf = ({ usd, lines }: Estimate, budget?: number): object => ({
  ...(isNotPriced(lines) ? { price: NOT_PRICED } : fieldsOf(usd)),
  ...(budget !== undefined && { budget }),
  lines: lines.map(lineOf),
});

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** USD of a record or a line; undefined where it has none. */
const usdIn = ({ usdOnAverage: low, usdAtMost: high }: Fields): Range | undefined =>
  typeof low === 'number' && typeof high === 'number' ? { low, high } : undefined;

/** The record that a file has; undefined: another version wrote it, so nothing can be said of it. */
export function recordFrom(file: unknown): CostRecord | undefined {
  if (!isFields(file) || !Array.isArray(file.lines)) return undefined;
  const usd = file.price === NOT_PRICED ? { low: 0, high: 0 } : usdIn(file);
  const lines = file.lines.filter(isFields).map((line): RecordLine => {
    const charged = usdIn(line);
    return { ...texts(line), ...(charged && { usd: charged }) };
  });
  const isWhole = lines.every(({ price, usd: charged, ...named }) => {
    const isPriced = price !== NOT_PRICED;
    return isPriced === (charged !== undefined) && ![price, ...Object.values(named)].includes('');
  });
  if (!usd || !isWhole || lines.length !== file.lines.length) return undefined;
  return { usd, ...(typeof file.budget === 'number' && { budget: file.budget }), lines };
}

const texts = (line: Fields) => {
  const text = (key: string): string => (typeof line[key] === 'string' ? line[key] : '');
  return { name: text('name'), quantity: text('quantity'), formula: text('formula'), price: text('price') };
};
