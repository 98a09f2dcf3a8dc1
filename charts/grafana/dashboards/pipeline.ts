import { type Series, series } from '../../common/series';
import type { Dashboard, Panel } from '../panel';
import type { DashboardSettings } from './settings';

/** The collectors themselves: what goes in and out, what waits, what is tried again, what is lost. */
export function pipeline(settings: DashboardSettings): Dashboard[] {
  if (!settings.metrics) return [];
  const of = series(settings);
  return [
    {
      uid: 'pipeline',
      title: `Log and metric pipeline (${settings.environmentName})`,
      description: 'Whether the collectors collect: read this before anything that they report.',
      panels: [...(settings.logAgents ? fluentBit(of) : []), ...alloy(of)],
    },
  ];
}

const each = (selector: string): string => `rate(${selector}[5m])`;

const fluentBit = ({ logAgents }: Series): Panel[] => [
  {
    title: 'Log records read',
    description: 'By input, over all nodes. Nothing at all: the agents read no file, or do not run.',
    runbooks: ['fluent-bit-ships-nothing'],
    view: 'graph',
    unit: 'cps',
    metrics: [{ expr: `sum by (name) (${each(logAgents('fluentbit_input_records_total'))})`, legend: '{{name}}' }],
  },
  {
    title: 'Log records shipped',
    description: 'By output. It follows what is read; an output at zero while records are read does not get through.',
    runbooks: ['fluent-bit-output-stalled'],
    view: 'graph',
    unit: 'cps',
    metrics: [
      { expr: `sum by (name) (${each(logAgents('fluentbit_output_proc_records_total'))})`, legend: '{{name}}' },
    ],
  },
  {
    title: 'Room for what waits',
    description:
      'Disk that an output has left, on the node with the least. It shrinks while CloudWatch does not take logs.',
    runbooks: ['fluent-bit-buffer-filling'],
    view: 'graph',
    unit: 'percent',
    metrics: [
      {
        expr: `min by (name) (${logAgents('fluentbit_output_chunk_available_capacity_percent')})`,
        legend: '{{name}}',
      },
    ],
  },
  {
    title: 'Log chunks tried again',
    description: 'A few are usual: CloudWatch limits requests. Steady ones: too many streams, or no right to write.',
    runbooks: ['fluent-bit-output-stalled', 'fluent-bit-retries-exhausted'],
    view: 'graph',
    unit: 'cps',
    metrics: [{ expr: `sum by (name) (${each(logAgents('fluentbit_output_retries_total'))})`, legend: '{{name}}' }],
  },
  {
    title: 'Log records lost',
    description: 'Records that an output gave up, in five minutes. Anything above zero is a loss: find the output.',
    runbooks: ['fluent-bit-dropping-logs'],
    view: 'graph',
    unit: 'short',
    metrics: [
      {
        expr: `sum by (pod, name) (increase(${logAgents('fluentbit_output_dropped_records_total')}[5m]))`,
        legend: '{{pod}} {{name}}',
      },
    ],
  },
  {
    title: 'Log records left out by the policy',
    description: 'Lines that the overlay drops or samples away. A jump: an application logs far more than it did.',
    runbooks: ['log-volume'],
    view: 'graph',
    unit: 'cps',
    metrics: [
      { expr: `sum by (name) (${each(logAgents('fluentbit_filter_drop_records_total'))})`, legend: '{{name}}' },
    ],
  },
];

const alloy = ({ alloy: of }: Series): Panel[] => [
  {
    title: 'Samples scraped and sent',
    description: 'What Alloy takes in, and what the workspace has taken. They run together.',
    runbooks: ['no-metrics-from-cluster', 'alloy-loses-samples'],
    view: 'graph',
    unit: 'cps',
    metrics: [
      { expr: `sum(${each(of('prometheus_remote_storage_samples_in_total'))})`, legend: 'scraped' },
      { expr: `sum(${each(of('prometheus_remote_storage_samples_total'))})`, legend: 'sent' },
    ],
  },
  {
    title: 'Behind',
    description:
      'How old the newest sample is that the workspace has taken, by pod. Above two minutes somebody is told.',
    runbooks: ['alloy-remote-write-behind'],
    view: 'graph',
    unit: 's',
    limits: { warning: 60, critical: 120 },
    metrics: [
      {
        expr: `max by (pod) (${of('prometheus_remote_storage_queue_highest_timestamp_seconds')})\n- max by (pod) (${of('prometheus_remote_storage_queue_highest_sent_timestamp_seconds')})`,
        legend: '{{pod}}',
      },
    ],
  },
  {
    title: 'Samples tried again and lost',
    description: 'Tried again: the workspace limits. Lost: it refuses them, or the role may not write.',
    runbooks: ['alloy-loses-samples'],
    view: 'graph',
    unit: 'cps',
    metrics: [
      { expr: `sum(${each(of('prometheus_remote_storage_samples_retried_total'))})`, legend: 'tried again' },
      { expr: `sum(${each(of('prometheus_remote_storage_samples_failed_total'))})`, legend: 'lost' },
    ],
  },
  {
    title: 'Series in the write-ahead log',
    description: 'Active series by pod: what memory and the price of the workspace follow from.',
    runbooks: ['more-series-than-estimated'],
    view: 'graph',
    unit: 'short',
    metrics: [{ expr: `sum by (pod) (${of('prometheus_remote_write_wal_storage_active_series')})`, legend: '{{pod}}' }],
  },
  {
    title: 'Connections to the workspace',
    description: 'Shards that send, and those that Alloy would like. More wanted than there are: it falls behind.',
    runbooks: ['alloy-remote-write-behind'],
    view: 'graph',
    unit: 'short',
    metrics: [
      { expr: `sum(${of('prometheus_remote_storage_shards')})`, legend: 'sending' },
      { expr: `sum(${of('prometheus_remote_storage_shards_desired')})`, legend: 'wanted' },
    ],
  },
  {
    title: 'Memory of Alloy',
    description: 'By pod. It grows with the series; near the limit of the pod it is killed and starts again.',
    runbooks: ['alloy-down'],
    view: 'graph',
    unit: 'bytes',
    metrics: [{ expr: `sum by (pod) (${of('alloy_resources_process_resident_memory_bytes')})`, legend: '{{pod}}' }],
  },
];
