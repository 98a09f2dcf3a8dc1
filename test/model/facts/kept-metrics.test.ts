import { jobOfMetric, keptBy } from '../../../model/facts/kept-metrics';
import { scrapeJobs } from '../../../model/facts/scrape-jobs';

test.each([
  ['kubelet_volume_stats_inodes', 'kubelet'],
  ['container_cpu_cfs_periods_total', 'cadvisor'],
  ['machine_cpu_cores', 'cadvisor'],
  ['fluentbit_input_records_total', 'log-agents'],
  ['prometheus_remote_storage_shards', 'alloy'],
  ['kube_pod_status_phase', 'kube-state-metrics'],
  ['kube_secret_info', undefined],
  ['node_timex_sync_status', 'node-exporter'],
  ['node_network_up', undefined],
  ['up', undefined],
  ['shop_carts_total', undefined],
  ['container:cpu:rate5m', undefined],
])('%s is kept by the job %s', (metric, job) => {
  expect(jobOfMetric(metric)).toBe(job);
});

test('a job keeps what is wanted of its own, each once, in order', () => {
  const wanted = ['kubelet_b', 'up', 'kubelet_a', 'container_a', 'kubelet_b', 'shop_carts_total'];
  expect(keptBy('kubelet', wanted)).toEqual(['kubelet_a', 'kubelet_b']);
  expect(
    scrapeJobs({ onNodes: { namespace: 'logs', port: 2020 }, wanted }).map(({ keepMetrics, name }) => [
      name,
      keepMetrics,
    ]),
  ).toEqual([
    ['kubernetes-pods', undefined],
    ['kubernetes-services', undefined],
    ['log-agents', []],
    ['kubelet', ['kubelet_a', 'kubelet_b']],
    ['cadvisor', ['container_a']],
  ]);
});
