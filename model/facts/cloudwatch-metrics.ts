import type { Environment } from '../schema/environment';

/**
 * CloudWatch metrics that alarms and dashboards use. Each constructor stands for one emitter, so that nobody can
 * write a metric that does not exist by accident. The check `metrics` compares what is used with what is emitted.
 */
export interface CloudWatchMetric {
  readonly namespace: string;
  readonly name: string;
  /** Exactly the dimensions that the emitter sets: CloudWatch does not aggregate over them. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A series of a metric. */
export interface MetricStatistic {
  readonly metric: CloudWatchMetric;
  /** PR is the percent of the values up to a bound. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
  readonly stat: 'Sum' | 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | `PR(:${number})`;
}

/** Metrics of CloudWatch Logs about a log group. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
export const LOGS_METRICS = ['IncomingBytes', 'IncomingLogEvents'] as const;

/** One metric of `LOGS_METRICS` for one log group. */
export const logsMetric = (name: (typeof LOGS_METRICS)[number], logGroupName: string): CloudWatchMetric => ({
  namespace: 'AWS/Logs',
  name,
  dimensions: { LogGroupName: logGroupName },
});

/** Namespace of what Fluent Bit on EC2 nodes counts of container logs, before it drops or samples any (counters.lua). */
export const COUNTERS_NAMESPACE = 'ContainerLogs';

/**
 * What it counts. Errors are lines of level error or fatal, and those with an HTTP status of 500 or more; requests are lines with a
 * status. There is a series per log group, which gets zeros too, and one per workload: `ClusterName`, `Namespace`, `Application`.
 */
export const COUNTERS = ['Lines', 'Errors', 'Dropped', 'SampledOut', 'Limited', 'Requests', 'Latency'] as const;

/** Key in the settings of the Lua scripts: names of the log groups that have such a series. */
export const COUNTED_LOG_GROUPS = 'counted_log_groups';

/** What the agents of a cluster count of a log group. */
export const counterMetric = (
  name: (typeof COUNTERS)[number],
  clusterName: string,
  logGroupName: string,
): CloudWatchMetric => ({
  namespace: COUNTERS_NAMESPACE,
  name,
  dimensions: { ClusterName: clusterName, LogGroupName: logGroupName },
});

/** Share of the lines of a log group, or of a workload, that may be errors, in percent. */
export const TOLERATED_ERROR_PERCENT = 5;

/**
 * What it counts of workloads besides: errors that are more than the tolerated share of their lines. The sum over agents and time is
 * right, also where it is below zero, so one query finds the workloads that fail; a query cannot divide one counter by another.
 */
export const WORKLOAD_COUNTERS = [...COUNTERS, 'ExcessErrors'] as const;

/** Dimensions of the series of workloads. */
export const WORKLOAD_DIMENSIONS = ['ClusterName', 'Namespace', 'Application'] as const;

/** What the agents count of one workload of a cluster. */
export const workloadMetric = (
  name: string,
  clusterName: string,
  namespace: string,
  application: string,
): CloudWatchMetric => ({
  namespace: COUNTERS_NAMESPACE,
  name,
  dimensions: { ClusterName: clusterName, Namespace: namespace, Application: application },
});

/** Requests of which an objective counts a workload's bad ones: those that failed, or took longer than so many milliseconds. */
export const objectiveCounter = (milliseconds?: number): string =>
  milliseconds === undefined ? 'FailedRequests' : `RequestsOver${milliseconds}ms`;

/** The same as the Lua scripts have it in their settings: `shop/web failed`, `shop/web 200`. */
export const countedRequests = (namespace: string, application: string, milliseconds?: number): string =>
  `${namespace}/${application} ${milliseconds ?? 'failed'}`;

/** What the log agents count for objectives on access logs, each once. */
export const countedForObjectives = (slos: Environment['slos']): string[] => [
  ...new Set(
    slos
      .filter(({ source }) => source.kind === 'access-log')
      .map(({ source: { namespace = '', application = '' }, thresholdMilliseconds }) =>
        countedRequests(namespace, application, thresholdMilliseconds),
      ),
  ),
];

/**
 * A query for the sum of a counter for each workload of a cluster, a series each.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export const workloadQuery = (name: (typeof WORKLOAD_COUNTERS)[number], clusterName: string): string =>
  `SELECT SUM("${name}") FROM SCHEMA("${COUNTERS_NAMESPACE}", "${WORKLOAD_DIMENSIONS.join('", "')}") WHERE "ClusterName" = '${clusterName}' GROUP BY "Namespace", "Application" ORDER BY SUM() DESC`;

/** What the metric filters of the CloudFormation template count in a log group; the end of the metric's name. */
export const COUNTED = ['error-events', 'sampled-out-events'] as const;

const counted =
  (name: (typeof COUNTED)[number]) =>
  (environmentName: string, logGroupId: string): CloudWatchMetric => ({
    namespace: `Observability/${environmentName}`,
    name: `${logGroupId}-${name}`,
    dimensions: {},
  });

/** Events that are errors, by their level or priority. */
export const errorEventsMetric = counted('error-events');

/** Info events that sampling dropped at the source, extrapolated from those that it kept. */
export const sampledOutEventsMetric = counted('sampled-out-events');

/** Metrics of Amazon Data Firehose. https://docs.aws.amazon.com/firehose/latest/dev/cloudwatch-metrics.html */
export const FIREHOSE_METRICS = ['DeliveryToS3.DataFreshness', 'DeliveryToS3.Bytes', 'IncomingRecords'] as const;

/** One metric of `FIREHOSE_METRICS` for one delivery stream. */
export const firehoseMetric = (name: (typeof FIREHOSE_METRICS)[number], stream: string): CloudWatchMetric => ({
  namespace: 'AWS/Firehose',
  name,
  dimensions: { DeliveryStreamName: stream },
});

/** Metrics of an SNS topic. https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
export const SNS_METRICS = ['NumberOfMessagesPublished'] as const;

/** One metric of `SNS_METRICS` for one topic. */
export const snsMetric = (name: (typeof SNS_METRICS)[number], topicName: string): CloudWatchMetric => ({
  namespace: 'AWS/SNS',
  name,
  dimensions: { TopicName: topicName },
});

/** What Amazon Managed Prometheus counts of a workspace. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-CW-usage-metrics.html */
export const WORKSPACE_RESOURCES = ['ActiveSeries', 'IngestionRate'] as const;

/** How much of a resource a workspace uses. */
export const workspaceMetric = (
  resource: (typeof WORKSPACE_RESOURCES)[number],
  workspaceId: string,
): CloudWatchMetric => ({
  namespace: 'AWS/Usage',
  name: 'ResourceCount',
  dimensions: { Class: 'None', Resource: resource, ResourceId: workspaceId, Service: 'Prometheus', Type: 'Resource' },
});

/** Metrics of an Application Load Balancer. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
export const LOAD_BALANCER_METRICS = [
  'RequestCount',
  'HTTPCode_Target_5XX_Count',
  'HTTPCode_ELB_5XX_Count',
  'TargetResponseTime',
] as const;

/** One metric of `LOAD_BALANCER_METRICS` for one load balancer, by the end of its ARN: `app/<name>/<ID>`. */
export const loadBalancerMetric = (
  name: (typeof LOAD_BALANCER_METRICS)[number],
  loadBalancer: string,
): CloudWatchMetric => ({ namespace: 'AWS/ApplicationELB', name, dimensions: { LoadBalancer: loadBalancer } });

/** Metrics of the targets of a load balancer, by target group (same page). */
export const TARGET_GROUP_METRICS = ['HealthyHostCount', 'UnHealthyHostCount'] as const;

/**
 * What Application Signals measures of an objective: the share of good events in its window, in percent.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-ServiceLevelObjectives.html
 */
export const SLO_METRICS = ['AttainmentRate'] as const;

/** One metric of `SLO_METRICS` for one objective. */
export const sloMetric = (name: (typeof SLO_METRICS)[number], sloName: string): CloudWatchMetric => ({
  namespace: 'AWS/ApplicationSignals',
  name,
  dimensions: { SloName: sloName },
});

/** Metrics of an ECS service; the number of samples of one in a minute is the number of tasks. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html */
export const ECS_METRICS = ['CPUUtilization', 'MemoryUtilization'] as const;

/** One metric of `ECS_METRICS` for a service. */
export const ecsMetric = (name: (typeof ECS_METRICS)[number], cluster: string, service: string): CloudWatchMetric => ({
  namespace: 'AWS/ECS',
  name,
  dimensions: { ClusterName: cluster, ServiceName: service },
});

/** Namespace of the metrics that the CloudWatch agent derives from Prometheus metrics: what the dashboards read that CloudWatch has ready. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-metrics.html */
export const AGENT_NAMESPACE = 'ContainerInsights/Prometheus';
