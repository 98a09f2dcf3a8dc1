import type { Cluster } from '../../cluster';
import type { KubernetesObject } from '../../dist';
import { COMPUTE_TYPE } from '../../nodes';

/** An expected target: its address, and exactly its labels. */
export interface Expected {
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What runs in a cluster now. */
export interface ClusterState {
  readonly cluster: string;
  readonly pods: readonly KubernetesObject[];
  readonly services: readonly KubernetesObject[];
  readonly slices: readonly KubernetesObject[];
  readonly nodes: readonly KubernetesObject[];
}

/** Reads what service discovery can find in a cluster. */
export async function clusterStateOf({ api }: Cluster, cluster: string): Promise<ClusterState> {
  const [pods, services, slices, nodes] = await Promise.all([
    api.list('v1', 'Pod'),
    api.list('v1', 'Service'),
    api.list('discovery.k8s.io/v1', 'EndpointSlice'),
    api.list('v1', 'Node'),
  ]);
  return { cluster, pods, services, slices, nodes };
}

type Job = (state: ClusterState) => Expected[];

const annotation = ({ metadata }: KubernetesObject, key: string): string | undefined =>
  metadata.annotations?.[`prometheus.io/${key}`];
const label = ({ metadata }: KubernetesObject | { metadata: { labels?: Record<string, string> } }, key: string) =>
  metadata.labels?.[key];
const APP = ['app.kubernetes.io/name', 'app', 'k8s-app'];
const appOf = (...objects: (KubernetesObject | undefined)[]): string | undefined =>
  objects
    .flatMap((object) => APP.map((key) => object && label(object, key)))
    .find((value) => value !== undefined && value !== '');

const runs = ({ status }: KubernetesObject): boolean =>
  !['Succeeded', 'Failed'].includes(status.phase) && Boolean(status.podIP);
const hostOf = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);

interface ContainerPort {
  readonly containerPort: number;
  readonly protocol?: string;
}
const portsOf = ({ spec }: KubernetesObject, container?: string): number[] =>
  spec.containers
    .filter(({ name }: { name: string }) => container === undefined || name === container)
    .flatMap(({ ports = [] }: { ports?: ContainerPort[] }) => ports)
    .filter(({ protocol = 'TCP' }: ContainerPort) => protocol === 'TCP')
    .map(({ containerPort }: ContainerPort) => containerPort);

const target = (
  host: string,
  { scheme = 'http', path = '/metrics' }: { scheme?: string; path?: string },
  labels: Record<string, string | undefined>,
): Expected => ({
  url: `${scheme}://${host}${path}`,
  labels: Object.fromEntries(
    Object.entries({ instance: host, ...labels }).filter((entry): entry is [string, string] => Boolean(entry[1])),
  ),
});
const wayOf = (object: KubernetesObject) => ({
  scheme: annotation(object, 'scheme'),
  path: annotation(object, 'path'),
});

/** Annotated pods: at the annotated port, or at every port that they declare. */
const annotatedPods: Job = ({ pods, cluster }) =>
  pods
    .filter((pod) => annotation(pod, 'scrape') === 'true' && runs(pod))
    .flatMap((pod) => {
      const port = annotation(pod, 'port');
      return (port ? [Number(port)] : portsOf(pod)).map((each) =>
        target(`${hostOf(pod.status.podIP)}:${each}`, wayOf(pod), {
          job: 'kubernetes-pods',
          namespace: pod.metadata.namespace,
          pod: pod.metadata.name,
          node: pod.spec.nodeName,
          app: appOf(pod),
          cluster,
        }),
      );
    });

/** An address behind a service, with the service, the pod and the port. */
interface Endpoint {
  readonly service: KubernetesObject;
  readonly pod?: KubernetesObject;
  readonly address: string;
  readonly port: number;
}

const endpointsOf = ({ services, slices, pods }: ClusterState): Endpoint[] =>
  slices.flatMap((slice) => {
    const service = services.find(
      ({ metadata }) =>
        metadata.namespace === slice.metadata.namespace && metadata.name === label(slice, 'kubernetes.io/service-name'),
    );
    if (!service) return [];
    return (slice.endpoints ?? []).flatMap(
      ({ addresses, targetRef }: { addresses: string[]; targetRef?: { name: string; namespace: string } }) => {
        const pod = pods.find(
          ({ metadata }) => metadata.name === targetRef?.name && metadata.namespace === targetRef.namespace,
        );
        return addresses.flatMap((address) =>
          (slice.ports ?? []).map(({ port }: { port: number }) => ({ service, pod, address, port })),
        );
      },
    );
  });

/** Endpoints of annotated services whose pods are not found already. */
const annotatedServices: Job = (state) =>
  endpointsOf(state)
    .filter(({ service, pod }) => annotation(service, 'scrape') === 'true' && (!pod || runs(pod)))
    .filter(({ pod }) => !pod || annotation(pod, 'scrape') !== 'true')
    .map(({ service, pod, address, port }) =>
      target(`${hostOf(address)}:${annotation(service, 'port') ?? port}`, wayOf(service), {
        job: 'kubernetes-services',
        namespace: service.metadata.namespace,
        pod: pod?.metadata.name,
        node: pod?.spec.nodeName,
        app: appOf(pod, service) ?? service.metadata.name,
        cluster: state.cluster,
      }),
    );

/** Kubelets of all nodes except Fargate nodes, which are not reachable. */
const kubelets =
  (job: string, path: string): Job =>
  ({ nodes, cluster }) =>
    nodes
      .filter((node) => label(node, COMPUTE_TYPE) !== 'fargate')
      .map(({ metadata, status }) => {
        const { address } = status.addresses.find(({ type }: { type: string }) => type === 'InternalIP');
        const host = `${hostOf(address)}:${status.daemonEndpoints.kubeletEndpoint.Port}`;
        const os = job === 'kubelet' ? label({ metadata }, 'kubernetes.io/os') : undefined;
        const labels = { job, instance: metadata.name, node: metadata.name, os, cluster };
        return target(host, { scheme: 'https', path }, labels);
      });

/** The log agents: pods of the stack's own namespace. */
const logAgents: Job = ({ pods, cluster }) =>
  pods
    .filter((pod) => runs(pod) && pod.metadata.namespace === 'aws-observability')
    .filter((pod) => portsOf(pod, 'fluent-bit').includes(2020))
    .map((pod) =>
      target(
        `${hostOf(pod.status.podIP)}:2020`,
        { path: '/api/v2/metrics/prometheus' },
        {
          job: 'log-agents',
          namespace: pod.metadata.namespace,
          pod: pod.metadata.name,
          node: pod.spec.nodeName,
          cluster,
        },
      ),
    );

/** kube-state-metrics: what it says is of other pods. */
const states: Job = ({ pods, cluster }) =>
  pods
    .filter((pod) => runs(pod) && pod.metadata.namespace === 'aws-observability')
    .filter((pod) => portsOf(pod, 'kube-state-metrics').includes(8080))
    .map((pod) =>
      target(
        `${hostOf(pod.status.podIP)}:8080`,
        {},
        { job: 'kube-state-metrics', instance: 'kube-state-metrics', cluster },
      ),
    );

/** node_exporter, on its own network. */
const kernels: Job = ({ pods, cluster }) =>
  pods
    .filter((pod) => runs(pod) && pod.metadata.namespace === 'aws-observability')
    .filter((pod) => portsOf(pod, 'node-exporter').includes(9100))
    .map((pod) =>
      target(
        `${hostOf(pod.status.podIP)}:9100`,
        {},
        {
          job: 'node-exporter',
          namespace: pod.metadata.namespace,
          pod: pod.metadata.name,
          node: pod.spec.nodeName,
          cluster,
        },
      ),
    );

/** Containers that serve the metrics of a profile, as pods: wherever they are. */
const containers =
  (job: string, port: number, { container, path, node }: { container?: string; path?: string; node?: true }): Job =>
  ({ pods }) =>
    pods
      .filter((pod) => runs(pod) && portsOf(pod, container).includes(port))
      .map((pod) =>
        target(
          `${hostOf(pod.status.podIP)}:${port}`,
          { path },
          {
            job,
            Namespace: pod.metadata.namespace,
            pod_name: pod.metadata.name,
            NodeName: node && pod.spec.nodeName,
          },
        ),
      );

/** Containers that serve the metrics of a profile, behind an annotated service, be their port one of the service or not. */
const served =
  (job: string, container: string, port: number): Job =>
  (state) =>
    endpointsOf(state)
      .filter(({ service, pod }) => annotation(service, 'scrape') === 'true' && pod && runs(pod))
      .filter(({ pod }) => pod && portsOf(pod, container).includes(port))
      .map(({ service, pod, address }) =>
        target(`${hostOf(address)}:${port}`, wayOf(service), {
          job,
          Namespace: service.metadata.namespace,
          pod_name: pod?.metadata.name,
          Service: service.metadata.name,
        }),
      );

/** What each job should find, computed independently of its relabelling rules. */
export const JOBS: Readonly<Record<string, Job>> = {
  'kubernetes-pods': annotatedPods,
  'kubernetes-services': annotatedServices,
  'log-agents': logAgents,
  'kube-state-metrics': states,
  'node-exporter': kernels,
  kubelet: kubelets('kubelet', '/metrics'),
  cadvisor: kubelets('cadvisor', '/metrics/cadvisor'),
  nginx: served('nginx', 'nginx-exporter', 9113),
  memcached: served('memcached', 'memcached-exporter', 9150),
  haproxy: served('haproxy', 'haproxy', 8404),
  envoy: containers('envoy', 9901, { container: 'envoy', path: '/stats/prometheus' }),
  jmx: containers('jmx', 9404, {}),
  'fluent-bit': containers('fluent-bit', 2020, {
    container: 'fluent-bit',
    path: '/api/v2/metrics/prometheus',
    node: true,
  }),
};

/** What a job should find in a state. */
export function expectedOf(job: string, state: ClusterState): Expected[] {
  const find = JOBS[job];
  if (!find) throw new Error(`there is no expectation for job ${job}`);
  const found = find(state);
  return [...new Map(found.map((each) => [textOf(each), each])).values()];
}

/** A target as one line, for comparison and for messages. */
export const textOf = ({ url, labels }: Expected): string =>
  `${url} {${Object.entries(labels)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`;

/** Most differences that are reported, of missing and of extra targets each. */
const SAID = 3;

/** Differences between expected and actual targets, as messages. Empty if they are equal. */
export function differences(expected: readonly Expected[], found: readonly Expected[]): string[] {
  const [wanted, there] = [expected.map(textOf), found.map(textOf)];
  const lost = wanted.filter((text) => !there.includes(text)).map((text) => `not found: ${text}`);
  const more = there.filter((text) => !wanted.includes(text)).map((text) => `found: ${text}`);
  return [...lost.slice(0, SAID), ...more.slice(0, SAID)];
}
