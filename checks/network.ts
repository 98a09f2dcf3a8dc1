import type { Manifest } from '../charts/common/chart';
import { nameOf, type Problem } from '../model/problem';
import type { Given, LabelSelector, Objects, Workload } from './objects';
import { addressesOf } from './ports';
import { alloyJobs } from './programs/alloy-jobs';
import { type Discovery, jobsOf, portOf, targetsOf } from './scraping';

/** One end of a connection: a pod, or something on the network of a node. */
type End = Pick<Workload, 'labels' | 'namespace'> & { readonly pod: { readonly hostNetwork?: boolean } };

/** The fields of a peer that checks read. https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string }[];
}

type Direction = 'Ingress' | 'Egress';

const matches = (selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);

/** Policies that select a pod, in one direction. Kubernetes applies none to pods on the network of their node. */
const policiesOf = (objects: Objects, { labels, namespace, pod }: End, direction?: Direction): Manifest[] =>
  pod.hostNetwork
    ? []
    : objects
        .ofKind('NetworkPolicy.networking.k8s.io')
        .filter(
          ({ metadata, spec }) =>
            metadata.namespace === namespace &&
            matches(spec.podSelector ?? {}, labels) &&
            (direction === undefined || (spec.policyTypes ?? ['Ingress']).includes(direction)),
        );

/** Whether a peer of a policy in a namespace is this end. Addresses of pods are not known before they run. */
function isPeer({ ipBlock, namespaceSelector, podSelector }: Peer, policyNamespace: string, end: End): boolean {
  if (ipBlock) return ipBlock.cidr === '0.0.0.0/0';
  if (end.pod.hostNetwork) return false;

  const inNamespace = namespaceSelector
    ? matches(namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace })
    : end.namespace === policyNamespace;
  return inNamespace && matches(podSelector ?? {}, end.labels);
}

/** Whether the policies of a pod let it take (or make) a TCP connection with the other end. */
function allows(objects: Objects, direction: Direction, own: End, other: End, port: number): boolean {
  const policies = policiesOf(objects, own, direction);
  if (policies.length === 0) return true;
  return policies.some(({ metadata, spec }) =>
    ((direction === 'Ingress' ? spec.ingress : spec.egress) ?? []).some(({ from, to, ports }: Rule) => {
      const peers = direction === 'Ingress' ? from : to;
      return (
        (!ports || ports.some((each) => (each.protocol ?? 'TCP') === 'TCP' && (each.port ?? port) === port)) &&
        (!peers || peers.some((peer) => isPeer(peer, metadata.namespace ?? '', other)))
      );
    }),
  );
}

/** Something outside of the environment: one address, or any. */
export interface Outside {
  readonly port: number;
  readonly protocol: string;
  /** A CIDR block. @default - addresses that change: only a rule without peers, or for all of them, lets pods there */
  readonly address?: string;
}

/** Whether the policies of a pod let it connect to something outside of the environment. */
export function opensOutside(objects: Objects, own: Workload, { port, protocol, address }: Outside): boolean {
  const policies = policiesOf(objects, own, 'Egress');
  const blocks = ['0.0.0.0/0', address];
  if (policies.length === 0) return true;
  return policies.some(({ spec }) =>
    (spec.egress ?? []).some(
      ({ to, ports }: Rule) =>
        (!ports || ports.some((each) => (each.protocol ?? 'TCP') === protocol && (each.port ?? port) === port)) &&
        (!to || to.some(({ ipBlock }) => ipBlock && blocks.includes(ipBlock.cidr))),
    ),
  );
}

/** Every pod is behind a policy, if the environment has some; those on the network of their node cannot be. */
export function* podsAreBehindAPolicy(objects: Objects, { networkPolicies }: Given): Iterable<Problem> {
  const expected = networkPolicies ?? objects.ofKind('NetworkPolicy.networking.k8s.io').length > 0;
  for (const workload of expected ? objects.workloads : []) {
    const types = policiesOf(objects, workload).flatMap(({ spec }) => spec.policyTypes ?? ['Ingress']);
    if (!workload.pod.hostNetwork && !(types.includes('Ingress') && types.includes('Egress')))
      yield {
        object: workload.object,
        field: `${workload.field}.metadata.labels`,
        wrong: 'no NetworkPolicy for both directions selects these pods',
        allowed: 'a policy of its namespace, or one for all of it',
      };
  }
}

/** Jobs that a workload runs, by the configurations that it mounts. */
export function jobsOfPod(objects: Objects, { namespace, pod }: Workload): Discovery[] {
  const mounted = (pod.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []);
  return [...new Set(mounted)].flatMap((name) => {
    const data: Record<string, string> = objects.find('ConfigMap', name, namespace)?.data ?? {};
    if (data['prometheus.yaml'] !== undefined) return jobsOf(data['prometheus.yaml']);
    return data['config.alloy'] === undefined ? [] : [...alloyJobs(data['config.alloy'])];
  });
}

/** Connections that the pods of an environment make to each other: scrapes, and services that they name by address. */
function* connections(objects: Objects, from: Workload): Iterable<{ to: Workload; port: number; why: string }> {
  for (const job of jobsOfPod(objects, from))
    for (const to of objects.workloads)
      for (const target of targetsOf(objects, job, to))
        yield { to, port: portOf(target), why: `scrape job ${job.name}` };
  for (const { service, port, address } of addressesOf(objects, from))
    for (const to of objects.selectedBy(service.spec.selector ?? {}, service.metadata.namespace ?? ''))
      yield { to, port, why: `the address ${address}` };
}

/** The policy that a rule for a pod belongs in: its own rather than that of the namespace. */
export function ownPolicy(objects: Objects, workload: Workload, direction: Direction): Manifest {
  const policies = policiesOf(objects, workload, direction);
  return policies.find(({ spec }) => spec.podSelector?.matchLabels) ?? policies[0] ?? workload.object;
}

/** Policies leave open every connection that the pods make to each other, at both ends. */
export function* policiesAllowWhatPodsConnectTo(objects: Objects): Iterable<Problem> {
  for (const from of objects.workloads)
    for (const { to, port, why } of connections(objects, from)) {
      const closed = (direction: Direction, own: Workload, other: Workload) =>
        !allows(objects, direction, own, other, port);
      if (closed('Egress', from, to))
        yield {
          object: ownPolicy(objects, from, 'Egress'),
          field: 'spec.egress',
          wrong: `keeps ${nameOf(from.object)} from port ${port} of ${nameOf(to.object)} (${why})`,
          allowed: 'a rule for it',
        };
      if (closed('Ingress', to, from))
        yield {
          object: ownPolicy(objects, to, 'Ingress'),
          field: 'spec.ingress',
          wrong: `keeps ${nameOf(from.object)} from port ${port} of ${nameOf(to.object)} (${why})`,
          allowed: 'a rule for it',
        };
    }
}
