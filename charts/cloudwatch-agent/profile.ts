import type { ScrapeJob } from '../../model/facts/scraping';
import type { Panel } from '../common/panel';

/** Metrics that become CloudWatch metrics, one per metric and dimension set. */
export interface MetricDeclaration {
  /** Exact names. They are what is kept of a scrape, too: nothing else becomes a log event. */
  readonly metrics: readonly string[];
  /**
   * Sets of dimensions. `ClusterName` and `Namespace` are in every set and not written here, so `[]` is the set of these two.
   * The others are labels: those that the job gives its targets, or those of the metric itself.
   */
  readonly dimensions: readonly (readonly string[])[];
  /** Labels that a series must have for the declaration to hold, with RE2 for the value. @default - all series of the job */
  readonly where?: Readonly<Record<string, string>>;
}

/** What is scraped. The job's name is the name of the log stream, too; what is kept follows from the declarations. */
type Job = Omit<ScrapeJob, 'keepMetrics'>;

/**
 * What the agent knows of a workload: where it is found, and what its dashboard shows. Histograms cannot be shown, because the agent
 * drops them, nor can metrics that their exporter gives no type.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-metrics.html
 */
export interface WorkloadProfile {
  readonly job: Job;
  /** Graphs of the workload's dashboard. */
  readonly panels: readonly Panel[];
  /** What other dashboards may show, for an environment that asks for it: those that CloudWatch has ready, or its own. */
  readonly unread: readonly MetricDeclaration[];
}

/** A profile as an environment uses it. */
export interface Profile {
  readonly job: Job;
  readonly declarations: readonly MetricDeclaration[];
}

/** A profile with what its panels show, and with the rest of what it knows where that is wanted. */
export function profileOf({ job, panels, unread }: WorkloadProfile, keepUnread: boolean): Profile {
  const shown = new Map<string, MetricDeclaration>();
  for (const { metrics, dimensions = [], where } of panels) {
    const key = JSON.stringify([dimensions, where]);
    const all = new Set([...(shown.get(key)?.metrics ?? []), ...metrics]);
    shown.set(key, { metrics: [...all], dimensions: [dimensions], ...(where && { where }) });
  }
  return { job, declarations: [...shown.values(), ...(keepUnread ? unread : [])] };
}

/** Limits of an event in the embedded metric format. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const EMF_MAX_METRICS = 100;
/** Most dimensions in one dimension set of an event in the embedded metric format (same page). */
export const EMF_MAX_DIMENSIONS = 30;

/** Names of all metrics that a profile declares, sorted. */
export const metricNames = ({ declarations }: Profile): string[] =>
  [...new Set(declarations.flatMap((declaration) => declaration.metrics))].sort();

/** The scrape job with the list of metrics that it keeps: exactly those declared. */
export const scrapeJob = (profile: Profile): ScrapeJob => ({ ...profile.job, keepMetrics: metricNames(profile) });

/** Refuses a profile whose metrics CloudWatch would not extract. Series with the same labels share an event. */
export function checkProfile(profile: Profile): void {
  const { name } = profile.job;
  for (const metric of metricNames(profile)) {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric)) throw new Error(`profile "${name}": "${metric}" is no metric name`);
    if (metric.endsWith('_bucket')) throw new Error(`profile "${name}": the agent drops histograms such as ${metric}`);
  }
  if (metricNames(profile).length > EMF_MAX_METRICS)
    throw new Error(`profile "${name}" declares more than ${EMF_MAX_METRICS} metrics, which is what an event can hold`);
  for (const dimensions of profile.declarations.flatMap((declaration) => declaration.dimensions)) {
    if (dimensions.length + 2 > EMF_MAX_DIMENSIONS)
      throw new Error(`profile "${name}" has a set of more than ${EMF_MAX_DIMENSIONS} dimensions`);
    if (new Set(dimensions).size !== dimensions.length)
      throw new Error(`profile "${name}" names a dimension twice in one set: ${dimensions.join(', ')}`);
  }
}
