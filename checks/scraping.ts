import { load } from 'js-yaml';
import type { Manifest } from '../charts/common/chart';
import { LOG_AGENTS_JOB } from '../model/facts/cluster-jobs';
import { KUBE_STATE_METRICS } from '../model/facts/kube-state-metrics';
import { NODE_EXPORTER } from '../model/facts/node-exporter';
import { annotatedPods, annotatedServices } from '../model/facts/scrape-jobs';
import type { RelabelRule, ScrapeJob } from '../model/facts/scraping';
import { nameOf, type Problem } from '../model/problem';
import { type DiscoveredPod, podTargets, serviceTargets } from './discovery';
import { type Objects, oneOf, type Workload } from './objects';
import { podPort, type ServicePort } from './ports';
import { alloyJobs, type ReadJob } from './programs/alloy-jobs';
import { type Labels, scrapedTargets } from './relabel';

/** What discovery and relabelling need of a job. */
export type Discovery = Pick<ScrapeJob, 'name' | 'role' | 'relabelings'>;

/** A pod of a workload, as discovery would see it. */
const podOf = ({ object, namespace, labels, annotations, containers }: Workload): DiscoveredPod => ({
  namespace,
  name: `${object.metadata.name}-0`,
  labels,
  annotations,
  containers: Object.fromEntries(
    containers.map(({ spec }) => [
      spec.name,
      (spec.ports ?? []).map(({ containerPort, protocol }) => ({ port: containerPort, protocol })),
    ]),
  ),
});

/** Targets of a service and one workload behind it. */
function behind(service: Manifest, workload: Workload): Labels[] {
  const { name, labels, annotations } = service.metadata;
  const specified: ServicePort[] = service.spec.ports ?? [];
  const ports = specified.map((port) => ({ port: podPort(workload, port), protocol: port.protocol }));
  return serviceTargets({ name, labels, annotations, ports }, podOf(workload));
}

const servicesOf = (objects: Objects, workload: Workload): Manifest[] =>
  objects
    .ofKind('Service')
    .filter(
      ({ spec, metadata }) =>
        spec.selector && objects.selectedBy(spec.selector, metadata.namespace ?? '').includes(workload),
    );

/** Port that a target is scraped at. */
export const portOf = ({ __address__: address = '' }: Labels): number =>
  Number(address.slice(address.lastIndexOf(':') + 1));

/** What a job scrapes of one workload. */
export function targetsOf(objects: Objects, { role, relabelings }: Discovery, workload: Workload): Labels[] {
  if (role === 'node') return [];
  const discovered =
    role === 'pod'
      ? podTargets(podOf(workload))
      : servicesOf(objects, workload).flatMap((service) => behind(service, workload));
  return scrapedTargets(relabelings, discovered);
}

const SCRAPE = 'prometheus.io/scrape';

/** The jobs for annotations find every object with scrape annotations, at a port that its containers declare. */
export function* annotatedPodsAreScraped(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads) {
    const services = servicesOf(objects, workload).filter(({ metadata }) => metadata.annotations?.[SCRAPE] === 'true');
    if (workload.annotations[SCRAPE] === 'true') {
      const targets = scrapedTargets(annotatedPods.relabelings, podTargets(podOf(workload)));
      yield* missed(workload, workload.object, `${workload.field}.metadata.annotations["${SCRAPE}"]`, targets);
    } else
      for (const service of services) {
        const targets = scrapedTargets(annotatedServices.relabelings, behind(service, workload));
        yield* missed(workload, service, `metadata.annotations["${SCRAPE}"]`, targets);
      }
  }
}

function* missed(
  { object, containers }: Workload,
  annotated: Manifest,
  field: string,
  targets: readonly Labels[],
): Iterable<Problem> {
  const declared = containers.flatMap(({ spec }) => spec.ports ?? []).map(({ containerPort }) => String(containerPort));
  if (targets.length === 0)
    yield {
      object: annotated,
      field,
      wrong: `asks to be scraped, and no scrape job finds ${nameOf(object)}`,
      allowed: 'a TCP port',
    };
  for (const port of targets.map((target) => String(portOf(target)))) {
    if (!declared.includes(port))
      yield {
        object: annotated,
        field,
        wrong: `is scraped at port ${port}, which ${nameOf(object)} does not declare`,
        allowed: oneOf(declared),
      };
  }
}

/** Workload that a scrape job is for. An environment may observe such workloads without the sample. */
const MADE_FOR: Readonly<Record<string, string>> = {
  envoy: 'envoy',
  nginx: 'tictactoe',
  memcached: 'memcached',
  jmx: 'tomcat',
  haproxy: 'haproxy',
  'fluent-bit': 'fluent-bit',
  [LOG_AGENTS_JOB]: 'fluent-bit',
  [KUBE_STATE_METRICS]: KUBE_STATE_METRICS,
  [NODE_EXPORTER]: NODE_EXPORTER,
};

interface PrometheusJob {
  readonly job_name: string;
  readonly kubernetes_sd_configs?: readonly { readonly role: Discovery['role'] }[];
  readonly relabel_configs?: readonly {
    readonly action?: RelabelRule['action'];
    readonly source_labels?: readonly string[];
    readonly regex?: string;
    readonly separator?: string;
    readonly target_label?: string;
    readonly replacement?: string;
  }[];
}

/** Cached, because many environments have the same jobs. */
const parsed = new Map<string, Discovery[]>();

/** Scrape jobs of a Prometheus configuration. */
export function jobsOf(text: string): Discovery[] {
  const known = parsed.get(text);
  if (known) return known;
  const { scrape_configs = [] } = load(text) as { scrape_configs?: PrometheusJob[] };
  const jobs = scrape_configs.map(({ job_name, kubernetes_sd_configs, relabel_configs = [] }) => ({
    name: job_name,
    role: kubernetes_sd_configs?.[0]?.role ?? 'pod',
    relabelings: relabel_configs.map(({ source_labels, target_label, ...rule }) => ({
      ...rule,
      sourceLabels: source_labels,
      targetLabel: target_label,
    })),
  }));
  parsed.set(text, jobs);
  return jobs;
}

/** A scrape job, with the place that a message about one of its targets names. */
interface PlacedJob extends ReadJob {
  readonly object: Manifest;
  readonly field: string;
}

/** Jobs of the CloudWatch agent and of Alloy, as their configurations have them. */
export const scrapeJobs = (objects: Objects): PlacedJob[] =>
  objects.ofKind('ConfigMap').flatMap((object): PlacedJob[] => {
    const { 'prometheus.yaml': prometheus, 'config.alloy': alloy } = (object.data ?? {}) as Record<string, string>;
    const { scrape_configs: configs = [] } = (prometheus === undefined ? {} : load(prometheus)) as {
      scrape_configs?: { metrics_path?: string }[];
    };
    const ofAgent = prometheus === undefined ? [] : jobsOf(prometheus);
    return [
      ...ofAgent.map((job, index) => ({
        ...job,
        path: configs[index]?.metrics_path ?? '/metrics',
        object,
        field: `data["prometheus.yaml"] scrape_configs[${job.name}]`,
      })),
      ...(alloy === undefined ? [] : alloyJobs(alloy)).map((job) => ({
        ...job,
        object,
        field: `data["config.alloy"] job ${job.name}`,
      })),
    ];
  });

/** Every scrape job that is for a workload of ours finds it. */
export function* scrapeJobsFindTheirWorkload(objects: Objects): Iterable<Problem> {
  for (const { object, field, ...job } of scrapeJobs(objects)) {
    const workloads = objects.workloads.filter((it) => it.object.metadata.name === MADE_FOR[job.name]);
    for (const workload of workloads)
      if (targetsOf(objects, job, workload).length === 0)
        yield {
          object,
          field,
          wrong: `finds no target of ${nameOf(workload.object)}`,
          allowed: `its ports, names and annotations as the rules of the job keep them`,
        };
  }
}
