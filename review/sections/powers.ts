import { isTree } from '../diff';
import { type Item, titleOf } from '../items';
import { type Grant, right } from './right';
import { at, listAt, listOf, templateIn, textAt } from './values';

/** What an object may do beyond rights of IAM and RBAC: pods with their node, namespaces with pods, Argo CD with clusters, and who reaches whom. */
export const powersOf = (item: Item): Grant[] => [...powersOfKind(item), ...reached(item)];

function powersOfKind(item: Item): Grant[] {
  if (item.kind === 'Namespace') return admissions(item);
  if (item.kind === 'Service' || item.kind === 'Ingress.networking.k8s.io') return exposed(item);
  if (item.kind === 'SecurityGroup.ec2.services.k8s.aws') return opened(item);
  if (item.kind === 'AppProject.argoproj.io') return deployments(item);
  return overNodes(item);
}

/** Namespaces for which a pod has those of its node. */
const HOST = ['hostNetwork', 'hostPID', 'hostIPC'];

/** What the pods of a workload may do to their node. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
function overNodes(item: Item): Grant[] {
  const spec = at(templateIn(item.value), 'spec');
  const containers = ['containers', 'initContainers'].flatMap((list) => listAt(spec, list));
  if (!/\.(?:apps|batch)$/.test(item.kind) || containers.length === 0) return [];
  const of = (container: unknown, key: string): unknown =>
    at(container, 'securityContext', key) ?? at(spec, 'securityContext', key);
  const isRoot = (container: unknown): boolean =>
    of(container, 'runAsNonRoot') !== true && (of(container, 'runAsUser') ?? 0) === 0;
  const powers = [
    ...HOST.filter((key) => at(spec, key) === true),
    ...containers.flatMap((container) => [
      ...(of(container, 'privileged') === true ? ['privileged'] : []),
      ...(of(container, 'allowPrivilegeEscalation') === false ? [] : ['privilege escalation']),
      ...(isRoot(container) ? ['runs as root'] : []),
      ...listAt(container, 'securityContext', 'capabilities', 'add').map((name) => `capability ${name}`),
    ]),
  ];
  return [
    ...[...new Set(powers)].map((power) => right(titleOf(item), power, 'its node')),
    ...listAt(spec, 'volumes').flatMap((volume) => mounted(item, volume, containers)),
  ];
}

/** A path of the node in pods, which they read or write. */
function mounted(item: Item, volume: unknown, containers: readonly unknown[]): Grant[] {
  const path = textAt(volume, 'hostPath', 'path');
  if (path === undefined) return [];
  const mounts = containers
    .flatMap((container) => listAt(container, 'volumeMounts'))
    .filter((mount) => at(mount, 'name') === at(volume, 'name'));
  const writes = mounts.some((mount) => at(mount, 'readOnly') !== true);
  return ['reads', ...(writes ? ['writes'] : [])].map((action) => right(titleOf(item), action, `${path} of its node`));
}

/** Levels of pods that a namespace admits, on top of `restricted`. https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const LEVELS = ['baseline', 'privileged'];

function admissions({ name, value }: Item): Grant[] {
  const level = textAt(value, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce') ?? 'privileged';
  return LEVELS.slice(0, LEVELS.indexOf(level) + 1).map((each) => right(`pods of namespace ${name}`, 'may be', each));
}

/** Who reaches a service from outside. https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types */
function exposed(item: Item): Grant[] {
  const type = item.kind === 'Service' ? textAt(item.value, 'spec', 'type') : 'Ingress';
  const ways = [
    ...(type !== undefined && /^(?:LoadBalancer|NodePort|Ingress)$/.test(type) ? [type] : []),
    ...listAt(item.value, 'spec', 'externalIPs').map(String),
  ];
  return ways.map((way) => right('outside of the cluster', `reaches by ${way}`, titleOf(item)));
}

/** Addresses that a security group lets in and out. */
const opened = (item: Item): Grant[] =>
  ['ingress', 'egress'].flatMap((direction) =>
    listAt(item.value, 'spec', `${direction}Rules`).flatMap((rule) => {
      const [from, to, protocol] = ['fromPort', 'toPort', 'ipProtocol'].map((key) => textAt(rule, key) ?? 'all');
      const ports = protocol === '-1' ? 'all ports' : `${protocol} ${[...new Set([from, to])].join('–')}`;
      const peers = [
        ...listAt(rule, 'ipRanges').map((range) => textAt(range, 'cidrIP')),
        ...listAt(rule, 'ipv6Ranges').map((range) => textAt(range, 'cidrIPv6')),
        ...listAt(rule, 'userIDGroupPairs').map(
          (pair) => textAt(pair, 'groupID') ?? textAt(pair, 'groupRef', 'from', 'name'),
        ),
      ];
      return peers.map((peer) => right(titleOf(item), direction, `${peer}, ${ports}`));
    }),
  );

/** What Argo CD may deploy for a project, from where, and where to. https://argo-cd.readthedocs.io/en/stable/user-guide/projects/ */
function deployments(item: Item): Grant[] {
  const of = (action: string, resources: readonly string[]) =>
    resources.map((resource) => right(titleOf(item), action, resource));
  const kinds = (list: string) =>
    listAt(item.value, 'spec', list).map((entry) => {
      const [group, kind, name] = ['group', 'kind', 'name'].map((key) => textAt(entry, key) ?? '');
      const full = group === '*' && kind === '*' ? '*' : [kind, group].filter(Boolean).join('.');
      return name ? `${full} ${name}` : full;
    });
  return [
    ...of('deploys for the cluster', kinds('clusterResourceWhitelist')),
    ...of('deploys', kinds('namespaceResourceWhitelist')),
    ...of('deploys from', listOf(at(item.value, 'spec', 'sourceRepos'))),
    ...of(
      'deploys to',
      listAt(item.value, 'spec', 'destinations').map((to) =>
        ['namespace', 'server', 'name'].flatMap((key) => textAt(to, key) ?? []).join(' of '),
      ),
    ),
  ];
}

/** Kinds whose addresses are called: configurations, programs and sources of data. */
const CALLERS =
  /^(?:ConfigMap|File|Grafana|GrafanaDatasource|DaemonSet|Deployment|StatefulSet|Job|CronJob|TaskDefinition)(?:\.|$)/;
/** What only people read. */
const NOT_CALLED = /^(?:annotations|labels|description)$/;

/** Hosts that an object names in addresses, which it can send to and read from. */
function reached(item: Item): Grant[] {
  if (!CALLERS.test(item.kind)) return [];
  return [...new Set(hostsIn(item.value))].map((host) => right(titleOf(item), 'reaches', host));
}

/** The lines of a text that have a part; to look for that first spares most texts. */
const linesWith = (part: string, text: string): string[] =>
  text.includes(part) ? text.split('\n').filter((line) => line.includes(part)) : [];

function hostsIn(value: unknown): string[] {
  if (typeof value === 'string')
    return (
      linesWith('://', value)
        // A comment leads people, and no program.
        .filter((line) => !/^\s*(?:#|\/\/|--)/.test(line))
        .flatMap((line) => [...line.matchAll(/\bhttps?:\/\/([A-Za-z0-9.-]+)/g)].map(([, host = '']) => host))
    );
  if (Array.isArray(value)) return value.flatMap(hostsIn);
  return isTree(value)
    ? Object.entries(value).flatMap(([key, part]) => (NOT_CALLED.test(key) ? [] : hostsIn(part)))
    : [];
}
