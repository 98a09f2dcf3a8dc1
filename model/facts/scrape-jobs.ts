import {
  cadvisor,
  kubelet,
  kubeStateMetrics,
  type LogAgents,
  logAgents,
  nodeExporter,
  type Place,
} from './cluster-jobs';
import { keptBy } from './kept-metrics';
import { copy, notEnded, POD, type RelabelRule, type ScrapeJob } from './scraping';

const SERVICE = '__meta_kubernetes_service';
const SLICE = '__meta_kubernetes_endpointslice';

/** Meta label of an annotation `prometheus.io/<key>`. */
const annotation = (object: typeof POD | typeof SERVICE, key: 'scrape' | 'scheme' | 'path' | 'port'): string =>
  `${object}_annotation_prometheus_io_${key}`;

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

/** What the scrape jobs of a cluster depend on. */
export interface JobSettings {
  /** The log agents of EC2 nodes, whose kubelets pods can reach. @default - the cluster has Fargate alone */
  readonly onNodes?: LogAgents;
  /** kube-state-metrics. @default - it is off */
  readonly kubeStateMetrics?: Place;
  /** node_exporter. @default - it is off, or the cluster has Fargate alone */
  readonly nodeExporter?: Place;
  /** Metrics that rules and panels read, or that the overlay asks for: the jobs of the cluster and of the stack keep no others. */
  readonly wanted: readonly string[];
}

/** Every scrape job of a cluster. */
export const scrapeJobs = (settings: JobSettings): ScrapeJob[] => [
  annotatedPods,
  annotatedServices,
  ...keepingJobs(settings),
];

/** Those that keep what is wanted of them, and nothing else. */
const keepingJobs = ({
  onNodes,
  kubeStateMetrics: states,
  nodeExporter: kernels,
  wanted,
}: JobSettings): ScrapeJob[] => [
  ...(onNodes
    ? [
        { ...logAgents(onNodes), keepMetrics: keptBy('log-agents', wanted) },
        { ...kubelet, keepMetrics: keptBy('kubelet', wanted) },
        { ...cadvisor, keepMetrics: keptBy('cadvisor', wanted) },
      ]
    : []),
  ...(states ? [{ ...kubeStateMetrics(states), keepMetrics: keptBy('kube-state-metrics', wanted) }] : []),
  ...(kernels ? [{ ...nodeExporter(kernels), keepMetrics: keptBy('node-exporter', wanted) }] : []),
];
