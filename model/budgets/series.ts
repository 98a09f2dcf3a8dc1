import { LOG_AGENTS_JOB } from '../facts/cluster-jobs';
import { CLUSTER_METRICS, type ClusterMetric, metricsOf, type SeriesOwner } from '../facts/cluster-metrics';
import { NODE_FILESYSTEMS } from '../facts/node-exporter';
import { ALLOY_METRICS, FLUENT_BIT_BUFFER_METRICS, FLUENT_BIT_METRICS } from '../facts/stack-metrics';
import type { Environment } from '../schema/environment';
import type { SampleAppName } from '../schema/sample-apps';
import { exactly, type Range, show, showRange, span, times, total } from './range';

/** The active series of a scrape job, or of something that it scrapes. Alarms and cost take them from here. */
export interface SeriesBudget {
  /** Whose they are. */
  readonly name: string;
  readonly series: Range;
  /** How they were found. */
  readonly formula: string;
  /** What is the worst of what it rests on. */
  readonly origin: 'overlay' | 'derived' | 'measured' | 'assumed';
}

/** What series depend on. */
export type SeriesSettings = Pick<Environment, 'compute' | 'metrics' | 'sampleApps' | 'cost'>;

/** Series that a scrape itself writes: `up` and `scrape_…`. https://prometheus.io/docs/concepts/jobs_instances/ */
const SCRAPE = 5;
/** Inputs, filters and outputs of Fluent Bit: each has a series of a metric that is kept. An assumption. */
const FLUENT_BIT_PARTS: Readonly<Record<string, number>> = { input: 6, filter: 8, output: 8 };
const FLUENT_BIT = [...FLUENT_BIT_METRICS, ...FLUENT_BIT_BUFFER_METRICS].reduce(
  (sum, metric) => sum + (FLUENT_BIT_PARTS[metric.split('_')[1] ?? ''] ?? 1),
  0,
);
/** Of Alloy, for each metric that is kept: one for each component or label value. An assumption. */
const PER_ALLOY_METRIC = 2;
/** Containers of a pod, an assumption. */
const CONTAINERS_PER_POD = 1.5;
/** Volumes that pods of a node have, an assumption. */
const VOLUMES_PER_NODE = 2;
/** That the rules record. */
const RECORDED = 20;

/**
 * Pods of the samples and the series of each: of nginx-prometheus-exporter and HAProxy measured, of the others from the metrics
 * and labels of test/charts/cloudwatch-agent/exporters.json.
 */
export const SAMPLES: Readonly<Record<SampleAppName, { readonly pods: number; readonly series: number }>> = {
  heartbeat: { pods: 1, series: 0 },
  tictactoe: { pods: 2, series: 9 },
  memcached: { pods: 1, series: 90 },
  haproxy: { pods: 2, series: 262 },
  tomcat: { pods: 1, series: 110 },
  envoy: { pods: 2, series: 600 },
};

/** Series of everything that Alloy sends to the workspace; none without one. */
export function seriesBudgets(settings: SeriesSettings): SeriesBudget[] {
  const { compute, metrics, cost } = settings;
  if (!metrics.workspace) return [];
  return [
    {
      name: 'applications',
      series: span(cost.applicationSeries),
      formula: 'cost.applicationSeries',
      origin: 'assumed',
    },
    ...(compute.ec2 ? nodes(settings) : []),
    ...(metrics.kubeStateMetrics.enabled ? [clusterJob('kube-state-metrics', settings, exactly(1))] : []),
    {
      name: 'alloy',
      series: exactly(metrics.alloy.replicas * (ALLOY_METRICS.length * PER_ALLOY_METRIC + SCRAPE)),
      formula: `${metrics.alloy.replicas} pods × (${ALLOY_METRICS.length} metrics × ${PER_ALLOY_METRIC} + ${SCRAPE})`,
      origin: 'assumed',
    },
    ...samples(settings),
    { name: 'recorded by rules', series: exactly(RECORDED), formula: `${RECORDED}`, origin: 'assumed' },
  ];
}

function nodes(settings: SeriesSettings): SeriesBudget[] {
  const count = span(settings.cost.nodes);
  return [
    clusterJob('kubelet', settings, count),
    clusterJob('cadvisor', settings, count),
    ...(settings.metrics.nodeExporter.enabled ? [clusterJob('node-exporter', settings, count)] : []),
    {
      name: LOG_AGENTS_JOB,
      series: times(count, FLUENT_BIT + SCRAPE),
      formula: `${showRange(count)} nodes × (${FLUENT_BIT} + ${SCRAPE})`,
      origin: 'derived',
    },
  ];
}

/** How many there are of what metrics have series of. */
type Owners = Readonly<Record<SeriesOwner, Range>>;

/** What there is where a job reaches: kube-state-metrics knows Fargate too, where nobody reaches kubelets. */
function ownersOf(job: ClusterMetric['job'], { compute, cost }: Pick<SeriesSettings, 'compute' | 'cost'>): Owners {
  const nodes = compute.ec2 ? span(cost.nodes) : exactly(0);
  const onFargate =
    job === 'kube-state-metrics' && compute.fargateProfiles.length > 0 ? span(cost.fargatePods) : exactly(0);
  const pods = total([times(nodes, cost.podsPerNode), onFargate]);
  return {
    node: total([nodes, onFargate]),
    filesystem: times(nodes, Object.keys(NODE_FILESYSTEMS).length),
    volume: times(nodes, VOLUMES_PER_NODE),
    pod: pods,
    container: times(pods, CONTAINERS_PER_POD),
    workload: span(cost.workloads),
  };
}

/** Series of one metric of the cluster; undefined for any other. */
export function clusterSeries(settings: Pick<SeriesSettings, 'compute' | 'cost'>, metric: string): Range | undefined {
  const known = (CLUSTER_METRICS as Readonly<Record<string, ClusterMetric>>)[metric];
  return known && times(ownersOf(known.job, settings)[known.of], known.each ?? 1);
}

/** Series of a job of the cluster: of its metrics, and of its targets. */
function clusterJob(job: ClusterMetric['job'], settings: SeriesSettings, targets: Range): SeriesBudget {
  const owners = ownersOf(job, settings);
  const metrics: readonly ClusterMetric[] = metricsOf(job).map((name) => CLUSTER_METRICS[name]);
  const parts = (Object.keys(owners) as SeriesOwner[])
    .map((owner) => ({
      count: metrics.reduce((sum, { of, each = 1 }) => sum + (of === owner ? each : 0), 0),
      of: owners[owner],
      name: `${owner}s`,
    }))
    .concat({ count: SCRAPE, of: targets, name: 'targets' })
    .filter(({ count }) => count > 0);
  return {
    name: job,
    series: total(parts.map(({ count, of }) => times(of, count))),
    formula: parts.map(({ count, of, name }) => `${show(count)} × ${showRange(of)} ${name}`).join(' + '),
    origin: 'assumed',
  };
}

const samples = ({ sampleApps }: SeriesSettings): SeriesBudget[] =>
  [...new Set(sampleApps.map(({ name }) => name))]
    .filter((name) => SAMPLES[name].series > 0)
    .map((name) => {
      const { pods, series } = SAMPLES[name];
      const copies = sampleApps.filter((app) => app.name === name).length * pods;
      return {
        name: `sample ${name}`,
        series: exactly(copies * (series + SCRAPE)),
        formula: `${show(copies)} pods × (${series} + ${SCRAPE})`,
        origin: name === 'haproxy' || name === 'tictactoe' ? 'measured' : 'derived',
      };
    });

/** Active series of an environment. */
export const activeSeries = (settings: SeriesSettings): Range =>
  total(seriesBudgets(settings).map(({ series }) => series));
