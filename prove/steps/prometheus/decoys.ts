import type { Cluster } from '../../cluster';
import type { KubernetesObject } from '../../dist';
import { until } from '../../wait';
import { deployState, removeState } from './decoy-state';

/** A namespace next to ours, with objects that discovery could get wrong. */
export const DECOYS = 'decoys';

interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol?: 'UDP';
}

interface Decoy {
  readonly name: string;
  readonly ip: string;
  readonly phase?: 'Running' | 'Succeeded' | 'Failed';
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  /** Ports by the name of their container. */
  readonly containers?: Record<string, readonly Port[]>;
}

const scrape = (annotations: Record<string, string> = {}) => ({ 'prometheus.io/scrape': 'true', ...annotations });
const of = (port: number): Port => ({ name: `p${port}`, port });
/** Every container and port that our jobs look for. */
const EVERYTHING = {
  envoy: [of(9901)],
  'fluent-bit': [of(2020)],
  'nginx-exporter': [of(9113)],
  'memcached-exporter': [of(9150)],
  haproxy: [of(8404)],
  java: [of(9404)],
};

const PODS: readonly Decoy[] = [
  { name: 'completed', ip: '10.99.0.1', phase: 'Succeeded', annotations: scrape(), containers: EVERYTHING },
  { name: 'failed', ip: '10.99.0.2', phase: 'Failed', annotations: scrape(), containers: EVERYTHING },
  {
    name: 'unwilling',
    ip: '10.99.0.3',
    annotations: { 'prometheus.io/scrape': 'false', 'prometheus.io/port': '8080' },
    containers: { web: [of(8080)] },
  },
  { name: 'silent', ip: '10.99.0.4', containers: { web: [of(8080)] } },
  {
    name: 'several-ports',
    ip: '10.99.0.5',
    labels: { app: 'several' },
    annotations: scrape(),
    containers: { web: [of(8080), of(8081), { name: 'dns', port: 53, protocol: 'UDP' }] },
  },
  {
    name: 'elsewhere',
    ip: '10.99.0.6',
    labels: { 'k8s-app': 'elsewhere' },
    annotations: scrape({
      'prometheus.io/scheme': 'https',
      'prometheus.io/path': '/custom',
      'prometheus.io/port': '9999',
    }),
    containers: { web: [] },
  },
  {
    name: 'ipv6',
    ip: 'fd00::7',
    annotations: scrape({ 'prometheus.io/port': '9000' }),
    containers: { web: [of(8080)] },
  },
  {
    name: 'impostor',
    ip: '10.99.0.10',
    annotations: scrape({ 'prometheus.io/port': '2020', 'prometheus.io/path': '/api/v2/metrics/prometheus' }),
    containers: { 'fluent-bit': [of(2020)] },
  },
  { name: 'served', ip: '10.99.0.8', labels: { app: 'served' }, containers: { web: [of(8080), of(9090)] } },
  {
    name: 'served-and-willing',
    ip: '10.99.0.9',
    annotations: scrape({ 'prometheus.io/port': '8080' }),
    containers: { web: [of(8080)] },
  },
];

/** Services that are annotated, and the pod behind each. */
const SERVICES: readonly { name: string; pod: string; annotations: Record<string, string>; ports: readonly Port[] }[] =
  [
    { name: 'every-port', pod: 'served', annotations: scrape(), ports: [of(8080), of(9090)] },
    {
      name: 'one-port',
      pod: 'served',
      annotations: scrape({ 'prometheus.io/port': '9090', 'prometheus.io/path': '/one' }),
      ports: [of(9090)],
    },
    { name: 'unwilling-service', pod: 'served', annotations: {}, ports: [of(8080)] },
    { name: 'twice', pod: 'served-and-willing', annotations: scrape(), ports: [of(8080)] },
    {
      name: 'nginx-haproxy-memcached',
      pod: 'completed',
      annotations: scrape(),
      ports: [of(9113), of(8404), of(9150)],
    },
  ];

const metadata = (name: string, rest: Partial<KubernetesObject['metadata']> = {}) => ({
  name,
  namespace: DECOYS,
  ...rest,
});

const podObject = ({ name, labels, annotations, containers = {} }: Decoy): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata(name, { labels, annotations }),
  spec: {
    // No kubelet runs it: the proof sets its status.
    schedulerName: 'nobody',
    automountServiceAccountToken: false,
    containers: Object.entries(containers).map(([container, ports]) => ({
      name: container,
      image: 'example.com/none',
      ports: ports.map(({ name: port, port: containerPort, protocol = 'TCP' }) => ({
        name: port,
        containerPort,
        protocol,
      })),
    })),
  },
});

const serviceObjects = ({ name, pod, annotations, ports }: (typeof SERVICES)[number]): KubernetesObject[] => {
  const address = PODS.find((each) => each.name === pod)?.ip ?? '';
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(name, { annotations }),
      spec: { ports: ports.map(({ name: port, port: number }) => ({ name: port, port: number })) },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadata(name, { labels: { 'kubernetes.io/service-name': name } }),
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: [address],
          conditions: { ready: true },
          targetRef: { kind: 'Pod', namespace: DECOYS, name: pod },
        },
      ],
      ports: ports.map(({ name: port, port: number }) => ({ name: port, port: number, protocol: 'TCP' })),
    },
  ];
};

const NAMESPACE: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: DECOYS } };

/** Creates decoys, pods and services of others: completed, with other annotations, or found in two ways. */
export async function deployDecoys(cluster: Cluster): Promise<void> {
  const { api } = cluster;
  await api.apply(NAMESPACE);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('default') };
  await until('the namespace has its service account', 30, async () => Boolean(await api.get(account)));
  for (const pod of PODS) {
    const object = podObject(pod);
    const { ip, phase = 'Running' } = pod;
    await api.apply(object);
    await api.patch(object, { status: { phase, podIP: ip, podIPs: [{ ip }] } }, '/status');
  }
  for (const object of SERVICES.flatMap(serviceObjects)) await api.apply(object);
  await deployState(cluster, DECOYS);
}

/** Deletes them again. */
export async function removeDecoys(cluster: Cluster): Promise<void> {
  const { api } = cluster;
  await removeState(cluster);
  await api.requestOrThrow('DELETE', await api.path(NAMESPACE));
}
