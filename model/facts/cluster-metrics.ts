/**
 * Metrics of the cluster itself that rules, panels and objectives may read. A job keeps of them what is read, and drops the rest
 * after the scrape; the proof looks for each in what the program serves.
 */

/** Whose the series of a metric are: estimates count them. */
export type SeriesOwner = 'node' | 'volume' | 'pod' | 'container';

/** Where a metric comes from, and how many series it has. */
export interface ClusterMetric {
  /** The job that keeps it. */
  readonly job: 'kubelet' | 'cadvisor';
  readonly of: SeriesOwner;
  /** Series of each owner. @default 1 */
  readonly each?: number;
}

/** Every metric of the kubelets and of the cAdvisor in them. https://kubernetes.io/docs/reference/instrumentation/metrics/ */
export const CLUSTER_METRICS = {
  kubelet_certificate_manager_server_ttl_seconds: { job: 'kubelet', of: 'node' },
  kubelet_volume_stats_available_bytes: { job: 'kubelet', of: 'volume' },
  kubelet_volume_stats_capacity_bytes: { job: 'kubelet', of: 'volume' },
  kubelet_volume_stats_inodes: { job: 'kubelet', of: 'volume' },
  kubelet_volume_stats_inodes_free: { job: 'kubelet', of: 'volume' },
  container_cpu_cfs_periods_total: { job: 'cadvisor', of: 'container' },
  container_cpu_cfs_throttled_periods_total: { job: 'cadvisor', of: 'container' },
} as const satisfies Readonly<Record<string, ClusterMetric>>;

/** Name of one of them. */
export type ClusterMetricName = keyof typeof CLUSTER_METRICS;

/** Names of those that a job keeps. */
export const metricsOf = (job: ClusterMetric['job']): ClusterMetricName[] =>
  (Object.keys(CLUSTER_METRICS) as ClusterMetricName[]).filter((name) => CLUSTER_METRICS[name].job === job);
