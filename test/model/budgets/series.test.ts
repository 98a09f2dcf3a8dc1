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
  for (const { name, onNodes, kubelet } of scrapeJobs({ namespace: 'a', port: 1 }))
    if (onNodes || kubelet) expect(names).toContain(name);
  expect(names).toEqual([
    ...['applications', 'kubelet', 'cadvisor', 'log-agents', 'alloy'],
    ...['tictactoe', 'memcached', 'haproxy', 'tomcat', 'envoy'].map((name) => `sample ${name}`),
    'recorded by rules',
  ]);
});

test('nodes bring kubelet, cAdvisor and Fluent Bit', () => {
  const budgets = seriesBudgets(environment(everything));
  const of = (wanted: string) => budgets.find(({ name }) => name === wanted);
  expect(of('kubelet')?.series).toEqual({ low: 3 * 115, high: 6 * 115 });
  expect(of('cadvisor')).toMatchObject({
    series: { low: 3 * 735, high: 6 * 735 },
    formula: '3–6 nodes × (30 + 20 pods × (8 + 1.5 containers × 18) + 5)',
  });
});
