import { ITEMS, type Item, isOld, MAX_AGE_DAYS, PRICES, priceOf } from '../../cost/prices';
import { REGIONS } from '../../model/facts/regions';

const items = Object.keys(ITEMS) as Item[];

/** AWS quotes what an objective of periods costs, and nothing for one of requests. */
const UNQUOTED = ['application-signals-objectives'];

test('every item has a price somewhere, with a Region, a day and a source', () => {
  for (const item of items) {
    expect([item, PRICES[item].length > 0]).toEqual([item, !UNQUOTED.includes(item)]);
    for (const { date, regions, source, tiers } of PRICES[item]) {
      expect([item, new Date(date).toISOString().slice(0, 10)]).toEqual([item, date]);
      expect(source).toMatch(/^https:\/\/(aws|pricing\.us-east-1)\.amazon(aws)?\.com\//);
      for (const region of regions) expect(REGIONS).toContain(region);
      for (const { usd } of tiers) expect([item, usd > 0]).toEqual([item, true]);
    }
  }
});

test('an item has one price in a Region', () => {
  for (const item of items) {
    const regions = PRICES[item].flatMap((price) => price.regions);
    expect([item, regions]).toEqual([item, [...new Set(regions)]]);
  }
});

test('a Region that is not in the list has no price', () => {
  for (const item of items) expect([item, priceOf(item, 'ap-southeast-2')]).toEqual([item, undefined]);
});

test('a price is old after 90 days', () => {
  const [price] = PRICES['logs-ingestion'];
  if (!price) throw new Error('no price');
  const after = (days: number) => new Date(Date.parse(price.date) + days * 86_400_000);
  expect(isOld(price, after(MAX_AGE_DAYS))).toBe(false);
  expect(isOld(price, after(MAX_AGE_DAYS + 1))).toBe(true);
});
