import type { Alert, Area } from '../alert';
import type { Rule } from '../rules';
import { type RuleSettings, type Series, series } from '../series';
import { MANY, missingSeconds } from './absence';

/** The log agents: one that is missing writes nothing, not even that it is missing. So nodes say how many there must be. */
export function logAgents(settings: RuleSettings): Area {
  const of = series(settings);
  return {
    name: 'log-agents',
    recordings: recordings(settings, of),
    alerts: [...absence(of), ...silence(of), ...loss(of), ...backlog(of)],
  };
}

/** Series that alerts and panels share. */
const MISSING = 'node:log_agent_missing:seconds15m';
const READ = 'pod:log_agent_read:rate10m';
const SHIPPED = 'pod:log_agent_shipped:rate10m';

function recordings({ cluster, scrapeIntervalSeconds }: RuleSettings, { logAgents, nodes }: Series): Rule[] {
  const rate = (metric: Parameters<Series['logAgents']>[0]) => `sum by (node, pod) (rate(${logAgents(metric)}[10m]))`;
  return [
    {
      record: MISSING,
      expr: missingSeconds(nodes, logAgents('up'), scrapeIntervalSeconds),
      labels: { cluster },
    },
    {
      record: READ,
      // Records are counted before filters, and some of them are left out on purpose.
      expr: `${rate('fluentbit_input_records_total')}\n- ${rate('fluentbit_filter_drop_records_total')}`,
      labels: { cluster },
    },
    { record: SHIPPED, expr: rate('fluentbit_output_proc_records_total'), labels: { cluster } },
  ];
}

function absence({ nodes, recorded }: Series): Alert[] {
  const missing = `${recorded(MISSING)} > 300 and on (node) ${nodes}`;
  return [
    {
      name: 'NoNodesKnown',
      severity: 'critical',
      expr: `absent(${nodes})`,
      for: '15m',
      summary: 'No node of the cluster is known',
      description:
        'Alloy finds no kubelet, so nobody knows where log agents are missing: it may not list nodes, or there are none.',
      runbook: 'no-nodes-known',
    },
    {
      name: 'FluentBitMissingOnManyNodes',
      severity: 'critical',
      expr: `count(${missing})\n/ count(${nodes}) >= ${MANY}`,
      for: '5m',
      summary: 'No logs are collected on a quarter of the nodes or more',
      description:
        'Fluent Bit does not run there, or restarts again and again. Lines are lost once kubelets rotate their files away. Look at the DaemonSet fluent-bit and its pods.',
      runbook: 'fluent-bit-missing',
      supersedes: ['FluentBitMissing'],
    },
    {
      name: 'FluentBitMissing',
      severity: 'warning',
      expr: missing,
      summary: 'No logs are collected on node {{ $labels.node }}',
      description:
        'Fluent Bit was down there for {{ $value | humanizeDuration }} of the last 15 minutes. Lines are lost once the kubelet rotates their files away.',
      runbook: 'fluent-bit-missing',
    },
  ];
}

function silence({ logAgents, recorded }: Series): Alert[] {
  const nothing = `${recorded(READ)} > 0.001 unless on (node, pod) ${recorded(SHIPPED)} > 0`;
  return [
    {
      name: 'FluentBitShipsNothingOnManyNodes',
      severity: 'critical',
      expr: `count(${nothing})\n/ count(${recorded(READ)}) >= ${MANY}`,
      for: '5m',
      summary: 'A quarter of the log agents or more ship nothing',
      description:
        'They read lines and deliver none: CloudWatch does not answer, or the role may not write. Lines wait on the disks of the nodes; the log of a pod has the answer.',
      runbook: 'fluent-bit-ships-nothing',
      supersedes: ['FluentBitShipsNothing', 'FluentBitOutputStalled'],
    },
    {
      name: 'FluentBitShipsNothing',
      severity: 'warning',
      expr: nothing,
      for: '5m',
      summary: 'The log agent {{ $labels.pod }} reads lines and ships none',
      description: 'On node {{ $labels.node }} lines wait on disk. The log of the pod says why.',
      runbook: 'fluent-bit-ships-nothing',
    },
    {
      name: 'FluentBitOutputStalled',
      severity: 'warning',
      expr: [
        // Each output by itself: a log group that is refused must not hide behind those that are not.
        `sum by (pod, name) (rate(${logAgents('fluentbit_output_retries_total')}[15m])) > 0`,
        `unless sum by (pod, name) (rate(${logAgents('fluentbit_output_proc_records_total')}[15m])) > 0`,
      ].join('\n'),
      for: '15m',
      summary: 'An output of Fluent Bit tries again and again, and ships nothing',
      description:
        'Output {{ $labels.name }} of {{ $labels.pod }} buffers on disk until its destination answers; nothing is lost yet. The log of the pod has the answer.',
      runbook: 'fluent-bit-output-stalled',
    },
  ];
}

/** The objective of log delivery says when losses are too many; these say where they are. */
const loss = ({ logAgents }: Series): Alert[] => [
  {
    name: 'FluentBitDroppingLogs',
    severity: 'warning',
    expr: `sum by (pod, name) (increase(${logAgents('fluentbit_output_dropped_records_total')}[15m])) > 0`,
    summary: 'Fluent Bit loses log records',
    description:
      'Output {{ $labels.name }} of {{ $labels.pod }} dropped records: its disk buffer is full, or CloudWatch refuses them for good.',
    runbook: 'fluent-bit-dropping-logs',
  },
  {
    name: 'FluentBitRetriesExhausted',
    severity: 'warning',
    expr: `sum by (pod, name) (increase(${logAgents('fluentbit_output_retries_failed_total')}[15m])) > 0`,
    summary: 'Fluent Bit gave up on a chunk of logs',
    description:
      'Output {{ $labels.name }} of {{ $labels.pod }}: role, log group or network; the log of the pod has the answer of AWS.',
    runbook: 'fluent-bit-retries-exhausted',
  },
];

function backlog({ logAgents }: Series): Alert[] {
  const free = logAgents('fluentbit_output_chunk_available_capacity_percent');
  return [
    {
      name: 'FluentBitBufferFilling',
      severity: 'critical',
      expr: `${free} < 25\nor (${free} < 75 and predict_linear(${free}[30m], 3600) < 0)`,
      for: '5m',
      summary: 'The buffer of an output of Fluent Bit is nearly full',
      description:
        'Output {{ $labels.name }} of {{ $labels.pod }} has {{ $value | humanize }} % of its disk left. When it is full the oldest lines are dropped.',
      runbook: 'fluent-bit-buffer-filling',
      supersedes: ['FluentBitBacklogGrowing'],
    },
    {
      name: 'FluentBitBacklogGrowing',
      severity: 'warning',
      // Slow and steady: by more than a hundredth of the disk an hour.
      expr: `${free} < 95 and deriv(${free}[1h]) * 3600 < -1`,
      for: '1h',
      summary: 'The backlog of an output of Fluent Bit grows for hours',
      description:
        'Output {{ $labels.name }} of {{ $labels.pod }} ships slower than it reads, with {{ $value | humanize }} % of its disk left: CloudWatch throttles, or somebody logs too much.',
      runbook: 'fluent-bit-backlog-growing',
    },
  ];
}
