import { pods } from '../discovery';
import type { WorkloadProfile } from '../profile';

/**
 * Envoy, as a sidecar or alone, in a container called `envoy`. Those of App Mesh are found as well: the service ended in
 * September 2026, its proxies may still run. Port 9901 is Envoy's own convention, 19001 Envoy Gateway's.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/upstream/cluster_manager/cluster_stats
 */
export const envoy: WorkloadProfile = {
  job: {
    name: 'envoy',
    role: 'pod',
    metricsPath: '/stats/prometheus',
    ...pods({ container: 'envoy', ports: [9901, 19001] }),
  },
  panels: [
    { title: 'Live', metrics: ['envoy_server_live'], stat: 'Minimum', unit: '1 = live' },
    {
      title: 'Responses by class of status',
      metrics: ['envoy_http_downstream_rq_xx'],
      dimensions: ['envoy_http_conn_manager_prefix', 'envoy_response_code_class'],
      stat: 'Sum',
      unit: 'responses',
    },
    {
      title: 'Requests that upstreams did not answer',
      metrics: [
        'envoy_cluster_upstream_cx_connect_timeout',
        'envoy_cluster_upstream_rq_pending_overflow',
        'envoy_cluster_upstream_rq_rx_reset',
        'envoy_cluster_upstream_rq_timeout',
      ],
      stat: 'Sum',
      unit: 'requests',
    },
    {
      title: 'Retries of requests',
      metrics: [
        'envoy_cluster_upstream_rq_retry',
        'envoy_cluster_upstream_rq_retry_overflow',
        'envoy_cluster_upstream_rq_retry_success',
      ],
      stat: 'Sum',
      unit: 'requests',
    },
    {
      title: 'Hosts of upstreams, on average over clusters',
      metrics: ['envoy_cluster_membership_healthy', 'envoy_cluster_membership_total'],
      stat: 'Average',
      unit: 'hosts',
    },
    {
      title: 'Bytes from and to upstreams',
      metrics: ['envoy_cluster_upstream_cx_rx_bytes_total', 'envoy_cluster_upstream_cx_tx_bytes_total'],
      stat: 'Sum',
      unit: 'bytes',
    },
    { title: 'Memory of a proxy', metrics: ['envoy_server_memory_allocated'], stat: 'Maximum', unit: 'bytes' },
  ],
  unread: [
    {
      dimensions: [[]],
      metrics: [
        'envoy_cluster_upstream_cx_destroy_local_with_active_rq',
        'envoy_cluster_upstream_flow_control_backed_up_total',
        'envoy_cluster_upstream_flow_control_drained_total',
        'envoy_cluster_upstream_flow_control_paused_reading_total',
        'envoy_cluster_upstream_flow_control_resumed_reading_total',
        'envoy_cluster_upstream_rq_maintenance_mode',
        'envoy_cluster_upstream_rq_pending_failure_eject',
        'envoy_cluster_upstream_rq_per_try_timeout',
        'envoy_http_downstream_cx_destroy_remote_active_rq',
        'envoy_http_downstream_rq_total',
        'envoy_http_downstream_rq_xx',
        'envoy_server_memory_heap_size',
        'envoy_server_uptime',
        'envoy_server_version',
      ],
    },
  ],
};
