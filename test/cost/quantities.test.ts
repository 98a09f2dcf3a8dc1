import fc from 'fast-check';
import type { Item } from '../../cost/prices';
import { costOf, quantities } from '../../cost/quantities';
import { countedForObjectives } from '../../model/facts/cloudwatch-metrics';
import type { EnvironmentInput } from '../../model/schema/environment';
import { objectsOf } from '../../synth/estimate';
import { environment, environments, everything, minimal } from '../support/environments';
import { changed, type Draft } from '../validation/lines';

const of = (input: EnvironmentInput, item: Item, what?: string) =>
  quantities(environment(input), objectsOf(environment(input))).filter(
    (each) => each.item === item && (what === undefined || each.what === what),
  );
const amounts = (input: EnvironmentInput, item: Item, what?: string) =>
  of(input, item, what).map(({ amount }) => amount);

describe.each(environments)('%s', (_, input) => {
  const settings = environment(input);
  const objects = objectsOf(settings);
  const all = quantities(settings, objects);

  test('every quantity is a range of numbers with a formula, in a Region', () => {
    expect(all.length).toBeGreaterThan(10);
    for (const { item, what, amount, formula, region } of all) {
      expect([item, what, amount.low >= 0 && amount.low <= amount.high]).toEqual([item, what, true]);
      expect([item, what, formula, region]).not.toEqual([
        item,
        what,
        expect.stringMatching(/NaN|undefined|^$/),
        region,
      ]);
      expect(region).toMatch(/^[a-z]{2}-/);
    }
  });

  test('every log group that is created is there, taken in and stored', () => {
    const names = objects.manifests.filter(({ kind }) => kind === 'LogGroup').map(({ spec }) => spec.name);
    for (const item of ['logs-ingestion', 'logs-storage'] as const) {
      const found = all.filter(
        (each) => each.item === item || (item === 'logs-ingestion' && each.item === 'logs-vended'),
      );
      expect(found.map(({ what }) => what).sort()).toEqual([...names].sort());
    }
  });
});

test('an objective on access logs has a counter of its own, and an endpoint gets every message', () => {
  const counters = (input: EnvironmentInput) => amounts(input, 'custom-metrics', 'counters of objectives');
  expect(counters(minimal)).toEqual([]);
  const counted = new Set(countedForObjectives(environment(prod).slos));
  expect(counted.size).toBeGreaterThan(1);
  expect(counters(prod)).toEqual([{ low: counted.size, high: counted.size }]);
  const told = { critical: { endpoints: ['https://hooks.example.com/a', 'https://hooks.example.com/b'] } };
  expect(amounts({ ...minimal, notifications: { ...minimal.notifications, ...told } }, 'sns-http')).toEqual([
    { low: 40, high: 1000 },
  ]);
});

test('an anomaly band counts as three metrics, metric math as many as it names, a query as its workloads', () => {
  const alarm = (metrics: unknown[]) => ({
    apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
    kind: 'MetricAlarm',
    metadata: { name: 'a' },
    spec: { metrics },
  });
  const stat = (period: number) => ({ metricStat: { period } });
  const manifests = [
    alarm([stat(300)]),
    alarm([stat(300), { expression: 'ANOMALY_DETECTION_BAND(bytes, 4)' }]),
    alarm([stat(60), stat(60), { expression: 'IF(a > 1, b, 0)' }]),
    alarm([stat(10)]),
    alarm([{ expression: 'SELECT SUM("Limited") FROM SCHEMA("ContainerLogs")' }]),
  ];
  const found = quantities(environment(minimal), { manifests, template: '' });
  const count = (item: Item) => found.filter((each) => each.item === item).map(({ amount }) => amount.high);
  expect(count('alarm-metrics')).toEqual([1 + 3 + 2, 60]);
  expect(count('alarm-metrics-high-resolution')).toEqual([1]);
});

test('what the sample on ECS is made of: tasks, load balancer, NAT gateway, addresses', () => {
  const hours = (item: Item) => amounts(everything, item).map(({ high }) => high);
  expect(of(everything, 'fargate-cpu', 'ECS tasks')[0]?.amount.high).toBe(3 * 0.5 * 730);
  expect(of(everything, 'fargate-memory', 'ECS tasks')[0]?.amount.high).toBe(3 * 1 * 730);
  expect(hours('load-balancer')).toEqual([730]);
  expect(hours('nat-gateway')).toEqual([730]);
  // One of the NAT gateway, two of the load balancer.
  expect(hours('public-ipv4')).toEqual([3 * 730]);
});

test('pods on Fargate have the smallest size that holds them and 256 MB', () => {
  const [cpu] = amounts(everything, 'fargate-cpu', 'serverless/heartbeat');
  expect(cpu).toEqual({ low: 0.25 * 730, high: 0.25 * 730 });
  expect(amounts(everything, 'fargate-memory', 'serverless/heartbeat')).toEqual([{ low: 0.5 * 730, high: 0.5 * 730 }]);
});

test('an archive is delivered compressed or not, kept by class, and copied', () => {
  const [delivered] = amounts(everything, 'firehose');
  expect((delivered?.low ?? 0) * 10).toBeLessThan(delivered?.high ?? 0);
  expect(of(everything, 's3-glacier-flexible').map(({ region }) => region)).toEqual([
    'ap-southeast-2',
    'ap-northeast-1',
  ]);
  expect(of(everything, 'transfer-between-regions')).toHaveLength(1);
});

test('rules read the windows that they look back on', () => {
  const [read] = amounts(everything, 'amp-query-samples', 'rules');
  // At least the three days of the objective, for three series of each node's outputs.
  expect(read?.low ?? 0).toBeGreaterThan(3 * 3 * (3 * 24 * 60) * 43_800);
});

const prod = environments.find(([name]) => name === 'prod')?.[1] ?? everything;
const objects = objectsOf(environment(prod));

/** Inputs of which more is never cheaper. */
const INPUTS: Record<string, [least: number, most: number, set: (draft: Draft, value: number) => void]> = {
  nodes: [1, 500, (draft, value) => set(draft, 'nodes', value)],
  fargatePods: [0, 500, (draft, value) => set(draft, 'fargatePods', value)],
  logPercentOfPeak: [1, 100, (draft, value) => set(draft, 'logPercentOfPeak', value)],
  workloads: [0, 5000, (draft, value) => set(draft, 'workloads', value)],
  applicationSeries: [0, 5_000_000, (draft, value) => set(draft, 'applicationSeries', value)],
  dashboardViewsPerDay: [0, 500, (draft, value) => set(draft, 'dashboardViewsPerDay', value)],
  podsPerNode: [1, 250, (draft, value) => Object.assign(draft.cost, { podsPerNode: value })],
  peak: [1, 65_536, (draft, value) => Object.assign(draft.logs, { peakKibibytesPerSecond: value })],
  sampled: [1, 100, (draft, value) => Object.assign(draft.logs, { sampleInfoPercent: value })],
  retention: [
    1,
    30,
    (draft, value) => Object.assign(draft.logs, { retentionDays: value < 7 ? 3 : value < 14 ? 7 : 14 }),
  ],
  warmDays: [20, 3000, (draft, value) => Object.assign(draft.archive, { warmDays: value })],
  coldDays: [1, 3000, (draft, value) => Object.assign(draft.archive, { coldDays: value })],
  replicas: [1, 20, (draft, value) => Object.assign(draft.metrics, { alloy: { replicas: value } })],
  scrapes: [1, 5, (draft, value) => Object.assign(draft.metrics, { scrapeIntervalSeconds: 60 / value })],
};
const set = (draft: Draft, name: string, value: number) =>
  Object.assign(draft.cost, { [name]: { from: value, to: value } });

test('more of any input never costs less', () => {
  const cost = (input: string, value: number) => {
    const draft = changed((each) => {
      each.cost = {};
      INPUTS[input]?.[2](each, value);
    }, prod);
    return costOf(environment(draft), objects).usd;
  };
  const cases = fc.constantFrom(...Object.keys(INPUTS)).chain((input) => {
    const [least = 0, most = 1] = INPUTS[input] ?? [];
    const value = fc.integer({ min: least, max: most });
    return fc.tuple(fc.constant(input), value, value);
  });
  fc.assert(
    fc.property(cases, ([input, one, other]) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)].map((value) => cost(input, value));
      expect(more?.high).toBeGreaterThanOrEqual((less?.high ?? 0) * (1 - 1e-12));
      expect(more?.low).toBeGreaterThanOrEqual((less?.low ?? 0) * (1 - 1e-12));
    }),
    { numRuns: 300 },
  );
});
