import { KUBE_STATE_METRICS, KUBE_STATE_METRICS_PORTS } from './kube-state-metrics';
import { NODE_EXPORTER, NODE_EXPORTER_PORT } from './node-exporter';
import { copy, notEnded, POD, type RelabelRule, type ScrapeJob } from './scraping';
import { FLUENT_BIT_METRICS_PATH } from './stack-metrics';

const NODE = '__meta_kubernetes_node';

/** Fargate's kubelets are not reachable from pods. https://docs.aws.amazon.com/eks/latest/userguide/fargate.html */
const kubeletRelabelings: RelabelRule[] = [
  { action: 'drop', sourceLabels: [`${NODE}_label_eks_amazonaws_com_compute_type`], regex: 'fargate' },
  copy(`${NODE}_name`, 'node'),
];

/** The kubelets themselves. https://kubernetes.io/docs/reference/instrumentation/metrics/ */
export const kubelet: ScrapeJob = {
  name: 'kubelet',
  description: 'The kubelets of EC2 nodes.',
  role: 'node',
  scheme: 'https',
  kubelet: true,
  relabelings: [...kubeletRelabelings, copy(`${NODE}_label_kubernetes_io_os`, 'os')],
};

/** The containers, by the cAdvisor in each kubelet. https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md */
export const cadvisor: ScrapeJob = {
  name: 'cadvisor',
  description: 'The containers of EC2 nodes, as their kubelets see them.',
  role: 'node',
  scheme: 'https',
  metricsPath: '/metrics/cadvisor',
  kubelet: true,
  trackTimestampsStaleness: true,
  relabelings: kubeletRelabelings,
  metricRelabelings: [
    // System slices: neither a pod nor the whole node.
    { action: 'drop', sourceLabels: ['id', 'pod'], regex: '/.+;' },
    // The sum over a pod, which would be counted twice with its containers. Network metrics exist only per pod.
    {
      action: 'drop',
      sourceLabels: ['__name__', 'pod', 'container'],
      regex: 'container_(cpu|fs|memory|oom|spec|start)_.*;.+;',
    },
  ],
};

/** Where pods of the stack are. */
export interface Place {
  /** Their namespace: who may create pods there can speak for them. */
  readonly namespace: string;
}

/** Pods of the stack, by namespace, container and port. Not by annotation: then any pod could be in the job, and speak for them. */
const ownPods = (namespace: string, container: string, port: number): RelabelRule => ({
  action: 'keep',
  sourceLabels: ['__meta_kubernetes_namespace', `${POD}_container_name`, `${POD}_container_port_number`],
  regex: [namespace, container, port].join(';'),
});

/** What pods of the stack say of themselves belongs to pod and node. */
const ofThemselves: RelabelRule[] = [
  copy('__meta_kubernetes_namespace', 'namespace'),
  copy(`${POD}_name`, 'pod'),
  copy(`${POD}_node_name`, 'node'),
];

/**
 * The state of the cluster. Its series are about other pods: without a label `namespace` or `pod` of its own theirs keep their
 * names, and with a constant `instance` they outlive its pod.
 */
export const kubeStateMetrics = ({ namespace }: Place): ScrapeJob => ({
  name: KUBE_STATE_METRICS,
  description: 'The state of workloads, pods and nodes.',
  role: 'pod',
  own: true,
  ports: [KUBE_STATE_METRICS_PORTS.metrics],
  relabelings: [
    ownPods(namespace, KUBE_STATE_METRICS, KUBE_STATE_METRICS_PORTS.metrics),
    notEnded,
    { targetLabel: 'instance', replacement: KUBE_STATE_METRICS },
  ],
});

/** The kernels of EC2 nodes. */
export const nodeExporter = ({ namespace }: Place): ScrapeJob => ({
  name: NODE_EXPORTER,
  description: 'Memory, disks and clocks of EC2 nodes.',
  role: 'pod',
  own: true,
  ports: [NODE_EXPORTER_PORT],
  relabelings: [ownPods(namespace, NODE_EXPORTER, NODE_EXPORTER_PORT), notEnded, ...ofThemselves],
});

/** Name of the job of the log agents. */
export const LOG_AGENTS_JOB = 'log-agents';

/** Where the Fluent Bit DaemonSet is. */
export interface LogAgents extends Place {
  /** Port of its HTTP server. */
  readonly port: number;
}

/** The log agents. */
export const logAgents = ({ namespace, port }: LogAgents): ScrapeJob => ({
  name: LOG_AGENTS_JOB,
  description: 'The log agents of EC2 nodes.',
  role: 'pod',
  metricsPath: FLUENT_BIT_METRICS_PATH,
  own: true,
  onNodes: true,
  ports: [port],
  relabelings: [ownPods(namespace, 'fluent-bit', port), notEnded, ...ofThemselves],
});
