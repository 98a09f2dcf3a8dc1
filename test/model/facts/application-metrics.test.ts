import { APPLICATION_METRICS } from '../../../model/facts/application-metrics';
import exporters from '../../charts/cloudwatch-agent/exporters.json';

/** The captured exporter that each application has, in its newest release. */
const EXPORTER = {
  tictactoe: 'nginx',
  memcached: 'memcached',
  haproxy: 'haproxy',
  tomcat: 'jmx',
  envoy: 'envoy',
} as const;

/** Envoy's histograms are not in the capture; objectives read the same one, and know its buckets. */
const HISTOGRAMS = ['envoy_http_downstream_rq_time_bucket'];

test.each(Object.entries(EXPORTER))(
  '%s: its exporter (%s) has every metric that panels show',
  (application, exporter) => {
    const captured = new Set(Object.values(exporters[exporter]).flatMap((metrics) => Object.keys(metrics)));
    const shown: readonly string[] = APPLICATION_METRICS[application as keyof typeof EXPORTER];
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((name) => !captured.has(name) && !HISTOGRAMS.includes(name))).toEqual([]);
  },
);

test('an application without metrics shows none', () => {
  expect(APPLICATION_METRICS.heartbeat).toEqual([]);
  expect(Object.keys(APPLICATION_METRICS).sort()).toEqual([...Object.keys(EXPORTER), 'heartbeat'].sort());
});
