import { type PrometheusConfiguration, renderPrometheus } from '../../../charts/common/prometheus';
import { scrapeJobs } from '../../../model/facts/scrape-jobs';
import type { ScrapeJob } from '../../../model/facts/scraping';
import { checkScrapeConfiguration, testWithPromtool } from '../../support/promtool';

const configuration = (...jobs: ScrapeJob[]): PrometheusConfiguration => ({
  scrapeIntervalSeconds: 60,
  scrapeTimeoutSeconds: 10,
  sampleLimit: 500,
  targetLimit: 20,
  jobs,
});
const job = (changes: Partial<ScrapeJob> = {}): ScrapeJob => ({
  name: 'web',
  role: 'pod',
  relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'web-.*' }],
  ...changes,
});

test('exact text', () => {
  const everything = job({
    scheme: 'https',
    metricsPath: '/stats',
    keepMetrics: ['up', 'requests_(total|size)'],
    relabelings: [
      { action: 'keep', sourceLabels: ['a', 'b'], separator: '/', regex: 'true' },
      { sourceLabels: ['__address__'], regex: '(.+):[0-9]+', targetLabel: 'host', replacement: '$1' },
      { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' },
    ],
    metricRelabelings: [{ action: 'labeldrop', regex: 'proxy' }],
  });
  expect(renderPrometheus(configuration(everything))).toBe(`global:
  scrape_interval: 60s
  scrape_timeout: 10s
scrape_configs:
- job_name: web
  scheme: https
  metrics_path: /stats
  sample_limit: 500
  target_limit: 20
  body_size_limit: 500KB
  kubernetes_sd_configs:
  - role: pod
  relabel_configs:
  - action: keep
    source_labels:
    - a
    - b
    separator: /
    regex: "true"
  - source_labels:
    - __address__
    regex: (.+):[0-9]+
    target_label: host
    replacement: $1
  - action: keepequal
    source_labels:
    - a
    target_label: b
  metric_relabel_configs:
  - action: keep
    source_labels:
    - __name__
    regex: up|requests_(total|size)
  - action: labeldrop
    regex: proxy
`);
});

test('kubelets: by token and CA, and without the limit of applications', () => {
  expect(renderPrometheus(configuration(job({ kubelet: true })))).toContain(`  authorization:
    credentials_file: /var/run/secrets/kubernetes.io/serviceaccount/token
  tls_config:
    ca_file: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
`);
  expect(renderPrometheus(configuration(job({ kubelet: true })))).not.toContain('_limit');
});

test('a scrape takes no longer than the interval', () => {
  expect(renderPrometheus({ ...configuration(job()), scrapeIntervalSeconds: 5 })).toContain('scrape_timeout: 5s');
});

test.each([
  ['a newline', { name: 'web\nscrape_configs: []' }],
  ['a line separator', { metricsPath: '/a\u2028b' }],
  ['a newline in a regular expression', { keepMetrics: ['up\n- action: drop'] }],
])('%s is refused', (_, changes) => {
  expect(() => renderPrometheus(configuration(job(changes)))).toThrow('must not hold control characters');
});

test('two jobs of one name are refused', () => {
  expect(() => renderPrometheus(configuration(job(), job()))).toThrow('two scrape jobs are called "web"');
});

test.each([0, 1.5, Number.NaN])('an interval of %s seconds is refused', (scrapeIntervalSeconds) => {
  expect(() => renderPrometheus({ ...configuration(job()), scrapeIntervalSeconds })).toThrow('whole number of seconds');
});

testWithPromtool('Prometheus takes every job that we have', () => {
  // promtool of Debian is older than the setting that cAdvisor's job has, and the agent's Prometheus newer.
  const jobs = scrapeJobs({ onNodes: { namespace: 'agents', port: 2020 }, wanted: ['kubelet_evictions'] }).map(
    ({ trackTimestampsStaleness: _, ...job }) => job,
  );
  const text = renderPrometheus(configuration(...jobs));
  expect(checkScrapeConfiguration(text)).toContain('SUCCESS');
});
