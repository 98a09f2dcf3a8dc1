import { AGENT_NAMESPACE } from '../../model/facts/cloudwatch-metrics';
import type { Panel } from '../common/panel';
import { search } from './search';
import { graph, type Widget } from './widgets';

/** Props of the dashboard of a workload of the CloudWatch agent. */
export interface WorkloadProps {
  /** Region of the metrics. */
  readonly region: string;
  /** Name of the cluster: a dimension of every series. */
  readonly clusterName: string;
  /** What is shown: at least one. */
  readonly panels: readonly Panel[];
}

/** A graph for each panel, with a line for each namespace and set of labels that has any. */
export const workload = ({ panels, clusterName, region }: WorkloadProps): Widget[] =>
  panels.map(({ title, metrics, dimensions = [], stat, unit }) => {
    const expression = search({
      namespace: AGENT_NAMESPACE,
      names: metrics,
      dimensions: ['ClusterName', 'Namespace', ...dimensions],
      where: `ClusterName="${clusterName}"`,
      stat,
    });
    return graph(title, region, [{ expression, label: labelOf(metrics, dimensions) }], { stat, unit });
  });

/** What tells the lines of a panel apart. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html */
const labelOf = (metrics: readonly string[], dimensions: readonly string[]): string =>
  [...(metrics.length > 1 ? ['MetricName'] : []), ...['Namespace', ...dimensions].map((name) => `Dim.${name}`)]
    .map((property) => `\${PROP('${property}')}`)
    .join(' ');
