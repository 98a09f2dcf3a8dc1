import type { SampleAppName } from '../schema/sample-apps';

/**
 * Prometheus metrics of the sample applications that panels show. A panel about an application can show no others: the type enforces it
 * at compile time, the check `panelsShowWhatIsCollected` at synth, and the proof looks for their series.
 */
export const APPLICATION_METRICS = {
  heartbeat: [],
  /** https://github.com/nginx/nginx-prometheus-exporter#exported-metrics */
  tictactoe: ['nginx_connections_active', 'nginx_http_requests_total'],
  /** https://github.com/prometheus/memcached_exporter */
  memcached: [
    'memcached_commands_total',
    'memcached_current_bytes',
    'memcached_current_connections',
    'memcached_limit_bytes',
  ],
  /** https://docs.haproxy.org/3.4/management.html#9.4 */
  haproxy: [
    'haproxy_backend_response_time_average_seconds',
    'haproxy_frontend_current_sessions',
    'haproxy_frontend_http_responses_total',
  ],
  /** https://prometheus.github.io/jmx_exporter/ */
  tomcat: [
    'catalina_globalrequestprocessor_processingtime_total',
    'catalina_globalrequestprocessor_requestcount_total',
    'jvm_threads_current',
  ],
  /** https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/stats */
  envoy: ['envoy_http_downstream_cx_active', 'envoy_http_downstream_rq_time_bucket', 'envoy_http_downstream_rq_xx'],
} as const satisfies Readonly<Record<SampleAppName, readonly string[]>>;

/** A metric of one of them. */
export type ApplicationMetric = (typeof APPLICATION_METRICS)[SampleAppName][number];
