import { services } from '../discovery';
import type { Profile } from '../profile';

/**
 * HAProxy behind a service: its own exporter (8404), which is also what its ingress controllers have, and the archived
 * haproxy_exporter (9101).
 * https://www.haproxy.com/documentation/haproxy-configuration-tutorials/alerts-and-monitoring/prometheus/
 */
export const haproxy: Profile = {
  job: {
    name: 'haproxy',
    role: 'endpointslice',
    relabelings: services({ name: 'haproxy', ports: [8404, 9101] }),
    // HAProxy itself calls both "proxy"; haproxy_exporter, and the dashboards that CloudWatch has ready, tell them apart.
    metricRelabelings: [
      { sourceLabels: ['__name__', 'proxy'], regex: 'haproxy_frontend_.+;(.+)', targetLabel: 'frontend' },
      { sourceLabels: ['__name__', 'proxy'], regex: 'haproxy_backend_.+;(.+)', targetLabel: 'backend' },
      { action: 'labeldrop', regex: 'proxy' },
    ],
  },
  declarations: [
    {
      dimensions: [['Service']],
      metrics: [
        'haproxy_backend_active_servers',
        'haproxy_backend_bytes_in_total',
        'haproxy_backend_bytes_out_total',
        'haproxy_backend_connection_attempts_total',
        'haproxy_backend_connection_errors_total',
        'haproxy_backend_current_sessions',
        'haproxy_backend_sessions_total',
        'haproxy_backend_up', // haproxy_exporter alone
        'haproxy_frontend_bytes_in_total',
        'haproxy_frontend_bytes_out_total',
        'haproxy_frontend_connections_total',
        'haproxy_frontend_current_sessions',
        'haproxy_frontend_http_requests_total',
        'haproxy_frontend_request_errors_total',
        'haproxy_frontend_requests_denied_total',
      ],
    },
    // One series for each state, 1 in the one that holds: without the state the average says nothing.
    { dimensions: [['Service', 'backend', 'state']], metrics: ['haproxy_backend_status'] },
    { dimensions: [['Service', 'frontend', 'code']], metrics: ['haproxy_frontend_http_responses_total'] },
    { dimensions: [['Service', 'backend', 'code']], metrics: ['haproxy_backend_http_responses_total'] },
  ],
};
