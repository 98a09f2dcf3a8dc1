import { CATALOGUE } from '../../../charts/sample-apps/catalogue';
import { activeSeries, SAMPLES, seriesBudgets } from '../../../model/budgets/series';
import { scrapeJobs } from '../../../model/facts/scrape-jobs';
import { environment, everything, minimal } from '../../support/environments';

test('without a workspace there are no series', () => {
  expect(seriesBudgets(environment(minimal))).toEqual([]);
  expect(activeSeries(environment(minimal))).toEqual({ low: 0, high: 0 });
});

test('the samples have the pods of the catalogue, and series where they have metrics', () => {
  for (const [name, { replicas, metrics }] of Object.entries(CATALOGUE)) {
    const sample = SAMPLES[name as keyof typeof SAMPLES];
    expect([name, sample.pods, sample.series > 0]).toEqual([name, replicas, metrics !== undefined]);
  }
});

test('every scrape job is counted: kubelets by their own, the others by what they scrape', () => {
  const names = seriesBudgets(environment(everything)).map(({ name }) => name);
  for (const { name, onNodes, kubelet, own } of scrapeJobs({
    onNodes: { namespace: 'a', port: 1 },
    kubeStateMetrics: { namespace: 'a' },
    nodeExporter: { namespace: 'a' },
    wanted: [],
  }))
    if (onNodes || kubelet || own) expect(names).toContain(name);
  expect(names).toEqual([
    ...['applications', 'kubelet', 'cadvisor', 'node-exporter', 'log-agents', 'kube-state-metrics', 'alloy'],
    ...['tictactoe', 'memcached', 'haproxy', 'tomcat', 'envoy'].map((name) => `sample ${name}`),
    'recorded by rules',
  ]);
});

test('nodes bring kubelet, cAdvisor and Fluent Bit', () => {
  const budgets = seriesBudgets(environment(everything));
  const of = (wanted: string) => budgets.find(({ name }) => name === wanted);
  expect(of('kubelet')?.series).toEqual({ low: 3 * (1 + 2 * 4 + 6), high: 6 * (1 + 2 * 4 + 6) });
  expect(of('cadvisor')).toMatchObject({
    series: { low: 2 * 3 + 5 * 90 + 3 * 5, high: 2 * 6 + 5 * 180 + 6 * 5 },
    formula: '2 × 3–6 nodes + 5 × 90–180 containers + 5 × 3–6 targets',
  });
});
