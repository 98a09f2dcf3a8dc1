import type { Range } from '../model/budgets/range';
import { ITEMS, type Item, type Price, priceOf, type Tier } from './prices';

/**
 * Where a figure comes from: settings of the overlay, the objects of dist/, a formula over other figures, a measurement of this
 * project, or nothing better than an assumption. One that has several is as good as the worst of them.
 */
export type Origin = 'overlay' | 'objects' | 'derived' | 'measured' | 'assumed';

/** How much of something an environment uses in a month. */
export interface Quantity {
  readonly item: Item;
  /** Whose it is: the name of a log group, a scrape job, a workload. */
  readonly what: string;
  /** Region that charges for it. */
  readonly region: string;
  /** In the unit of the item (`ITEMS`): on average, and at most. */
  readonly amount: Range;
  /** How it was found, in words and numbers. */
  readonly formula: string;
  readonly origin: Origin;
}

/** A quantity and what it costs. */
export interface Line extends Quantity {
  readonly unit: string;
  /** @default - none: not priced */
  readonly price?: Price;
  /** USD a month. @default - none: not priced */
  readonly usd?: Range;
}

/** What an environment costs in a month. */
export interface Estimate {
  readonly lines: readonly Line[];
  /** USD a month of the lines that have a price. */
  readonly usd: Range;
  /** Lines without a price, which are not in the sum. */
  readonly notPriced: readonly Line[];
  /** USD a month that an account may save by its free allowances, if no other environment uses them. Not subtracted. */
  readonly allowances: number;
}

/** What a quantity costs: each tier has its own price. */
export const charge = (tiers: readonly Tier[], quantity: number): number =>
  tiers.reduce((usd, tier, index) => {
    const to = Math.min(quantity, tiers[index + 1]?.from ?? Number.POSITIVE_INFINITY);
    return usd + Math.max(0, to - tier.from) * tier.usd;
  }, 0);

/**
 * Prices quantities. Lines of one item and Region share its tiers, the first line the first of them, so that the lines always sum
 * up to what AWS would charge for all of them.
 */
export function estimate(quantities: readonly Quantity[], prices: typeof priceOf = priceOf): Estimate {
  const used = new Map<string, Range>();
  const lines = quantities.map((quantity): Line => {
    const { item, region, amount } = quantity;
    const line = { ...quantity, unit: ITEMS[item] };
    const price = prices(item, region);
    if (!price) return line;
    const before = used.get(`${item} ${region}`) ?? { low: 0, high: 0 };
    const after = { low: before.low + amount.low, high: before.high + amount.high };
    used.set(`${item} ${region}`, after);
    const cost = (end: keyof Range) => charge(price.tiers, after[end]) - charge(price.tiers, before[end]);
    return { ...line, price, usd: { low: cost('low'), high: cost('high') } };
  });
  const sum = (end: keyof Range) => lines.reduce((total, { usd }) => total + (usd?.[end] ?? 0), 0);
  const free = [...used].map(([key, { high }]) => {
    const [item, region = ''] = key.split(' ') as [Item, string];
    const price = prices(item, region);
    return price ? charge(price.tiers, Math.min(price.free ?? 0, high)) : 0;
  });
  return {
    lines,
    usd: { low: sum('low'), high: sum('high') },
    notPriced: lines.filter(({ usd }) => usd === undefined),
    allowances: free.reduce((total, usd) => total + usd, 0),
  };
}
