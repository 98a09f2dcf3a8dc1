import fc from 'fast-check';
import { charge, estimate, type Quantity } from '../../cost/estimate';
import { ITEMS, type Item, PRICES, priceOf } from '../../cost/prices';

const REGION = 'us-east-1';
const quantity = (item: Item, amount: number, region = REGION): Quantity => ({
  ...{ item, region, what: 'all', formula: '', origin: 'assumed' },
  amount: { low: amount / 2, high: amount },
});
/** USD of a quantity of something in us-east-1. */
const usd = (item: Item, amount: number) => charge(priceOf(item, REGION)?.tiers ?? [], amount);

const items = Object.keys(ITEMS) as Item[];
const prices = items.flatMap((item) => PRICES[item].map((price) => ({ item, price })));
const amounts = fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.double({ min: 0, max: 1e12, noNaN: true }));
const priced = fc.constantFrom(...prices);

describe('tiers', () => {
  test('more never costs less', () => {
    fc.assert(
      fc.property(priced, amounts, amounts, ({ price }, one, more) =>
        expect(charge(price.tiers, one + more)).toBeGreaterThanOrEqual(charge(price.tiers, one)),
      ),
    );
  });

  test('a tier begins where the one before it ends: no jump', () => {
    for (const { price } of prices)
      for (const { from } of price.tiers) {
        const step = Math.max(from, 1) * 1e-9;
        const jump = charge(price.tiers, from + step) - charge(price.tiers, from - step);
        expect(jump).toBeCloseTo(0, 3);
      }
  });

  test('they ascend from 0, and each is cheaper', () => {
    for (const { item, price } of prices) {
      const [first, ...others] = price.tiers;
      expect([item, first?.from]).toEqual([item, 0]);
      for (const [index, tier] of others.entries()) {
        expect([item, tier.from > (price.tiers[index]?.from ?? 0)]).toEqual([item, true]);
        expect([item, tier.usd < (price.tiers[index]?.usd ?? 0)]).toEqual([item, true]);
      }
    }
  });
});

describe('an estimate', () => {
  // Few, so that lines share tiers.
  const some = fc.array(
    fc.tuple(
      fc.constantFrom<Item>('custom-metrics', 'amp-samples', 'logs-ingestion'),
      amounts,
      fc.constantFrom(REGION, 'eu-west-1', 'ap-southeast-2'),
    ),
    { maxLength: 12 },
  );

  test('is the sum of its lines, and what AWS would charge for all of them at once', () => {
    fc.assert(
      fc.property(some, (given) => {
        const quantities = given.map(([item, amount, region]) => quantity(item, amount, region));
        const { lines, usd: sum } = estimate(quantities);
        const whole = items.flatMap((item) =>
          [REGION, 'eu-west-1', 'ap-southeast-2'].map((region) => {
            const all = quantities.filter((each) => each.item === item && each.region === region);
            return charge(
              priceOf(item, region)?.tiers ?? [],
              all.reduce((total, { amount }) => total + amount.high, 0),
            );
          }),
        );
        const [added, charged] = [lines.map((line) => line.usd?.high ?? 0), whole].map((parts) =>
          parts.reduce((total, part) => total + part, 0),
        );
        expect(sum.high).toBe(added);
        expect(Math.abs(sum.high - (charged ?? 0))).toBeLessThanOrEqual(1e-9 * (1 + sum.high));
        expect(sum.low).toBeLessThanOrEqual(sum.high);
      }),
    );
  });

  test('lines share the tiers of an item in a Region, and those of another Region are their own', () => {
    const lines = [8000, 4000].map((amount) => quantity('custom-metrics', amount));
    expect(estimate(lines).lines.map(({ usd: cost }) => cost?.high)).toEqual([2400, 600 + 200]);
    expect(estimate([...lines, quantity('custom-metrics', 4000, 'eu-west-1')]).usd.high).toBe(3200 + 1200);
  });

  test('grows with every quantity in it', () => {
    fc.assert(
      fc.property(some, fc.nat(11), amounts, (given, at, more) => {
        const quantities = given.map(([item, amount, region]) => quantity(item, amount, region));
        const [item, amount, region] = given[at] ?? ['dashboards', 0, REGION];
        const grown = quantities.map((each, index) => (index === at ? quantity(item, amount + more, region) : each));
        const [before, after] = [estimate(quantities), estimate(grown)];
        expect(after.usd.high).toBeGreaterThanOrEqual(before.usd.high * (1 - 1e-12));
      }),
    );
  });

  test('says what has no price, and does not take it for nothing', () => {
    const {
      lines,
      notPriced,
      usd: sum,
    } = estimate([quantity('logs-ingestion', 10, 'ap-southeast-2'), quantity('logs-ingestion', 10)]);
    expect(sum).toEqual({ low: 2.5, high: 5 });
    expect(notPriced.map(({ region, usd }) => [region, usd])).toEqual([['ap-southeast-2', undefined]]);
    expect(lines).toHaveLength(2);
  });

  test('says what the free allowances of the account may save, and does not subtract it', () => {
    const { usd: sum, allowances } = estimate([quantity('logs-ingestion', 3), quantity('logs-ingestion', 17)]);
    expect(sum.high).toBe(10);
    expect(allowances).toBe(2.5);
  });
});

describe('published examples', () => {
  // https://aws.amazon.com/prometheus/pricing/
  const samples = (series: number, seconds: number) => (series * 730 * 3600) / seconds;

  test('50,000 series every 30 s are 4.38 billion samples, at 180 + 83 = 263 USD', () => {
    expect(samples(50_000, 30)).toBe(4.38e9);
    expect(usd('amp-samples', 2e9)).toBeCloseTo(180);
    expect(usd('amp-samples', samples(50_000, 30)) - 180).toBeCloseTo(83.3);
    expect(usd('amp-samples', samples(50_000, 30))).toBeCloseTo(263.3);
  });

  test('every 60 s they are 187 USD: half of the samples save 29 %', () => {
    expect(usd('amp-samples', samples(50_000, 60))).toBeCloseTo(186.65);
    expect(1 - usd('amp-samples', samples(50_000, 60)) / usd('amp-samples', samples(50_000, 30))).toBeCloseTo(0.29, 2);
  });

  test('three tiers of pods on Fargate with 10 GB of logs a day are 248 USD in a month of 30 days', () => {
    const pods = (count: number, cpu: number, memory: number) =>
      usd('fargate-cpu', count * cpu * 720) + usd('fargate-memory', count * memory * 720);
    const compute = [pods(2, 0.25, 0.5), pods(2, 0.5, 1), pods(1, 1, 2)];
    const logs = usd('logs-ingestion', 300) + usd('logs-storage', 300);
    expect(compute.map((each) => Number(each.toFixed(2)))).toEqual([17.77, 35.55, 35.55]);
    expect(logs).toBeCloseTo(159);
    expect(Math.round(logs + compute.reduce((total, each) => total + each, 0))).toBe(248);
  });

  test('12,000 custom metrics: the first 10,000 at 0.30, the others at 0.10', () => {
    expect(usd('custom-metrics', 12_000)).toBeCloseTo(3200);
  });
});
