/**
 * Metrics of the cluster itself that rules, panels and objectives may read. A job keeps of them what is read, and drops the rest
 * after the scrape; the proof looks for each in what the program serves.
 */

/** Whose the series of a metric are: estimates count them. */
export type SeriesOwner = 'node' | 'filesystem' | 'volume' | 'pod' | 'container' | 'workload';

/** Where a metric comes from, and how many series it has. */
export interface ClusterMetric {
  /** The job that keeps it. */
  readonly job: 'kubelet' | 'cadvisor' | 'kube-state-metrics' | 'node-exporter';
  readonly of: SeriesOwner;
  /** Series of each owner. @default 1 */
  readonly each?: number;
}

/** Every metric of the state of a workload; `each` for kinds that few workloads are of. */
const ofState = (of: SeriesOwner, each?: number) => ({ job: 'kube-state-metrics', of, each }) as const;
const ofKernel = (of: SeriesOwner, each?: number) => ({ job: 'node-exporter', of, each }) as const;

/** Of workloads are StatefulSets, DaemonSets, CronJobs and autoscalers, one in so many each. An assumption. */
const SOME = 0.2;

/**
 * Every metric of kubelets, of the cAdvisor in them, of kube-state-metrics and of node_exporter that somebody reads.
 * https://kubernetes.io/docs/reference/instrumentation/metrics/
 * https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics
 */
export const CLUSTER_METRICS = {
  kubelet_certificate_manager_server_ttl_seconds: { job: 'kubelet', of: 'node' },
  kubelet_running_pods: { job: 'kubelet', of: 'node' },
  kubelet_volume_stats_available_bytes: { job: 'kubelet', of: 'volume' },
  kubelet_volume_stats_capacity_bytes: { job: 'kubelet', of: 'volume' },
  kubelet_volume_stats_inodes: { job: 'kubelet', of: 'volume' },
  kubelet_volume_stats_inodes_free: { job: 'kubelet', of: 'volume' },
  container_cpu_cfs_periods_total: { job: 'cadvisor', of: 'container' },
  container_cpu_cfs_throttled_periods_total: { job: 'cadvisor', of: 'container' },
  kube_cronjob_next_schedule_time: ofState('workload', SOME),
  kube_daemonset_status_desired_number_scheduled: ofState('workload', SOME),
  kube_daemonset_status_number_available: ofState('workload', SOME),
  kube_daemonset_status_updated_number_scheduled: ofState('workload', SOME),
  kube_deployment_spec_replicas: ofState('workload'),
  // Three conditions, each of which is true, false or unknown.
  kube_deployment_status_condition: ofState('workload', 9),
  kube_deployment_status_replicas_available: ofState('workload'),
  kube_deployment_status_replicas_updated: ofState('workload'),
  kube_horizontalpodautoscaler_spec_max_replicas: ofState('workload', SOME),
  kube_horizontalpodautoscaler_spec_min_replicas: ofState('workload', SOME),
  kube_horizontalpodautoscaler_status_current_replicas: ofState('workload', SOME),
  kube_job_failed: ofState('workload', 3),
  // Five conditions, each of which is true, false or unknown.
  kube_node_status_condition: ofState('node', 15),
  kube_pod_container_status_last_terminated_reason: ofState('container'),
  kube_pod_container_status_restarts_total: ofState('container'),
  kube_pod_container_status_waiting_reason: ofState('container', SOME),
  kube_pod_status_phase: ofState('pod', 5),
  kube_pod_status_ready: ofState('pod', 3),
  kube_statefulset_replicas: ofState('workload', SOME),
  kube_statefulset_status_replicas_available: ofState('workload', SOME),
  kube_statefulset_status_replicas_updated: ofState('workload', SOME),
  node_filesystem_avail_bytes: ofKernel('filesystem'),
  node_filesystem_files: ofKernel('filesystem'),
  node_filesystem_files_free: ofKernel('filesystem'),
  node_filesystem_size_bytes: ofKernel('filesystem'),
  node_timex_maxerror_seconds: ofKernel('node'),
  node_timex_sync_status: ofKernel('node'),
  container_cpu_usage_seconds_total: { job: 'cadvisor', of: 'container' },
  container_memory_working_set_bytes: { job: 'cadvisor', of: 'container' },
  container_oom_events_total: { job: 'cadvisor', of: 'container' },
  machine_cpu_cores: { job: 'cadvisor', of: 'node' },
  machine_memory_bytes: { job: 'cadvisor', of: 'node' },
} as const satisfies Readonly<Record<string, ClusterMetric>>;

/** Name of one of them. */
export type ClusterMetricName = keyof typeof CLUSTER_METRICS;

/** Names of those that a job keeps. */
export const metricsOf = (job: ClusterMetric['job']): ClusterMetricName[] =>
  (Object.keys(CLUSTER_METRICS) as ClusterMetricName[]).filter((name) => CLUSTER_METRICS[name].job === job);
