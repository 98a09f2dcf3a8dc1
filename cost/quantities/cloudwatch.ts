import { exactly, type Range, showRange, span, times } from '../../model/budgets/range';
import { COUNTERS, countedForObjectives, WORKLOAD_COUNTERS } from '../../model/facts/cloudwatch-metrics';
import { SEVERITIES } from '../../model/facts/severities';
import { isCountedByAgent, logGroups } from '../../model/names/log-groups';
import type { Environment } from '../../model/schema/environment';
import type { Quantity } from '../estimate';
import { type CostObject, countInTemplate, type Objects, ofKind } from '../objects';

/** Metrics, alarms, dashboards and notifications. */
export const cloudwatchQuantities = (environment: Environment, objects: Objects): Quantity[] =>
  [
    ...counterQuantities(environment),
    ...agentQuantities(environment, objects),
    filterQuantity(objects),
    ...alarmQuantities(environment, objects),
    objectiveQuantity(objects),
    dashboardQuantity(objects),
    ...notificationQuantities(environment),
  ]
    .filter(({ amount }) => amount.high > 0)
    .map((quantity) => ({ ...quantity, region: environment.cluster.region }));

type Unplaced = Omit<Quantity, 'region'>;

/** What Fluent Bit counts: zeros for log groups alone; requests and latency where lines have them. */
function counterQuantities(environment: Environment): Unplaced[] {
  const groups = logGroups(environment).filter(isCountedByAgent).length;
  if (groups === 0) return [];
  const item = 'custom-metrics';
  const workloads = environment.logs.cloudwatch ? span(environment.cost.workloads) : exactly(0);
  const [some, all] = [COUNTERS.length - 1, COUNTERS.length];
  const objectives = countedForObjectives(environment.slos).length;
  return [
    {
      ...{ item, what: 'counters of log groups', origin: 'derived' },
      amount: { low: groups * some, high: groups * all },
      formula: `${groups} groups × ${some}–${all} counters`,
    },
    {
      ...{ item, what: 'counters of workloads', origin: 'assumed' },
      amount: times(workloads, { low: 2, high: WORKLOAD_COUNTERS.length }),
      formula: `${showRange(workloads)} workloads × 2–${WORKLOAD_COUNTERS.length} counters`,
    },
    {
      ...{ item, what: 'counters of objectives', origin: 'derived' },
      amount: exactly(objectives),
      formula: `${objectives} counters of bad requests`,
    },
  ];
}

interface Declaration {
  readonly label_matcher: string;
  readonly dimensions: readonly (readonly string[])[];
  readonly metric_selectors: readonly string[];
}

/** Dimensions that have one value for a workload. */
const SINGLE = new Set(['ClusterName', 'Namespace', 'Service']);
/** Values of any other dimension, but for nodes: codes, states, pools. An assumption. */
const VALUES: Range = { low: 1, high: 4 };
/** Share of the declared metrics that a workload has: profiles name those of several exporters. An assumption. */
const PRESENT: Range = { low: 0.5, high: 1 };

/** What the CloudWatch agent declares: each metric with each set of values of its dimensions is one. */
function agentQuantities({ cost }: Environment, objects: Objects): Unplaced[] {
  const declared = ofKind(objects, 'ConfigMap').flatMap(({ data }): Declaration[] => {
    const text = data?.['cwagentconfig.json'];
    return text ? JSON.parse(text).logs.metrics_collected.prometheus.emf_processor.metric_declaration : [];
  });
  const jobs = new Map<string, Range>();
  for (const { label_matcher: matcher, dimensions, metric_selectors: metrics } of declared) {
    const job = /[a-z][a-z-]*/.exec(matcher)?.[0] ?? matcher;
    const before = jobs.get(job) ?? exactly(0);
    const sets = dimensions.map((set) => valuesOf(set, span(cost.nodes)));
    const [low, high] = (['low', 'high'] as const).map((end) =>
      sets.reduce((sum, values) => sum + values[end] * metrics.length, 0),
    );
    jobs.set(job, { low: before.low + (low ?? 0), high: before.high + (high ?? 0) });
  }
  return [...jobs].map(([job, metrics]) => ({
    item: 'custom-metrics',
    what: `CloudWatch agent: ${job}`,
    amount: times(metrics, PRESENT),
    formula: `${showRange(metrics)} declared × ${showRange(PRESENT)} present`,
    origin: 'assumed',
  }));
}

const valuesOf = (dimensions: readonly string[], nodes: Range): Range =>
  dimensions
    .filter((dimension) => !SINGLE.has(dimension))
    .reduce<Range>((values, dimension) => times(values, dimension === 'NodeName' ? nodes : VALUES), exactly(1));

function filterQuantity(objects: Objects): Unplaced {
  const filters = countInTemplate(objects, 'AWS::Logs::MetricFilter');
  return {
    ...{ item: 'custom-metrics', what: 'metric filters', origin: 'objects' },
    amount: exactly(filters),
    formula: `${filters} filters of the template`,
  };
}

/** A band is two metrics more. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html */
const METRICS_OF_A_BAND = 3;

interface AlarmMetric {
  readonly expression?: string;
  readonly metricStat?: { readonly period: number };
}

/** What alarms look at: each metric of each is charged for, each series of a query too. */
function alarmQuantities({ cost }: Environment, objects: Objects): Unplaced[] {
  const alarms = ofKind(objects, 'MetricAlarm', 'cloudwatch.');
  const metrics = alarms.flatMap(watched);
  const queries = metrics.filter(({ expression = '' }) => /^\s*SELECT\b/i.test(expression)).length;
  const count = (wanted: (metric: AlarmMetric) => boolean) =>
    metrics.filter((metric) => metric.metricStat && wanted(metric)).length;
  const standard = count(({ metricStat }) => (metricStat?.period ?? 60) >= 60);
  const fast = count(({ metricStat }) => (metricStat?.period ?? 60) < 60);
  const composite = ofKind(objects, 'CompositeAlarm', 'cloudwatch.').length;
  const workloads = span(cost.workloads);
  return [
    {
      ...{ item: 'alarm-metrics', what: 'alarms', origin: 'objects' },
      amount: exactly(standard),
      formula: `${alarms.length} alarms on ${standard} metrics; an anomaly band counts as ${METRICS_OF_A_BAND}`,
    },
    {
      ...{ item: 'alarm-metrics', what: 'alarms on queries', origin: 'assumed' },
      amount: times(workloads, queries),
      formula: `${queries} queries × ${showRange(workloads)} workloads`,
    },
    {
      ...{ item: 'alarm-metrics-high-resolution', what: 'alarms', origin: 'objects' },
      amount: exactly(fast),
      formula: `${fast} metrics with a period below a minute`,
    },
    {
      ...{ item: 'composite-alarms', what: 'alarms', origin: 'objects' },
      amount: exactly(composite),
      formula: `${composite} alarms`,
    },
  ];
}

/** The metrics of an alarm: with a band, each three times. */
function watched({ spec }: CostObject): AlarmMetric[] {
  const metrics: readonly AlarmMetric[] = spec.metrics ?? [];
  const isBand = metrics.some(({ expression = '' }) => expression.startsWith('ANOMALY_DETECTION_BAND'));
  return Array.from({ length: isBand ? METRICS_OF_A_BAND : 1 }, () => metrics).flat();
}

function objectiveQuantity(objects: Objects): Unplaced {
  const objectives = countInTemplate(objects, 'AWS::ApplicationSignals::ServiceLevelObjective');
  return {
    ...{ item: 'application-signals-objectives', what: 'objectives', origin: 'objects' },
    amount: exactly(objectives),
    formula: `${objectives} objectives that Application Signals measures`,
  };
}

function dashboardQuantity(objects: Objects): Unplaced {
  const dashboards = ofKind(objects, 'Dashboard', 'cloudwatch.').length;
  return {
    ...{ item: 'dashboards', what: 'dashboards', origin: 'objects' },
    amount: exactly(dashboards),
    formula: `${dashboards} dashboards`,
  };
}

/** Messages of alarms and alerts in a month, an assumption. */
const MESSAGES: Range = { low: 20, high: 500 };

function notificationQuantities({ notifications }: Environment): Unplaced[] {
  // Who hears of two severities gets each message once: it has one.
  const { size } = new Set(SEVERITIES.flatMap((severity) => notifications[severity].emails));
  const endpoints = new Set(SEVERITIES.flatMap((severity) => notifications[severity].endpoints)).size;
  return [
    {
      ...{ item: 'sns-http', what: 'notifications', origin: 'assumed' },
      amount: times(MESSAGES, endpoints),
      formula: `${showRange(MESSAGES)} messages × ${endpoints} endpoints`,
    },
    {
      ...{ item: 'sns-emails', what: 'notifications', origin: 'assumed' },
      amount: times(MESSAGES, size),
      formula: `${showRange(MESSAGES)} messages × ${size} addresses`,
    },
  ];
}
