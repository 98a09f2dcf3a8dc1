import { IntOrString, KubeNetworkPolicy, type NetworkPolicySpec } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import type { ScrapeJob } from '../../model/facts/scraping';
import type { ServiceAccountRef } from './iam';

type Egress = NonNullable<NetworkPolicySpec['egress']>[number];
type Ingress = NonNullable<NetworkPolicySpec['ingress']>[number];

/** Ports of kubelets. https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
const KUBELET_PORT = 10250;

/** What differs between environments in the policies of agents. */
export interface NetworkSettings {
  /** How pods get AWS credentials: EKS Pod Identity has an agent on the node. */
  readonly podIdentity: boolean;
  /** Ports of scraped pods that use the network of their node: no policy can select those pods. */
  readonly nodePorts: readonly number[];
}

/** Props of a policy. */
export interface NetworkPolicyProps {
  /** Name of the object. */
  readonly name: string;
  /** Its namespace. @default - that of the chart */
  readonly namespace?: string;
  /** Labels of the object. @default - those of the chart */
  readonly labels?: Record<string, string>;
  /** Labels of the pods that it is for. @default - every pod of the namespace */
  readonly selectorLabels?: Record<string, string>;
  /** Who may connect, and to which ports. @default - nobody */
  readonly ingress?: readonly Ingress[];
  /** Where the pods may connect to. @default - nowhere */
  readonly egress?: readonly Egress[];
  /** Annotations of the object. @default - none */
  readonly annotations?: Record<string, string>;
}

/**
 * A policy for both directions: what it does not name is denied. Kubelets reach the pods of their node for probes regardless.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function addNetworkPolicy(scope: Construct, props: NetworkPolicyProps): void {
  const { name, namespace, labels, annotations, selectorLabels, ingress = [], egress = [] } = props;
  new KubeNetworkPolicy(scope, 'network-policy', {
    metadata: { name, namespace, labels, annotations },
    spec: {
      podSelector: selectorLabels ? { matchLabels: selectorLabels } : {},
      policyTypes: ['Ingress', 'Egress'],
      // Leave out an empty list: the API server drops it, and Argo CD would show a difference indefinitely.
      ingress: ingress.length > 0 ? [...ingress] : undefined,
      egress: egress.length > 0 ? [...egress] : undefined,
    },
  });
}

const tcp = (ports: readonly number[]) =>
  ports.map((port) => ({ port: IntOrString.fromNumber(port), protocol: 'TCP' }));

const address = (...cidrs: string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));

/** Pods of a component, in whatever namespace it is. */
const podsOf = ({ namespace, name }: ServiceAccountRef) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
});

/** Some pods may connect to some ports. */
export const fromPods = (pods: readonly ServiceAccountRef[], ports: readonly number[]): Ingress => ({
  from: pods.map(podsOf),
  ports: tcp(ports),
});

/** Every pod of some namespaces may connect to some ports. */
export const fromNamespaces = (namespaces: readonly string[], ports: readonly number[]): Ingress => ({
  from: namespaces.map((name) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } })),
  ports: tcp(ports),
});

/** Every pod of the same namespace may connect to some ports. */
export const fromNamespace = (ports: readonly number[]): Ingress => ({
  from: [{ podSelector: {} }],
  ports: tcp(ports),
});

/**
 * Names and the API server. DNS has no destination, because pods, the node itself (EKS Auto Mode) or a cache on it may respond.
 * Neither has the API server, nor AWS: they have no pods, and addresses that change.
 */
export const toApiServer: readonly Egress[] = [
  { ports: [{ port: IntOrString.fromNumber(53), protocol: 'UDP' }, ...tcp([53])] },
  { ports: tcp([443]) },
];

/** What every agent needs: names, the API server, AWS, credentials. */
const forAgents = ({ podIdentity }: NetworkSettings): Egress[] => [
  ...toApiServer,
  // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
  ...(podIdentity ? [{ to: address('169.254.170.23/32', 'fd00:ec2::23/128'), ports: tcp([80]) }] : []),
];

/** What an agent may connect to that runs these scrape jobs. */
export function agentEgress(jobs: readonly ScrapeJob[], settings: NetworkSettings): Egress[] {
  const ofPods = jobs.filter(({ role, onNodes }) => role !== 'node' && !onNodes);
  const anyPort = ofPods.some(({ ports }) => ports === undefined);
  const podPorts = sorted(ofPods.flatMap(({ ports = [] }) => ports));
  const nodePorts = sorted([
    ...settings.nodePorts,
    ...jobs.flatMap(({ role, onNodes, ports = [] }) => (onNodes ? ports : role === 'node' ? [KUBELET_PORT] : [])),
  ]);
  return [
    ...forAgents(settings),
    // Annotations of pods and services name the port: every TCP port, but of pods alone.
    ...(ofPods.length > 0
      ? [{ to: [{ namespaceSelector: {} }], ports: anyPort ? [{ protocol: 'TCP' }] : tcp(podPorts) }]
      : []),
    ...(nodePorts.length > 0 ? [{ ports: tcp(nodePorts) }] : []),
  ];
}

const sorted = (ports: readonly number[]): number[] => [...new Set(ports)].sort((a, b) => a - b);
