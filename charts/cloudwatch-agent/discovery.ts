import { notEnded, type RelabelRule, type ScrapeJob } from '../../model/facts/scraping';

const POD = '__meta_kubernetes_pod';
const SERVICE = '__meta_kubernetes_service';

const copy = (sourceLabel: string, targetLabel: string): RelabelRule => ({ sourceLabels: [sourceLabel], targetLabel });

/**
 * Labels of a target. Few on purpose: every label is in every log event, and each further combination of values is an event
 * of its own. `pod_name` is no dimension, it says in Logs Insights which pod an event is of.
 */
const namespaceAndPod = [copy('__meta_kubernetes_namespace', 'Namespace'), copy(`${POD}_name`, 'pod_name')];

/** How a job selects its targets among all pods. */
export interface PodTargets {
  /** Container ports that give metrics; they must be declared in the pod. */
  readonly ports: readonly number[];
  /** Name of the container. @default - any */
  readonly container?: string;
  /** Label with the name of the node. @default - none */
  readonly nodeLabel?: string;
}

/**
 * Pods by a declared port of a container. The address is the one that discovery gives, so that IPv6 needs no care and a pod
 * is scraped once: the agent remembers the address that discovery gave, and takes targets that were rewritten to the same
 * address for several.
 */
export const pods = ({ ports, container, nodeLabel }: PodTargets): Pick<ScrapeJob, 'ports' | 'relabelings'> => ({
  ports,
  relabelings: [
    {
      action: 'keep',
      sourceLabels: [...(container ? [`${POD}_container_name`] : []), `${POD}_container_port_number`],
      regex: [...(container ? [container] : []), alternatives(ports)].join(';'),
    },
    notEnded,
    ...namespaceAndPod,
    ...(nodeLabel ? [copy(`${POD}_node_name`, nodeLabel)] : []),
  ],
});

/** How a job selects its targets among the endpoints of all services. */
export interface ServiceTargets {
  /** Found in the name of the service, or in its label `app.kubernetes.io/name`. */
  readonly name: string;
  /** Ports that are this workload's by convention: a service is taken by them whatever its name. */
  readonly ports: readonly number[];
}

/**
 * Endpoints of services annotated `prometheus.io/scrape: "true"`, at the annotated port, which must be a port of the service
 * or of its pods. Dimension `Service` is the name of the service, as on the dashboards that CloudWatch has ready.
 */
export const services = ({ name, ports }: ServiceTargets): RelabelRule[] => [
  { action: 'keep', sourceLabels: [`${SERVICE}_annotation_prometheus_io_scrape`], regex: 'true' },
  notEnded,
  { sourceLabels: ['__address__'], regex: '.+:([0-9]+)', targetLabel: '__tmp_port' },
  // Discovery lists a pod once for each port: only the annotated one is scraped, or all where none is annotated.
  {
    sourceLabels: [`${SERVICE}_annotation_prometheus_io_port`, '__tmp_port'],
    regex: ';*([0-9]+)(;.*)?',
    targetLabel: '__tmp_wanted_port',
  },
  { action: 'keepequal', sourceLabels: ['__tmp_port'], targetLabel: '__tmp_wanted_port' },
  {
    action: 'keep',
    sourceLabels: [`${SERVICE}_name`, `${SERVICE}_label_app_kubernetes_io_name`, '__tmp_port'],
    regex: `.*${name}.*;[^;]*;.*|.*;.*${name}.*;.*|.*;${alternatives(ports)}`,
  },
  {
    sourceLabels: [`${SERVICE}_annotation_prometheus_io_scheme`],
    regex: '(https?)',
    targetLabel: '__scheme__',
  },
  { sourceLabels: [`${SERVICE}_annotation_prometheus_io_path`], regex: '(.+)', targetLabel: '__metrics_path__' },
  ...namespaceAndPod,
  copy(`${SERVICE}_name`, 'Service'),
];

const alternatives = (ports: readonly number[]): string =>
  ports.length === 1 ? `${ports[0]}` : `(${ports.join('|')})`;
