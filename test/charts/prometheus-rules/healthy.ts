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
export const CONTAINER = 'namespace="shop",pod="web",container="web"';

/** What a node says of itself, of a volume and of a container. */
const nodeSeries = ({ kubelet, cadvisor }: Names, index: number): Record<string, At> => ({
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

/** A healthy cluster of eight nodes. */
export const healthy = (names: Names): Record<string, At> =>
  Object.assign(
    { [names.application('web')]: () => 1, [names.application('api')]: () => 1 },
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
