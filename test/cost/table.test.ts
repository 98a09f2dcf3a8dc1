import { estimate, type Quantity } from '../../cost/estimate';
import { priceOf } from '../../cost/prices';
import { recordFrom, recordOf } from '../../cost/record';
import { costReport, markdownTable } from '../../cost/table';
import { priceText } from '../../cost/text';
import { environment, minimal } from '../support/environments';

const quantity = (item: Quantity['item'], what: string, low: number, high: number, region = 'us-east-1'): Quantity => ({
  ...{ item, what, region, formula: `${low} to ${high}`, origin: 'assumed' },
  amount: { low, high },
});

test('the report of an environment, as plain text', () => {
  const settings = environment({ ...minimal, cost: { nodes: { from: 2, to: 4 } }, budget: { monthlyUsd: 900 } });
  const priced = estimate([
    quantity('logs-ingestion', '/c/application', 100, 1000),
    quantity('logs-storage', '/c/application', 15, 150),
    quantity('amp-samples', 'applications', 1e9, 4.38e9),
    quantity('dashboards', 'dashboards', 1, 1, 'ap-southeast-2'),
  ]);
  const levers = [{ change: 'logs.retentionDays: 3', price: 'less | later', usd: { low: 1, high: 2.5 } }];
  expect(costReport(settings, priced, { levers, saved: [] })).toBe(`## minimal

**140.45 USD a month on average, at most 767.80**, in eu-central-1. The budget is 900.00. Not in the sum, for want of a price: dashboards in ap-southeast-2. Free allowances of the account, which all its environments share, would save at most 6.25.

| what is charged for | USD on average | USD at most |
| ------------------- | -------------: | ----------: |
| logs-ingestion      |          50.00 |      500.00 |
| amp-samples         |          90.00 |      263.30 |
| logs-storage        |           0.45 |        4.50 |
| sum                 |         140.45 |      767.80 |

What each log group costs: taken in, stored, and read by the dashboard of logs.

| log group      | GB a month |    USD a month |
| -------------- | ---------: | -------------: |
| /c/application |  100–1,000 | 50.45 – 504.50 |

What one changed setting would save.

| setting               | saves USD a month | but           |
| --------------------- | ----------------: | ------------- |
| logs.retentionDays: 3 |       1.00 – 2.50 | less \\| later |

What the estimate rests on and no other setting says.

| setting                   |        value | from    |
| ------------------------- | -----------: | ------- |
| cost.nodes                |        2 – 4 | overlay |
| cost.fargatePods          |        2 – 4 | assumed |
| cost.podsPerNode          |           20 | assumed |
| cost.logPercentOfPeak     |     10 – 100 | assumed |
| cost.debugPercent         |           20 | assumed |
| cost.infoPercent          |           70 | assumed |
| cost.tracedPercent        |           50 | assumed |
| cost.workloads            |      20 – 60 | assumed |
| cost.applicationSeries    | 1000 – 10000 | assumed |
| cost.dashboardViewsPerDay |       5 – 50 | assumed |
| cost.grafanaUsers         |        1 – 5 | assumed |

Every line: quantity × price.

| item           | of             |               quantity a month | USD each                           |    USD a month | quantity from | formula                  |
| -------------- | -------------- | -----------------------------: | ---------------------------------- | -------------: | ------------- | ------------------------ |
| logs-ingestion | /c/application |                   100–1,000 GB | 0.5                                | 50.00 – 500.00 | assumed       | 100 to 1000              |
| logs-storage   | /c/application |                15–150 GB-month | 0.03                               |    0.45 – 4.50 | assumed       | 15 to 150                |
| amp-samples    | applications   | 1 billion–4.38 billion samples | 0.09 / 0.035 / 0.016 for a million | 90.00 – 263.30 | assumed       | 1000000000 to 4380000000 |
| dashboards     | dashboards     |                   1 dashboards | not priced                         |     not priced | assumed       | 1 to 1                   |`);
});

test('what has no price at all is not priced, in the report and in the file, and no sum', () => {
  const elsewhere = estimate([quantity('dashboards', 'dashboards', 1, 1, 'ap-southeast-2')]);
  const report = costReport(environment(minimal), elsewhere, { levers: [], saved: [] });
  expect(report).toContain('**Not priced**, in eu-central-1. Not in the sum, for want of a price: dashboards in');
  expect(report).not.toMatch(/0\.00|\bsum {2}/);
  const file = recordOf(elsewhere);
  expect(file).toMatchObject({ price: 'not priced', lines: [{ price: 'not priced' }] });
  expect(file).not.toHaveProperty('usdAtMost');
  expect(recordFrom(file)?.lines).toHaveLength(1);
});

test('every row of a table is as wide as its head, whatever is in it', () => {
  const table = markdownTable(
    ['a', '-b'],
    [
      ['|', '1'],
      ['long', ''],
    ],
  );
  const [head, ...rows] = table.split('\n');
  for (const row of rows) expect(row.length).toBe(head?.length);
});

test('a price can be read, however small', () => {
  const text = (...[item, region]: Parameters<typeof priceOf>) => {
    const price = priceOf(item, region);
    return price && priceText(price);
  };
  expect(text('amp-samples', 'us-east-1')).toBe('0.09 / 0.035 / 0.016 for a million');
  expect(text('amp-query-samples', 'us-east-1')).toBe('0.1 for a billion');
  expect(text('fargate-cpu', 'us-east-1')).toBe('0.04048');
  expect(text('s3-requests', 'us-east-1')).toBe('0.005 for a thousand');
});
