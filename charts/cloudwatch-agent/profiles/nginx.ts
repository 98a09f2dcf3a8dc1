import { services } from '../discovery';
import type { WorkloadProfile } from '../profile';

const ofService = { dimensions: ['Service'] } as const;

/**
 * NGINX behind a service: nginx-prometheus-exporter (9113), F5's ingress controller (9113), ingress-nginx (10254; retired in March 2026,
 * still in many clusters).
 * https://github.com/nginx/nginx-prometheus-exporter#exported-metrics
 * https://docs.nginx.com/nginx-ingress-controller/logging-and-monitoring/prometheus/
 * https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/
 */
export const nginx: WorkloadProfile = {
  job: { name: 'nginx', role: 'endpointslice', relabelings: services({ name: 'nginx', ports: [9113, 10254] }) },
  panels: [
    { title: 'Up', metrics: ['nginx_up'], ...ofService, stat: 'Minimum', unit: '1 = up' },
    {
      title: 'Requests',
      metrics: ['nginx_http_requests_total', 'nginx_ingress_nginx_http_requests_total'],
      ...ofService,
      stat: 'Sum',
      unit: 'requests',
    },
    {
      title: 'Requests of ingress-nginx by status',
      metrics: ['nginx_ingress_controller_requests'],
      dimensions: ['Service', 'status'],
      stat: 'Sum',
      unit: 'requests',
    },
    {
      title: 'Open connections',
      metrics: [
        'nginx_connections_active',
        'nginx_connections_reading',
        'nginx_connections_waiting',
        'nginx_connections_writing',
        'nginx_ingress_controller_nginx_process_connections',
        'nginx_ingress_nginx_connections_active',
      ],
      ...ofService,
      stat: 'Maximum',
      unit: 'connections',
    },
    {
      title: 'Connections accepted and handled: the difference was refused',
      metrics: ['nginx_connections_accepted', 'nginx_connections_handled'],
      ...ofService,
      stat: 'Sum',
      unit: 'connections',
    },
    {
      title: 'Last reload of an ingress controller',
      metrics: [
        'nginx_ingress_controller_config_last_reload_successful',
        'nginx_ingress_controller_nginx_last_reload_status',
      ],
      ...ofService,
      stat: 'Minimum',
      unit: '1 = succeeded',
    },
    {
      title: 'Memory of an ingress controller',
      metrics: ['nginx_ingress_controller_nginx_process_resident_memory_bytes'],
      ...ofService,
      stat: 'Maximum',
      unit: 'bytes',
    },
  ],
  unread: [
    {
      dimensions: [['Service']],
      metrics: [
        'nginx_ingress_controller_nginx_process_connections_total',
        'nginx_ingress_controller_nginx_process_cpu_seconds_total',
        'nginx_ingress_controller_nginx_reload_errors_total',
        'nginx_ingress_controller_requests',
        'nginx_ingress_controller_success',
      ],
    },
    { dimensions: [['Service', 'ingress']], metrics: ['nginx_ingress_controller_requests'] },
  ],
};
