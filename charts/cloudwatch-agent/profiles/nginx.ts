import { services } from '../discovery';
import type { Profile } from '../profile';

/** NGINX behind a service: nginx-prometheus-exporter (9113), F5's ingress controller (9113), ingress-nginx (10254). */
export const nginx: Profile = {
  job: { name: 'nginx', role: 'endpointslice', relabelings: services({ name: 'nginx', ports: [9113, 10254] }) },
  declarations: [
    // https://github.com/nginx/nginx-prometheus-exporter#exported-metrics
    {
      dimensions: [['Service']],
      metrics: [
        'nginx_connections_accepted',
        'nginx_connections_active',
        'nginx_connections_handled',
        'nginx_connections_reading',
        'nginx_connections_waiting',
        'nginx_connections_writing',
        'nginx_http_requests_total',
        'nginx_up',
      ],
    },
    // https://docs.nginx.com/nginx-ingress-controller/logging-and-monitoring/prometheus/
    {
      dimensions: [['Service']],
      metrics: [
        'nginx_ingress_controller_nginx_last_reload_status',
        'nginx_ingress_controller_nginx_reload_errors_total',
        'nginx_ingress_nginx_connections_active',
        'nginx_ingress_nginx_http_requests_total',
      ],
    },
    // https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/ (retired in March 2026, still in many clusters)
    {
      dimensions: [['Service']],
      metrics: [
        'nginx_ingress_controller_config_last_reload_successful',
        'nginx_ingress_controller_nginx_process_connections',
        'nginx_ingress_controller_nginx_process_connections_total',
        'nginx_ingress_controller_nginx_process_cpu_seconds_total',
        'nginx_ingress_controller_nginx_process_resident_memory_bytes',
        'nginx_ingress_controller_requests',
        'nginx_ingress_controller_success',
      ],
    },
    {
      dimensions: [
        ['Service', 'ingress'],
        ['Service', 'status'],
      ],
      metrics: ['nginx_ingress_controller_requests'],
    },
  ],
};
