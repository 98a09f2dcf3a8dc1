import type { MetricAlarmSpec, MetricAlarmSpecMetrics } from '../../imports/cloudwatch.services.k8s.aws';
import type { MetricStatistic } from '../../model/facts/cloudwatch-metrics';
import type { Severity } from '../../model/facts/severities';
import { type RunbookBase, runbookUrl } from '../../model/names/runbooks';

/** An alarm, in CloudWatch's words. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export interface Alarm {
  /** Name of the object, and the end of the alarm's name. */
  readonly id: string;
  /** How urgent it is: the first word of its description in CloudWatch. */
  readonly severity: Severity;
  /** What happened and what to look at, for who is woken by it. */
  readonly description: string;
  /** Page of docs/runbooks/ that says what to do: its name without path and ending. */
  readonly runbook: string;
  /** Series by ID (a lower-case letter, then letters and digits); the expression names them. Empty where it is a query. */
  readonly metrics: Readonly<Record<string, MetricStatistic>>;
  /**
   * Metric math over the IDs, or a query: of its series each is in alarm by itself, and is named in a notification of its own.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/multi-time-series-alarm.html
   * @default - the only series
   */
  readonly expression?: string;
  /** Length of a period, in seconds. */
  readonly periodSeconds: number;
  /** Periods looked at, and how many of them must be bad. */
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
  /** A deployment of the ECS service during which it is in alarm is rolled back. @default - false */
  readonly endsDeployments?: boolean;
  /** When the expression is bad: against a number, or outside of an anomaly band. */
  readonly bad:
    | { readonly when: 'above' | 'below'; readonly threshold: number }
    | { readonly when: 'above-band'; readonly deviations: number };
}

/** Characters of a description. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MOST_CHARACTERS = 1024;

/** Severity first, the link to the runbook last; of what is too long the end of the words goes, never the link. */
function describe({ severity, description, runbook }: Alarm, runbooks: RunbookBase): string {
  const url = runbookUrl(runbooks, runbook);
  const link = url ? ` Runbook: ${url}` : '';
  const words = `${severity}: ${description}`;
  const room = MOST_CHARACTERS - link.length;
  return (words.length > room ? `${words.slice(0, room - 1)}…` : words) + link;
}

const OPERATORS = { above: 'GreaterThanThreshold', below: 'LessThanThreshold' } as const;

/** ACK's spec of an alarm, without its name and notifications. Only the metrics that are compared return data: a value, or a value and its band. */
export function alarmSpec(alarm: Alarm, runbooks: RunbookBase): Omit<MetricAlarmSpec, 'name'> {
  const { bad, expression } = alarm;
  const series = Object.entries(alarm.metrics);
  const [[only = ''] = []] = series;
  const compared = expression ? 'value' : only;
  return {
    alarmDescription: describe(alarm, runbooks),
    metrics: [
      ...series.map(([id, metric]) => metricStat(id, metric, alarm.periodSeconds, id === compared)),
      ...(expression
        ? [
            {
              id: compared,
              expression,
              // The series of a query have names and no period of their own.
              ...(series.length === 0 ? { period: alarm.periodSeconds } : { label: alarm.id }),
              returnData: true,
            },
          ]
        : []),
      ...(bad.when === 'above-band'
        ? [
            {
              id: 'band',
              expression: `ANOMALY_DETECTION_BAND(${compared}, ${bad.deviations})`,
              label: 'expected',
              returnData: true,
            },
          ]
        : []),
    ],
    ...(bad.when === 'above-band'
      ? { comparisonOperator: 'GreaterThanUpperThreshold', thresholdMetricId: 'band' }
      : { comparisonOperator: OPERATORS[bad.when], threshold: bad.threshold }),
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm: alarm.datapointsToAlarm,
    treatMissingData: alarm.treatMissingData,
  };
}

function metricStat(
  id: string,
  { metric, stat }: MetricStatistic,
  period: number,
  returnData: boolean,
): MetricAlarmSpecMetrics {
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => ({ name, value }));
  return {
    id,
    metricStat: {
      metric: {
        namespace: metric.namespace,
        metricName: metric.name,
        dimensions: dimensions.length > 0 ? dimensions : undefined,
      },
      period,
      stat,
    },
    returnData,
  };
}
