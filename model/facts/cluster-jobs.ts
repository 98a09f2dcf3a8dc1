import { FLUENT_BIT_METRICS_PATH } from './stack-metrics';
import { copy, notEnded, POD, type RelabelRule, type ScrapeJob } from './scraping';

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

/** Name of the job of the log agents. */
export const LOG_AGENTS_JOB = 'log-agents';

/** Where the Fluent Bit DaemonSet is. */
export interface LogAgents {
  /** Its namespace: who may create pods there can speak for the agents. */
  readonly namespace: string;
  /** Port of its HTTP server. */
  readonly port: number;
}

/** The log agents, by namespace, container and port. Not by annotation: then any pod could be in this job, and speak for them. */
export const logAgents = ({ namespace, port }: LogAgents): ScrapeJob => ({
  name: LOG_AGENTS_JOB,
  description: 'The log agents of EC2 nodes.',
  role: 'pod',
  metricsPath: FLUENT_BIT_METRICS_PATH,
  own: true,
  onNodes: true,
  ports: [port],
  relabelings: [
    {
      action: 'keep',
      sourceLabels: ['__meta_kubernetes_namespace', `${POD}_container_name`, `${POD}_container_port_number`],
      regex: [namespace, 'fluent-bit', port].join(';'),
    },
    notEnded,
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy(`${POD}_name`, 'pod'),
    copy(`${POD}_node_name`, 'node'),
  ],
});
