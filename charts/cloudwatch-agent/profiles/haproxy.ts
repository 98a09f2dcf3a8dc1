import { services } from '../discovery';
import type { WorkloadProfile } from '../profile';

const ofService = { dimensions: ['Service'] } as const;

/**
 * HAProxy behind a service: its own exporter (8404), which is also what its ingress controllers have, and the archived
 * haproxy_exporter (9101).
 * https://www.haproxy.com/documentation/haproxy-configuration-tutorials/alerts-and-monitoring/prometheus/
 */
export const haproxy: WorkloadProfile = {
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
  panels: [
    {
      // One series for each state, 1 in the one that holds: without the state the average says nothing.
      title: 'State of backends',
      metrics: ['haproxy_backend_status'],
      dimensions: ['Service', 'backend', 'state'],
      stat: 'Maximum',
      unit: '1 = is in this state',
    },
    {
      title: 'Responses of frontends by status',
      metrics: ['haproxy_frontend_http_responses_total'],
      dimensions: ['Service', 'frontend', 'code'],
      stat: 'Sum',
      unit: 'responses',
    },
    {
      title: 'Responses of backends by status',
      metrics: ['haproxy_backend_http_responses_total'],
      dimensions: ['Service', 'backend', 'code'],
      stat: 'Sum',
      unit: 'responses',
    },
    {
      title: 'Requests',
      metrics: [
        'haproxy_backend_connection_errors_total',
        'haproxy_frontend_http_requests_total',
        'haproxy_frontend_request_errors_total',
        'haproxy_frontend_requests_denied_total',
      ],
      ...ofService,
      stat: 'Sum',
      unit: 'requests, connections',
    },
    {
      title: 'Sessions, and servers that take them',
      metrics: [
        'haproxy_backend_active_servers',
        'haproxy_backend_current_sessions',
        'haproxy_frontend_current_sessions',
      ],
      ...ofService,
      stat: 'Average',
      unit: 'sessions, servers',
    },
    {
      title: 'Bytes from and to clients',
      metrics: ['haproxy_frontend_bytes_in_total', 'haproxy_frontend_bytes_out_total'],
      ...ofService,
      stat: 'Sum',
      unit: 'bytes',
    },
  ],
  unread: [
    {
      dimensions: [['Service']],
      metrics: [
        'haproxy_backend_bytes_in_total',
        'haproxy_backend_bytes_out_total',
        'haproxy_backend_connection_attempts_total',
        'haproxy_backend_sessions_total',
        'haproxy_backend_up', // haproxy_exporter alone
        'haproxy_frontend_connections_total',
      ],
    },
  ],
};
