import { LOG_AGENTS_JOB } from '../../model/facts/cluster-jobs';
import { CLUSTER_METRICS, type ClusterMetricName } from '../../model/facts/cluster-metrics';
import { NODE_EXPORTER } from '../../model/facts/node-exporter';
import type { StackMetric } from '../../model/facts/stack-metrics';

/** What tells the series of an environment from those of others. */
export interface SeriesSettings {
  /** Value of the label `cluster`: a workspace may hold the metrics of many. */
  readonly cluster: string;
  /** The Alloy pods. */
  readonly alloy: { readonly namespace: string };
  /** Namespace of the log agents. @default - the cluster has Fargate alone */
  readonly logAgents?: { readonly namespace: string };
  /** Whether the state of workloads, pods and nodes is collected. */
  readonly kubeStateMetrics: boolean;
  /** node_exporter. @default - nobody knows the disks of nodes */
  readonly nodeExporter?: { readonly namespace: string };
}

/**
 * Series by who wrote them. Job and namespace are set by Alloy and never by a target, so that no pod of a team can speak for the
 * stack; a metric of the same name that such a pod exposes is another series.
 */
export interface Series {
  /** Of the Alloy pods themselves. */
  readonly alloy: (metric: StackMetric, matcher?: string) => string;
  /** Of the log agents. */
  readonly logAgents: (metric: StackMetric, matcher?: string) => string;
  /** Of a job of the cluster. */
  readonly cluster: (metric: ClusterMetricName, matcher?: string) => string;
  /** Whether kubelets of nodes that have a log agent are up. */
  readonly nodes: string;
  /** Whether node_exporter is up. */
  readonly nodeExporter: string;
  /** Whether targets of some jobs are up. */
  readonly up: (...jobs: string[]) => string;
  /** Recorded by a rule; what a target exposes under that name has a job. */
  readonly recorded: (record: string, matcher?: string) => string;
}

/** The series of an environment. */
export function series({ cluster, alloy, logAgents, nodeExporter }: SeriesSettings): Series {
  const select = (metric: string, ...matchers: (string | undefined)[]) =>
    `${metric}{${[`cluster="${cluster}"`, ...matchers].filter(Boolean).join(',')}}`;
  const of =
    (job: string, namespace: string | undefined) => (metric: StackMetric | ClusterMetricName, matcher?: string) =>
      select(metric, `job="${job}"`, `namespace="${namespace}"`, matcher);
  const ofNodeExporter = of(NODE_EXPORTER, nodeExporter?.namespace);
  return {
    alloy: of('alloy', alloy.namespace),
    logAgents: of(LOG_AGENTS_JOB, logAgents?.namespace),
    cluster: (metric, matcher) => {
      const { job } = CLUSTER_METRICS[metric];
      return job === NODE_EXPORTER ? ofNodeExporter(metric, matcher) : select(metric, `job="${job}"`, matcher);
    },
    nodes: select('up', 'job="kubelet"', 'os="linux"'),
    nodeExporter: ofNodeExporter('up'),
    up: (...jobs) => select('up', jobs.length === 1 ? `job="${jobs[0]}"` : `job=~"${jobs.join('|')}"`),
    recorded: (record, matcher) => select(record, 'job=""', matcher),
  };
}
