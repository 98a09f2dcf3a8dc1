import { load } from 'js-yaml';
import { usdRange, usdText } from '../../../cost/text';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { dev } from '../../../overlays/dev';
import { prod } from '../../../overlays/prod';
import { staging } from '../../../overlays/staging';
import { estimateOf } from '../../../synth/estimate';
import { environment } from '../../support/environments';
import { CHANGES } from '../support/changes';
import { reviewOf, textsOf } from '../support/states';

type Texts = ReadonlyMap<string, string>;
const costs = (before: Texts, after: Texts): string =>
  /## Cost\n\n([\s\S]*?)\n\n## /.exec(reviewOf(before, after).text)?.[1] ?? '';
const where = (before: Texts, after: Texts): string => /\| `prod`.*/.exec(reviewOf(before, after).text)?.[0] ?? '';
const more: EnvironmentInput = { ...prod, logs: { ...prod.logs, retentionDays: 14 } };
const FILE = 'prod/about/cost.yaml';
const without = (texts: Texts): Texts => new Map([...texts].filter(([path]) => path !== FILE));
const changed = (texts: Texts, change: (text: string) => string): Texts =>
  new Map([...texts].map(([path, text]) => [path, path === FILE ? change(text) : text]));

test.each([dev, staging, prod])('dist/ has the estimate of $name, line by line', (overlay) => {
  const { usd, lines, notPriced } = estimateOf(environment(overlay));
  const record = load(textsOf(overlay).get(`${overlay.name}/about/cost.yaml`) ?? '') as {
    readonly usdAtMost: number;
    readonly lines: readonly { readonly usdAtMost?: number; readonly price: string }[];
  };
  expect(record.usdAtMost).toBeCloseTo(usd.high, 2);
  expect(record.lines).toHaveLength(lines.length);
  for (const [at, line] of lines.entries())
    if (line.usd) expect(record.lines[at]?.usdAtMost).toBeCloseTo(line.usd.high, 2);
  expect(record.lines.filter(({ usdAtMost }) => usdAtMost === undefined)).toHaveLength(notPriced.length);
});

test('what a change costs is what both estimates say, wherever the change has lines', () => {
  let compared = 0;
  for (const { before, after } of CHANGES) {
    const text = costs(textsOf(before), textsOf(after));
    const [was, is] = [before, after].map((overlay) => estimateOf(environment(overlay)).usd);
    if (!was || !is || text === 'Nothing.') continue;
    expect(text).toContain(`**${usdRange(was)} → ${usdRange(is)} USD a month**`);
    compared++;
  }
  expect(compared).toBeGreaterThan(20);
});

test('a budget is said with how far the estimate reaches', () => {
  const with_ = (monthlyUsd: number): EnvironmentInput => ({ ...prod, budget: { monthlyUsd } });
  const { high } = estimateOf(environment(prod)).usd;
  const text = costs(textsOf(with_(20_000)), textsOf(with_(30_000)));
  expect(text).toContain(
    `budget 30,000.00, before 20,000.00, of which it can reach ${Math.round((100 * high) / 30_000)} %`,
  );
  expect(costs(textsOf(prod), textsOf(with_(30_000)))).toContain('budget 30,000.00, before none');
});

describe('what is not known is said, and never a figure', () => {
  const [before, after] = [textsOf(prod), textsOf(more)];
  const UNKNOWN = '**not known**: in the base there is no `about/cost.yaml` that this version reads';

  test.each([
    ['a base without the file', without(before)],
    ['a file of another schema', changed(before, (text) => text.replaceAll('usdAtMost', 'usd'))],
    ['a line without its price', changed(before, (text) => text.replace(/ {2}usdAtMost.*\n/, ''))],
    ['a list instead of it', changed(before, () => '- 1\n')],
  ])('%s', (_, base) => {
    expect(costs(base, after)).toContain(UNKNOWN);
    expect(costs(base, after)).toMatch(/^- `prod`: not known → [\d,.]+ – [\d,.]+ USD a month/);
    expect(where(base, after)).toContain('| not known |');
  });

  test('neither side has it', () => {
    expect(costs(without(before), without(after))).toMatch(/not known → not known[^\n]*npm run synth/);
    expect(costs(without(before), without(after))).not.toMatch(/Nothing/);
  });

  test('what has no price makes no sum look complete', () => {
    const cheaper = changed(before, (text) =>
      text.replace(/( {2}price: ).*(?:\n {2}usd.*){2}(\n- name: logs-storage)/, '$1not priced$2'),
    );
    expect(where(before, cheaper)).toContain('| not known |');
    expect(costs(before, cheaper)).toMatch(
      /The change is \*\*not known\*\*: `logs-\w+` has a price in one of the two states alone/,
    );
    expect(costs(before, cheaper)).toMatch(/USD → not priced: /);
    expect(costs(before, cheaper)).toMatch(/without \d+ lines? that ha(?:s|ve) no price/);
  });
});

test('another Region without prices saves nothing, and another name changes nothing that has no price', () => {
  const named = (cluster: Partial<EnvironmentInput['cluster']>): Texts =>
    textsOf({ ...prod, cluster: { ...prod.cluster, ...cluster } });
  const elsewhere: Partial<EnvironmentInput['cluster']> = {
    region: 'ap-southeast-1',
    zones: ['ap-southeast-1a', 'ap-southeast-1b', 'ap-southeast-1c'],
  };
  expect(where(textsOf(prod), named(elsewhere))).toContain('| not known |');
  expect(costs(textsOf(prod), named(elsewhere))).toMatch(/not known\*\*: `logs-ingestion`, .* have a price in one/);
  expect(where(textsOf(prod), named({ name: 'shop-live' }))).toContain('| same |');
});

test('an environment none of whose lines has a price is said to be that, and not to cost nothing', () => {
  const without = (texts: Texts): Texts =>
    changed(texts, (text) =>
      text
        .replace(/^usdOnAverage: .*\nusdAtMost: .*$/m, 'price: not priced')
        .replace(/^( {2}price: ).*(?:\n {2}usd.*){2}$/gm, '$1not priced'),
    );
  const [before, after] = [textsOf(prod), textsOf(more)];
  expect(costs(without(before), without(after))).toMatch(/\*\*not priced\*\* .*same but for what has no price/);
  expect(costs(without(before), without(after))).not.toContain('0.00');
  expect(costs(without(before), after)).toContain(`not priced → ${usdRange(estimateOf(environment(more)).usd)} USD`);
  expect(where(without(before), after)).toContain('| not known |');
});

test('an environment that is new or gone costs what it has', () => {
  const { usd } = estimateOf(environment(prod));
  const both = new Map([...textsOf(dev), ...textsOf(prod)]);
  expect(costs(textsOf(dev), both)).toContain(`**0.00 → ${usdRange(usd)} USD a month**`);
  expect(where(both, textsOf(dev))).toContain(`−${usdText(usd.low)} to −${usdText(usd.high)}`);
});

test('another estimate of the same objects is no change of objects, and not nothing', () => {
  const dearer = changed(textsOf(prod), (text) => text.replace(/usdAtMost: [\d.]+/, 'usdAtMost: 99999.5'));
  const { text, comparison } = reviewOf(textsOf(prod), dearer);
  expect(text).toContain(
    '**No object changes, what is said of them does, in 1 of 1 environment; the worst of it: a month can',
  );
  expect(comparison.unexplained).toBe(0);
});
