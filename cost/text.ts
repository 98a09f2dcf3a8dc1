import type { Range } from '../model/budgets/range';
import type { Price } from './prices';

const CENTS = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** USD: `1,234.50`. */
export const usdText = (usd: number): string => CENTS.format(usd);

/** USD on average and at most: `12.00 – 340.50`. */
export const usdRange = ({ low, high }: Range): string => {
  const [from, to] = [usdText(low), usdText(high)];
  return from === to ? from : `${from} – ${to}`;
};

/** What is said in place of USD. */
export const NOT_PRICED = 'not priced';

/** Whether none of some lines has a price: then their sum is not known, and not nothing. */
export const isNotPriced = (lines: readonly { readonly usd?: Range }[]): boolean =>
  lines.length > 0 && lines.every(({ usd }) => !usd);

const SCALES = [
  [1, ''],
  [1e3, ' for a thousand'],
  [1e6, ' for a million'],
  [1e9, ' for a billion'],
] as const;

/**
 * The prices of one unit by tier, or of so many that they can be read: `0.09 / 0.035 for a million`.
 * @param currency is said after the figures. @default '' - a heading says it
 */
export function priceText({ tiers }: Pick<Price, 'tiers'>, currency = ''): string {
  const [last = { usd: 0 }] = tiers.slice(-1);
  const [scale, words] = SCALES.find(([factor]) => last.usd * factor >= 0.001) ?? [1, ''];
  return tiers.map(({ usd }) => Number((usd * scale).toPrecision(6)).toString()).join(' / ') + currency + words;
}
