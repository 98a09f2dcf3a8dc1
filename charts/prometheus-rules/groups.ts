import type { StackMetric } from '../../model/facts/stack-metrics';
import type { AlertingRule, RuleGroup } from './rules';
import { sloRules } from './slo';

/** What the rules of an environment depend on. */
export interface RuleSettings {
  /** Value of the label `cluster`: a workspace may hold the metrics of many. */
  readonly cluster: string;
  /** Fluent Bit runs on EC2 nodes. */
  readonly fluentBit: boolean;
  /** Time between two scrapes, in seconds. */
  readonly scrapeIntervalSeconds: number;
}

/** Every rule group of an environment: the stack watches itself, and says when it can no longer. */
export function ruleGroups(settings: RuleSettings): RuleGroup[] {
  const of: Selector = (metric, matcher) =>
    `${metric}{${[`cluster="${settings.cluster}"`, matcher].filter(Boolean).join(',')}}`;
  // Sums over pods lose the label, and one Alertmanager may hear many clusters.
  const alerts = (rules: AlertingRule[]) =>
    rules.map((rule) => ({ ...rule, labels: { ...rule.labels, cluster: settings.cluster } }));
  return [
    { name: 'collection', rules: alerts(collection(of, settings)) },
    { name: 'metrics-delivery', rules: alerts(metricsDelivery(of)) },
    ...(settings.fluentBit
      ? [
          { name: 'log-delivery', rules: alerts(logDelivery(of)) },
          { name: 'log-delivery-slo', rules: logDeliverySlo(of, settings.cluster) },
        ]
      : []),
  ];
}

/** The series of a metric that belong to the cluster. */
type Selector = (metric: StackMetric, matcher?: string) => string;

const alert = (
  name: string,
  severity: AlertingRule['labels']['severity'],
  rule: { expr: string; for?: string; summary: string; description: string },
): AlertingRule => ({
  alert: name,
  expr: rule.expr,
  ...(rule.for && { for: rule.for }),
  labels: { severity },
  annotations: { summary: rule.summary, description: rule.description },
});

const collection = (of: Selector, { scrapeIntervalSeconds }: RuleSettings): AlertingRule[] => [
  alert('Watchdog', 'none', {
    expr: 'vector(1)',
    summary: 'Alerting works',
    description: 'Always firing: who receives it knows that alerts arrive, and raises the alarm when it stops.',
  }),
  alert('NoMetricsFromCluster', 'page', {
    // `up` of the collector itself: written by every scrape, so its absence means that nothing arrives.
    expr: `absent(${of('up', 'job="alloy"')})`,
    for: `${Math.max(300, 5 * scrapeIntervalSeconds)}s`,
    summary: 'No metrics arrive from the cluster',
    description:
      'Alloy is down, or cannot write to the workspace. Look at its pods and at prometheus_remote_storage_* in its logs.',
  }),
  alert('ScrapeTargetDown', 'ticket', {
    expr: `${of('up')} == 0`,
    for: '15m',
    summary: 'A scrape target of job {{ $labels.job }} is down',
    description:
      '{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.instance }}) has not answered for 15 minutes, or gave more than the sample limit.',
  }),
];

const metricsDelivery = (of: Selector): AlertingRule[] => [
  alert('AlloySamplesDropped', 'page', {
    expr: `sum by (pod) (rate(${of('prometheus_remote_storage_samples_failed_total')}[5m])) > 0`,
    for: '15m',
    summary: 'Alloy loses samples',
    description:
      '{{ $labels.pod }} gives samples up: the workspace refuses them (limits, age) or the role may not write.',
  }),
  alert('AlloyRemoteWriteBehind', 'ticket', {
    expr: [
      `max by (pod) (${of('prometheus_remote_storage_queue_highest_timestamp_seconds')})`,
      `- max by (pod) (${of('prometheus_remote_storage_queue_highest_sent_timestamp_seconds')})`,
      '> 120',
    ].join('\n'),
    for: '15m',
    summary: 'Alloy is more than two minutes behind',
    description: '{{ $labels.pod }} sends slower than it scrapes: throttling by the workspace, or too few shards.',
  }),
  alert('AlloyComponentUnhealthy', 'ticket', {
    expr: `sum by (pod) (${of('alloy_component_controller_running_components', 'health_type!="healthy"')}) > 0`,
    for: '15m',
    summary: 'A component of Alloy is unhealthy',
    description: 'Open the UI of {{ $labels.pod }} (port-forward to its http port) to see which one and why.',
  }),
];

const logDelivery = (of: Selector): AlertingRule[] => [
  alert('FluentBitDroppingLogs', 'page', {
    expr: `sum by (pod, name) (increase(${of('fluentbit_output_dropped_records_total')}[15m])) > 0`,
    summary: 'Fluent Bit loses log records',
    description:
      'Output {{ $labels.name }} of {{ $labels.pod }} dropped records: its disk buffer is full, or CloudWatch refuses them for good.',
  }),
  alert('FluentBitRetriesExhausted', 'page', {
    expr: `sum by (pod, name) (increase(${of('fluentbit_output_retries_failed_total')}[15m])) > 0`,
    summary: 'Fluent Bit gave up on a chunk of logs',
    description:
      'Output {{ $labels.name }} of {{ $labels.pod }}: role, log group or network; the log of the pod has the answer of AWS.',
  }),
  alert('FluentBitOutputStalled', 'page', {
    expr: [
      // Each output by itself: a log group that is refused must not hide behind those that are not.
      `sum by (pod, name) (rate(${of('fluentbit_output_retries_total')}[15m])) > 0`,
      `unless sum by (pod, name) (rate(${of('fluentbit_output_proc_records_total')}[15m])) > 0`,
    ].join('\n'),
    for: '15m',
    summary: 'An output of Fluent Bit tries again and again, and ships nothing',
    description:
      'Output {{ $labels.name }} of {{ $labels.pod }} buffers on disk until its destination answers; nothing is lost yet. The log of the pod has the answer.',
  }),
];

const logDeliverySlo = (of: Selector, cluster: string) =>
  sloRules({
    name: 'log-delivery',
    cluster,
    objectivePercent: 99.9,
    errorRatio: (window) => {
      const rate = (metric: StackMetric) => `sum(rate(${of(metric)}[${window}]))`;
      const dropped = rate('fluentbit_output_dropped_records_total');
      return `${dropped}\n/ (${rate('fluentbit_output_proc_records_total')} + ${dropped})`;
    },
    summary: 'Too many log records are lost',
    description:
      'The error budget of log delivery (99.9 % of records in 30 days) is burning. Look at FluentBitDroppingLogs first.',
  });
