import { profiles } from '../../../charts/cloudwatch-agent/configuration';
import { checkProfile, metricNames, type Profile, scrapeJob } from '../../../charts/cloudwatch-agent/profile';
import { relabel } from '../../../checks/relabel';
import type { RelabelRule } from '../../../model/facts/scraping';
import type { CloudWatchWorkload } from '../../../model/schema/metrics';
import { CLOUDWATCH_WORKLOADS } from '../../../model/schema/metrics';
import captured from './exporters.json';

const exporters: Record<string, Record<string, Record<string, string[]>>> = captured;
const options = { fluentBitPort: 2020, keepUnread: true };
const all = profiles(CLOUDWATCH_WORKLOADS, options);
const byWorkload = CLOUDWATCH_WORKLOADS.map((workload): [CloudWatchWorkload, Profile] => {
  const [profile] = profiles([workload], options);
  if (!profile) throw new Error(`no profile for ${workload}`);
  return [workload, profile];
});

/** Metrics of a workload, from all of its exporters: name, type and labels. */
const metricsOf = (workload: CloudWatchWorkload) =>
  Object.values(exporters[workload] ?? {}).flatMap((metrics) =>
    Object.entries(metrics).map(([name, [type = '', ...labels]]) => ({ name, type, labels })),
  );

/** Labels that a job gives its targets, ClusterName being the agent's own. */
const targetLabels = (rules: readonly RelabelRule[]) => [
  'ClusterName',
  ...rules.map((rule) => rule.targetLabel ?? '').filter((label) => label && !label.startsWith('__')),
];

/** Labels of a sample after relabelling, by their names. */
const sampleLabels = (profile: Profile, name: string, labels: string[]) =>
  Object.keys(
    relabel(profile.job.metricRelabelings ?? [], {
      __name__: name,
      ...Object.fromEntries(labels.map((label) => [label, 'value'])),
    }) ?? {},
  );

test('there is a profile for every workload of the schema, in one order whatever the overlay has', () => {
  expect(all.map(({ job }) => job.name)).toEqual([...CLOUDWATCH_WORKLOADS]);
  const reversed = profiles([...CLOUDWATCH_WORKLOADS].reverse(), options);
  expect(reversed.map(({ job }) => job.name)).toEqual([...CLOUDWATCH_WORKLOADS]);
  expect(profiles([], options)).toEqual([]);
});

describe.each(byWorkload)('%s', (workload, profile) => {
  const metrics = metricsOf(workload);

  test('no dead selector: every declared metric is one that an exporter has, of a type that the agent takes', () => {
    for (const name of metricNames(profile)) {
      const known = metrics.filter((metric) => metric.name === name);
      expect({ name, types: [...new Set(known.map(({ type }) => type))] }).toEqual({
        name,
        types: [expect.stringMatching(/^(counter|gauge|summary)$/)],
      });
    }
  });

  test('every exporter gives something', () => {
    const declared = new Set(metricNames(profile));
    const counts = Object.entries(exporters[workload] ?? {}).map(([exporter, own]) => ({
      exporter,
      declared: Object.keys(own).filter((name) => declared.has(name)).length,
    }));
    expect(counts).not.toEqual([]);
    expect(counts.filter(({ declared }) => declared < 4)).toEqual([]);
  });

  test('every dimension is a label of the target or of the metric', () => {
    for (const { metrics: names, dimensions, where = {} } of profile.declarations)
      for (const metric of metrics.filter(({ name }) => names.includes(name))) {
        const labels = [...targetLabels(profile.job.relabelings), ...sampleLabels(profile, metric.name, metric.labels)];
        const missing = [...dimensions.flat(), ...Object.keys(where)].filter((label) => !labels.includes(label));
        expect({ metric: metric.name, missing }).toEqual({ metric: metric.name, missing: [] });
      }
  });

  test('what is scraped and not declared is dropped before it is a log event', () => {
    const keep = new RegExp(`^(?:${scrapeJob(profile).keepMetrics?.join('|')})$`);
    for (const { name } of metrics)
      expect([name, keep.test(name)]).toEqual([name, metricNames(profile).includes(name)]);
    for (const name of ['up', 'go_goroutines', 'go_gc_duration_seconds', 'process_open_fds'])
      expect(keep.test(name)).toBe(false);
  });

  test('labels that the agent needs for itself are left alone', () => {
    // It saves job, address and name of a series in labels of its own, and drops a series that has lost them.
    const actions = [...profile.job.relabelings, ...(profile.job.metricRelabelings ?? [])];
    expect(actions.filter(({ action }) => action === 'labelkeep' || action === 'labelmap')).toEqual([]);
    const saved = ['cwagent_saved_scrape_name', 'cwagent_saved_scrape_job', 'cwagent_saved_scrape_instance'];
    expect(sampleLabels(profile, 'anything', saved)).toEqual(expect.arrayContaining(saved));
  });
});

describe('HAProxy', () => {
  const haproxy = byWorkload.find(([workload]) => workload === 'haproxy')?.[1];
  const rules = haproxy?.job.metricRelabelings ?? [];

  test('its proxies become frontends and backends', () => {
    expect(relabel(rules, { __name__: 'haproxy_frontend_bytes_in_total', proxy: 'web' })).toEqual({
      __name__: 'haproxy_frontend_bytes_in_total',
      frontend: 'web',
    });
    expect(relabel(rules, { __name__: 'haproxy_backend_status', proxy: 'pages', state: 'UP' })).toEqual({
      __name__: 'haproxy_backend_status',
      backend: 'pages',
      state: 'UP',
    });
  });

  test('what haproxy_exporter has named already stays', () => {
    const sample = { __name__: 'haproxy_backend_up', backend: 'pages' };
    expect(relabel(rules, sample)).toEqual(sample);
  });
});

describe('a profile is refused', () => {
  const profile = (metrics: string[], dimensions: string[][] = [[]]): Profile => ({
    job: { name: 'test', role: 'pod', relabelings: [] },
    declarations: [{ metrics, dimensions }],
  });
  const many = (count: number) => Array.from({ length: count }, (_, index) => `name_${index}`);

  test.each([
    ['with more metrics than an event holds', profile(many(101)), 'more than 100 metrics'],
    ['with more dimensions than a set holds', profile(['a'], [many(29)]), 'more than 30 dimensions'],
    ['with a dimension twice', profile(['a'], [['b', 'b']]), 'names a dimension twice in one set: b, b'],
    ['with a histogram', profile(['a_seconds_bucket']), 'drops histograms such as a_seconds_bucket'],
    ['with a regular expression for a name', profile(['a.*']), '"a.*" is no metric name'],
  ])('%s', (_, refused, message) => {
    expect(() => checkProfile(refused)).toThrow(message);
  });

  test('and not at the limits', () => {
    expect(() => checkProfile(profile(many(100), [many(28)]))).not.toThrow();
  });
});
