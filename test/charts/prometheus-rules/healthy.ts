import type { Environment } from '../../../model/schema/environment';
import { type At, counter } from '../../support/rules';

/** Minute at which things break. */
export const BREAKS = 45;

/** Names of series of an environment. */
export interface Names {
  readonly node: (index: number) => string;
  readonly agent: (index: number, metric?: string, name?: string) => string;
  readonly alloy: (index: number, metric?: string, labels?: string) => string;
  readonly kubelet: (index: number, metric: string, labels?: string) => string;
  readonly cadvisor: (index: number, metric: string, labels?: string) => string;
  /** What kube-state-metrics says. */
  readonly state: (metric: string, labels?: string) => string;
  readonly exporter: (index: number, metric?: string, labels?: string) => string;
  readonly application: (pod: string, metric?: string) => string;
  readonly replicas: number;
}

/** Nodes of the healthy cluster. */
export const NODES = 8;
/** Numbers from 0. */
export const each = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Names as the scrape jobs of an environment give them. */
export function namesOf({
  cluster,
  metrics,
  namespaces,
}: Pick<Environment, 'cluster' | 'metrics' | 'namespaces'>): Names {
  const of = (metric: string, labels: string) => `${metric}{cluster="${cluster.name}",${labels}}`;
  const ofNode = (job: string, index: number, metric: string, labels?: string) =>
    of(metric, `job="${job}",instance="n${index}",node="n${index}"${labels ? `,${labels}` : ''}`);
  return {
    replicas: metrics.alloy.replicas,
    node: (index) => of('up', `job="kubelet",instance="n${index}",node="n${index}",os="linux"`),
    agent: (index, metric = 'up', name) =>
      of(
        metric,
        `job="log-agents",namespace="${namespaces.fluentBit}",pod="f${index}",node="n${index}"${name ? `,name="${name}"` : ''}`,
      ),
    alloy: (index, metric = 'up', labels) =>
      of(metric, `job="alloy",namespace="${namespaces.alloy}",pod="alloy-${index}"${labels ? `,${labels}` : ''}`),
    kubelet: (index, metric, labels) => ofNode('kubelet', index, metric, labels),
    cadvisor: (index, metric, labels) => ofNode('cadvisor', index, metric, labels),
    state: (metric, labels) =>
      of(metric, `job="kube-state-metrics",instance="kube-state-metrics"${labels ? `,${labels}` : ''}`),
    exporter: (index, metric = 'up', labels) =>
      of(
        metric,
        `job="node-exporter",namespace="${namespaces.nodeExporter}",pod="e${index}",node="n${index}"${labels ? `,${labels}` : ''}`,
      ),
    application: (pod, metric = 'up') => of(metric, `job="kubernetes-pods",namespace="shop",pod="${pod}"`),
  };
}

/** The series of a log agent that reads and ships. */
export const agentSeries = ({ agent }: Names, index: number): Record<string, At> => ({
  [agent(index)]: () => 1,
  [agent(index, 'fluentbit_input_records_total', 'application')]: counter(100),
  [agent(index, 'fluentbit_filter_drop_records_total', 'read-line')]: counter(40),
  [agent(index, 'fluentbit_output_proc_records_total', 'application')]: counter(60),
  [agent(index, 'fluentbit_output_dropped_records_total', 'application')]: () => 0,
  [agent(index, 'fluentbit_output_retries_total', 'application')]: () => 0,
  [agent(index, 'fluentbit_output_retries_failed_total', 'application')]: () => 0,
  [agent(index, 'fluentbit_output_chunk_available_capacity_percent', 'application')]: () => 99,
});

export const alloySeries = ({ alloy }: Names, index: number): Record<string, At> => ({
  [alloy(index)]: () => 1,
  [alloy(index, 'prometheus_remote_storage_samples_in_total')]: counter(1000),
  [alloy(index, 'prometheus_remote_storage_samples_failed_total')]: () => 0,
  [alloy(index, 'prometheus_remote_storage_queue_highest_timestamp_seconds')]: counter(60),
  [alloy(index, 'prometheus_remote_storage_queue_highest_sent_timestamp_seconds')]: counter(60),
  [alloy(index, 'alloy_component_controller_running_components', 'health_type="unhealthy"')]: () => 0,
  [alloy(index, 'prometheus_target_scrape_pool_exceeded_target_limit_total')]: () => 0,
  [alloy(index, 'prometheus_remote_write_wal_storage_active_series')]: () => 100,
});

export const CLAIM = 'namespace="shop",persistentvolumeclaim="orders"';
export const POD = 'namespace="shop",pod="web"';
export const CONTAINER = `${POD},container="web"`;
export const DISK = 'device="/dev/nvme0n1p1",mountpoint="/var/log"';
export const DEPLOYMENT = 'namespace="shop",deployment="web"';
export const SYSTEM = 'namespace="kube-system",deployment="coredns"';
export const STATEFUL_SET = 'namespace="shop",statefulset="orders"';
export const DAEMON_SET = 'namespace="shop",daemonset="cache"';
export const CRON_JOB = 'namespace="shop",cronjob="report"';
export const AUTOSCALER = 'namespace="shop",horizontalpodautoscaler="web"';

/** What a node says of itself, of a volume and of a container. */
const nodeSeries = ({ kubelet, cadvisor, exporter, state }: Names, index: number): Record<string, At> => ({
  [exporter(index)]: () => 1,
  [exporter(index, 'node_filesystem_avail_bytes', DISK)]: () => 60,
  [exporter(index, 'node_filesystem_size_bytes', DISK)]: () => 100,
  [exporter(index, 'node_filesystem_files_free', DISK)]: () => 900,
  [exporter(index, 'node_filesystem_files', DISK)]: () => 1000,
  [exporter(index, 'node_timex_sync_status')]: () => 1,
  [exporter(index, 'node_timex_maxerror_seconds')]: () => 0.1,
  [state('kube_node_status_condition', `node="n${index}",condition="Ready",status="true"`)]: () => 1,
  [state('kube_node_status_condition', `node="n${index}",condition="DiskPressure",status="true"`)]: () => 0,
  [kubelet(index, 'kubelet_certificate_manager_server_ttl_seconds')]: () => 30 * 86_400,
  ...(index === 0 && {
    [kubelet(0, 'kubelet_volume_stats_available_bytes', CLAIM)]: () => 14,
    [kubelet(0, 'kubelet_volume_stats_capacity_bytes', CLAIM)]: () => 100,
    [kubelet(0, 'kubelet_volume_stats_inodes', CLAIM)]: () => 1000,
    [kubelet(0, 'kubelet_volume_stats_inodes_free', CLAIM)]: () => 900,
    [cadvisor(0, 'container_cpu_cfs_periods_total', CONTAINER)]: counter(600),
    [cadvisor(0, 'container_cpu_cfs_throttled_periods_total', CONTAINER)]: counter(60),
  }),
});

/** A Deployment of a team and one of the system, a StatefulSet, a DaemonSet, a CronJob, an autoscaler and a pod. */
const stateSeries = ({ state }: Names): Record<string, At> => ({
  [state('up')]: () => 1,
  ...Object.fromEntries(
    [
      'kube_deployment_spec_replicas',
      'kube_deployment_status_replicas_available',
      'kube_deployment_status_replicas_updated',
    ].flatMap((metric) => [DEPLOYMENT, SYSTEM].map((labels) => [state(metric, labels), () => 2])),
  ),
  [state('kube_deployment_status_condition', `${DEPLOYMENT},condition="Progressing",status="false"`)]: () => 0,
  [state('kube_statefulset_replicas', STATEFUL_SET)]: () => 3,
  [state('kube_statefulset_status_replicas_available', STATEFUL_SET)]: () => 3,
  [state('kube_statefulset_status_replicas_updated', STATEFUL_SET)]: () => 3,
  [state('kube_daemonset_status_desired_number_scheduled', DAEMON_SET)]: () => 8,
  [state('kube_daemonset_status_number_available', DAEMON_SET)]: () => 8,
  [state('kube_daemonset_status_updated_number_scheduled', DAEMON_SET)]: () => 8,
  [state('kube_cronjob_next_schedule_time', CRON_JOB)]: (minute) => minute * 60 + 600,
  [state('kube_horizontalpodautoscaler_spec_max_replicas', AUTOSCALER)]: () => 5,
  [state('kube_horizontalpodautoscaler_spec_min_replicas', AUTOSCALER)]: () => 2,
  [state('kube_horizontalpodautoscaler_status_current_replicas', AUTOSCALER)]: () => 3,
  [state('kube_pod_status_phase', `${POD},phase="Running"`)]: () => 1,
  [state('kube_pod_status_phase', `${POD},phase="Pending"`)]: () => 0,
  [state('kube_pod_status_phase', `${POD},phase="Succeeded"`)]: () => 0,
  [state('kube_pod_status_ready', `${POD},condition="false"`)]: () => 0,
  [state('kube_pod_container_status_restarts_total', CONTAINER)]: () => 3,
});

/** A healthy cluster of eight nodes. */
export const healthy = (names: Names): Record<string, At> =>
  Object.assign(
    { [names.application('web')]: () => 1, [names.application('api')]: () => 1, ...stateSeries(names) },
    ...each(NODES).map((index) => ({
      [names.node(index)]: () => 1,
      ...agentSeries(names, index),
      ...nodeSeries(names, index),
    })),
    ...each(names.replicas).map((index) => alloySeries(names, index)),
  );

export const until =
  (end: number, at: At = () => 1): At =>
  (minute) =>
    minute < end ? at(minute) : undefined;

/** Six minutes down, one up. */
export const crashing: At = (minute) => (minute < BREAKS || Math.floor(minute - BREAKS) % 7 === 6 ? 1 : 0);
