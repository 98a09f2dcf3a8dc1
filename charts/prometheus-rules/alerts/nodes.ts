import type { ClusterMetricName } from '../../../model/facts/cluster-metrics';
import type { Alert, Area } from '../alert';
import { type RuleSettings, type Series, series } from '../series';
import { MANY, missingSeconds } from './absence';

/** The EC2 nodes, and what they do to the pods on them. */
export function nodes(settings: RuleSettings): Area {
  const of = series(settings);
  const { cluster, kubeStateMetrics, nodeExporter } = settings;
  return {
    name: 'nodes',
    recordings: nodeExporter ? [{ record: FREE, expr: free(of), labels: { cluster } }] : [],
    alerts: [
      ...(kubeStateMetrics ? conditions(of) : []),
      ...(nodeExporter ? [missing(of, settings), ...filesystems(of), clock(of)] : []),
      certificate(of),
      throttling(of),
    ],
  };
}

function conditions({ cluster }: Series): Alert[] {
  /** Those of EC2: on Fargate each pod has a node of its own, and goes with it. */
  const condition = (matcher: string) => cluster('kube_node_status_condition', `node!~"fargate-.*",${matcher}`);
  const ready = condition('condition="Ready",status="true"');
  return [
    {
      name: 'NodesNotReady',
      severity: 'critical',
      expr: `count(${ready} == 0)\n/ count(${ready}) >= ${MANY}`,
      for: '10m',
      summary: 'A quarter of the nodes or more are not ready',
      description:
        'Their kubelets do not report, or report that they cannot run pods. The pods of these nodes are started elsewhere, as far as there is room.',
      runbook: 'node-not-ready',
      supersedes: ['NodeNotReady'],
    },
    {
      name: 'NodeNotReady',
      severity: 'warning',
      expr: `max by (node) (${ready}) == 0`,
      for: '10m',
      summary: 'Node {{ $labels.node }} is not ready',
      description: 'Its kubelet does not report, or reports that it cannot run pods. Its pods are started elsewhere.',
      runbook: 'node-not-ready',
    },
    {
      name: 'NodeUnderPressure',
      severity: 'warning',
      expr: `max by (node, condition) (${condition('condition=~".+Pressure",status="true"')}) == 1`,
      for: '10m',
      summary: 'Node {{ $labels.node }} runs out of something',
      description:
        'Its kubelet reports {{ $labels.condition }} and evicts pods: memory, disk or process IDs are nearly used up.',
      runbook: 'node-under-pressure',
    },
  ];
}

const missing = ({ nodes, nodeExporter }: Series, { scrapeIntervalSeconds }: RuleSettings): Alert => ({
  name: 'NodeExporterMissing',
  severity: 'warning',
  expr: `${missingSeconds(nodes, nodeExporter, scrapeIntervalSeconds)} > 300 and on (node) ${nodes}`,
  summary: 'Nobody knows the disks and the clock of node {{ $labels.node }}',
  description:
    'node_exporter was down there for {{ $value | humanizeDuration }} of the last 15 minutes: no alert on its file systems can fire.',
  runbook: 'node-exporter-missing',
});

/** Share of a file system of a node that is free, by its device: what is mounted twice is full once. */
const FREE = 'node:filesystem_free:ratio';
const BY_DEVICE = 'min by (node, device)';

const ratio = ({ cluster }: Series, left: ClusterMetricName, all: ClusterMetricName): string =>
  `${BY_DEVICE} (\n  ${cluster(left)}\n  / ${cluster(all)}\n)`;
const free = (of: Series): string => ratio(of, 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes');

function filesystems(of: Series): Alert[] {
  const left = of.recorded(FREE);
  return [
    {
      name: 'NodeFilesystemFilling',
      severity: 'warning',
      expr: `${left} < 0.1\nor (${left} < 0.25 and predict_linear(${left}[6h], 24 * 3600) < 0)`,
      for: '15m',
      summary: 'A disk of node {{ $labels.node }} is nearly full',
      description:
        '{{ $labels.device }} has {{ $value | humanizePercentage }} left. Below 10 % the kubelet evicts pods, and log agents have no room for what waits.',
      runbook: 'node-filesystem-filling',
    },
    {
      name: 'NodeInodesFilling',
      severity: 'warning',
      expr: `${ratio(of, 'node_filesystem_files_free', 'node_filesystem_files')} < 0.05`,
      for: '15m',
      summary: 'A disk of node {{ $labels.node }} has hardly any inodes left',
      description:
        '{{ $labels.device }} has {{ $value | humanizePercentage }} of its inodes left: too many small files.',
      runbook: 'node-filesystem-filling',
    },
  ];
}

/** AWS refuses what is signed more than five minutes off. https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html */
const clock = ({ cluster }: Series): Alert => ({
  name: 'NodeClockNotSynchronised',
  severity: 'warning',
  expr: `${cluster('node_timex_sync_status')} == 0\nand ${cluster('node_timex_maxerror_seconds')} >= 16`,
  for: '10m',
  summary: 'The clock of node {{ $labels.node }} is not synchronised',
  description:
    'It drifts. When it is more than five minutes off, AWS refuses every request from this node, logs and metrics too.',
  runbook: 'node-clock-not-synchronised',
});
/** Kubelets have tokens of IAM for the API server; the certificate that they serve with they must renew. */
const certificate = ({ cluster }: Series): Alert => ({
  name: 'KubeletCertificateExpiring',
  severity: 'warning',
  expr: `${cluster('kubelet_certificate_manager_server_ttl_seconds')} < 2 * 86400`,
  for: '1h',
  summary: 'The certificate of a kubelet expires within two days',
  description:
    'Node {{ $labels.node }} has not renewed it, with {{ $value | humanizeDuration }} left. After that its metrics stop, and so do kubectl logs and exec.',
  runbook: 'kubelet-certificate-expiring',
});

const throttling = ({ cluster }: Series): Alert => {
  const periods = (metric: Parameters<Series['cluster']>[0]) =>
    `sum by (namespace, pod, container) (increase(${cluster(metric)}[15m]))`;
  return {
    name: 'ContainerThrottled',
    severity: 'info',
    expr: `${periods('container_cpu_cfs_throttled_periods_total')}\n/ ${periods('container_cpu_cfs_periods_total')} > 0.25`,
    for: '15m',
    summary: 'A container is kept waiting by its CPU limit',
    description:
      '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} was stopped in {{ $value | humanizePercentage }} of the periods of the last 15 minutes: it answers more slowly than it could.',
    runbook: 'container-throttled',
  };
};
