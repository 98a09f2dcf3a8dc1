import { FLUENT_BIT_BUFFER_METRICS, FLUENT_BIT_METRICS, FLUENT_BIT_METRICS_PATH } from './stack-metrics';

/**
 * Scrape jobs as data, in the terms of Prometheus: discovery, filters, labels. Each metric agent renders
 * them in its own language (Alloy blocks, Prometheus YAML).
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
export interface RelabelRule {
  /** @default replace */
  readonly action?: 'replace' | 'keep' | 'drop' | 'keepequal' | 'labelmap' | 'labeldrop' | 'labelkeep';
  readonly sourceLabels?: readonly string[];
  /** RE2, anchored at both ends. @default (.*) */
  readonly regex?: string;
  /** @default ; */
  readonly separator?: string;
  readonly targetLabel?: string;
  /** @default $1 */
  readonly replacement?: string;
}

/** One job of Prometheus, for whichever agent runs it. */
export interface ScrapeJob {
  /** `job` label of its series; DNS-label characters. */
  readonly name: string;
  /** What it scrapes, in one line; becomes a comment in the configuration. @default - no comment */
  readonly description?: string;
  /** What Kubernetes service discovery lists. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config */
  readonly role: 'pod' | 'endpointslice' | 'node';
  /** @default http */
  readonly scheme?: 'http' | 'https';
  /** @default /metrics */
  readonly metricsPath?: string;
  /**
   * The targets are kubelets. The agent authenticates with its service account token and verifies them with the cluster's CA.
   * The limits for applications do not apply (the number of samples grows with the pods of the node).
   * @default false
   */
  readonly kubelet?: boolean;
  /**
   * The targets are pods of the stack. The jobs of applications have limits, above which the whole job fails; these have none, so
   * that no application can blind them. @default false
   */
  readonly own?: boolean;
  /**
   * Mark series as stale although the target sets its own timestamps (cAdvisor does). Otherwise the series of a removed container
   * stay for five minutes. @default false
   */
  readonly trackTimestampsStaleness?: boolean;
  /** Ports of its targets. @default - any: annotations name them */
  readonly ports?: readonly number[];
  /** Its targets are pods that use the network of their node. @default false */
  readonly onNodes?: boolean;
  /** Applied to targets before a scrape. */
  readonly relabelings: readonly RelabelRule[];
  /** Names of the metrics that are kept, each RE2 of the whole name; the others are dropped after the scrape. @default - all */
  readonly keepMetrics?: readonly string[];
  /** Applied to samples after a scrape, and after `keepMetrics`. */
  readonly metricRelabelings?: readonly RelabelRule[];
}

/** Meta labels of Kubernetes service discovery. */
const POD = '__meta_kubernetes_pod';
const SERVICE = '__meta_kubernetes_service';
const SLICE = '__meta_kubernetes_endpointslice';
const NODE = '__meta_kubernetes_node';

/** Meta label of an annotation `prometheus.io/<key>`. */
const annotation = (object: typeof POD | typeof SERVICE, key: 'scrape' | 'scheme' | 'path' | 'port'): string =>
  `${object}_annotation_prometheus_io_${key}`;

/** A label copied as it is. */
const copy = (sourceLabel: string, targetLabel: string): RelabelRule => ({ sourceLabels: [sourceLabel], targetLabel });

/** A label from the first of several that is not empty. */
const firstOf = (sourceLabels: readonly string[], targetLabel: string): RelabelRule => ({
  sourceLabels,
  regex: ';*([^;]+)(;.*)?',
  targetLabel,
});

/** Keeps a target whose port is annotated, or that is a declared TCP port. */
const withPort = (annotated: string, declared: string, protocol: string): RelabelRule => ({
  action: 'keep',
  sourceLabels: [annotated, declared, protocol],
  regex: '[0-9]+;.*|.*;[0-9]+;TCP',
});

/** Completed pods keep their object but lose their IP address. */
export const notEnded: RelabelRule = { action: 'drop', sourceLabels: [`${POD}_phase`], regex: 'Failed|Succeeded' };

/** Scheme and path as the object's annotations say. */
const schemeAndPath = (object: typeof POD | typeof SERVICE): RelabelRule[] => [
  { sourceLabels: [annotation(object, 'scheme')], regex: '(https?)', targetLabel: '__scheme__' },
  { sourceLabels: [annotation(object, 'path')], regex: '(.+)', targetLabel: '__metrics_path__' },
];

/** Labels of a pod that name its application, the most common convention first. */
const APP_LABELS = ['app_kubernetes_io_name', 'app', 'k8s_app'];
const appLabels = (object: typeof POD | typeof SERVICE): string[] =>
  APP_LABELS.map((label) => `${object}_label_${label}`);

/**
 * Pods annotated `prometheus.io/scrape: "true"`: at the annotated port, or else at every TCP port that their containers
 * declare. Discovery lists a pod once for each port and container; there is no label `container`, so that with an annotated
 * port all of them become one and the same target.
 */
export const annotatedPods: ScrapeJob = {
  name: 'kubernetes-pods',
  description: 'Pods that are annotated prometheus.io/scrape: "true".',
  role: 'pod',
  relabelings: [
    { action: 'keep', sourceLabels: [annotation(POD, 'scrape')], regex: 'true' },
    notEnded,
    withPort(annotation(POD, 'port'), `${POD}_container_port_number`, `${POD}_container_port_protocol`),
    {
      sourceLabels: [annotation(POD, 'port'), `${POD}_ip`],
      regex: '([0-9]+);([0-9.]+)',
      targetLabel: '__address__',
      replacement: '$2:$1',
    },
    {
      sourceLabels: [annotation(POD, 'port'), `${POD}_ip`],
      // No ";" in the address: otherwise a part of the annotation would be taken for a port.
      regex: '([0-9]+);([0-9a-fA-F:.]+:[0-9a-fA-F:.]*)',
      targetLabel: '__address__',
      replacement: '[$2]:$1',
    },
    ...schemeAndPath(POD),
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy(`${POD}_name`, 'pod'),
    copy(`${POD}_node_name`, 'node'),
    firstOf(appLabels(POD), 'app'),
  ],
};

/**
 * Endpoints of services annotated `prometheus.io/scrape: "true"`: at the annotated port, or else at every TCP port of the
 * service. A pod's own annotations win: one that is annotated itself belongs to the job above. There is no label `service`, so
 * that a pod behind two annotated services is one target.
 */
export const annotatedServices: ScrapeJob = {
  name: 'kubernetes-services',
  description:
    'Endpoints of services that are annotated so; pods that are annotated themselves are left to the job above.',
  role: 'endpointslice',
  relabelings: [
    { action: 'keep', sourceLabels: [annotation(SERVICE, 'scrape')], regex: 'true' },
    notEnded,
    // Discovery also returns pod ports that are not ports of the service.
    { action: 'keep', sourceLabels: [`${SLICE}_port`], regex: '[0-9]+' },
    withPort(annotation(SERVICE, 'port'), `${SLICE}_port`, `${SLICE}_port_protocol`),
    { action: 'drop', sourceLabels: [annotation(POD, 'scrape')], regex: 'true' },
    {
      sourceLabels: ['__address__', annotation(SERVICE, 'port')],
      regex: '([^;]+):[0-9]+;([0-9]+)',
      targetLabel: '__address__',
      replacement: '$1:$2',
    },
    ...schemeAndPath(SERVICE),
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy(`${POD}_name`, 'pod'),
    copy(`${SLICE}_endpoint_node_name`, 'node'),
    firstOf([...appLabels(POD), ...appLabels(SERVICE), `${SERVICE}_name`], 'app'),
  ],
};

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
  keepMetrics: [
    'kubelet_certificate_manager_client_ttl_seconds',
    'kubelet_certificate_manager_server_ttl_seconds',
    'kubelet_evictions',
    'kubelet_node_name',
    'kubelet_pleg_relist_duration_seconds_(bucket|count|sum)',
    'kubelet_pod_start_duration_seconds_(bucket|count|sum)',
    'kubelet_running_containers',
    'kubelet_running_pods',
    'kubelet_runtime_operations_errors_total',
    'kubelet_runtime_operations_total',
    'kubelet_server_expiration_renew_errors',
    'kubelet_volume_stats_(available|capacity|used)_bytes',
    'kubelet_volume_stats_inodes(_free|_used)?',
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'process_start_time_seconds',
    'rest_client_requests_total',
    'volume_manager_total_volumes',
  ],
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
  keepMetrics: [
    'container_cpu_cfs_(throttled_)?periods_total',
    'container_cpu_usage_seconds_total',
    'container_fs_(reads|writes)_(bytes_)?total',
    'container_memory_(cache|rss|swap|usage_bytes|working_set_bytes)',
    'container_network_(receive|transmit)_(bytes|errors|packets|packets_dropped)_total',
    'container_oom_events_total',
    'container_spec_cpu_(period|quota)',
    'container_spec_memory_limit_bytes',
    'container_start_time_seconds',
    'machine_cpu_cores',
    'machine_memory_bytes',
  ],
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
  keepMetrics: [...FLUENT_BIT_METRICS, ...FLUENT_BIT_BUFFER_METRICS],
});

/** Every scrape job of a cluster. Kubelets that pods can reach, and log agents, are on EC2 nodes only. */
export const scrapeJobs = (onNodes: LogAgents | undefined): ScrapeJob[] => [
  annotatedPods,
  annotatedServices,
  ...(onNodes ? [logAgents(onNodes), kubelet, cadvisor] : []),
];
