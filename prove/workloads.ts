import { parse } from 'yaml';
import type { DistEnvironment, DistObject, KubernetesObject } from './dist';

/** Kinds that keep pods running. */
const WORKLOADS = ['DaemonSet', 'Deployment', 'StatefulSet'];

/** Kinds that create pods, and where each has their template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(WORKLOADS.map((kind) => [kind, ['spec', 'template']])),
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Whether an object keeps pods running. */
export const isWorkload = ({ kind }: { readonly kind: string }): boolean => WORKLOADS.includes(kind);

/** The objects of an environment that keep pods running. */
export const workloadsOf = ({ objects }: DistEnvironment): DistObject[] => objects.filter(isWorkload);

/** The objects of an environment that create pods, also pods that end: those of a CronJob. */
export const podOwnersOf = ({ objects }: DistEnvironment): DistObject[] =>
  objects.filter(({ kind }) => TEMPLATES[kind] !== undefined);

/** Path of the template of the pods that an object creates. */
export function pathOfTemplate({ kind, id }: DistObject): readonly string[] {
  const path = TEMPLATES[kind];
  if (!path) throw new Error(`${id} creates no pods`);
  return path;
}

/** The template of the pods that an object creates. */
const templateOf = (owner: DistObject): Pick<KubernetesObject, 'metadata' | 'spec'> =>
  pathOfTemplate(owner).reduce((value, key) => value[key], owner.value as KubernetesObject['spec']);

/** The service account that the pods of an object have. */
export const serviceAccountOf = (owner: DistObject): string => templateOf(owner).spec.serviceAccountName ?? 'default';

/** A pod as the controller of its owner creates it, without a name. */
export function podOf(owner: DistObject): Pick<KubernetesObject, 'metadata' | 'spec'> {
  const template = templateOf(owner);
  const { volumeClaimTemplates = [] } = owner.value.spec;
  const claims = volumeClaimTemplates.map(({ metadata }: KubernetesObject) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: metadata.name },
  }));
  return { ...template, spec: { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...claims] } };
}

interface VolumeSource {
  readonly configMap?: { readonly name: string };
}
interface Volume extends VolumeSource {
  readonly projected?: { readonly sources: readonly VolumeSource[] };
}

/** ConfigMaps of the environment that the pods of an object mount, each in a volume of its own or several in one. */
export function mountedConfigMaps({ objects }: DistEnvironment, owner: DistObject): DistObject[] {
  const volumes: readonly Volume[] = templateOf(owner).spec.volumes ?? [];
  const sources = volumes.flatMap(({ projected, ...volume }) => [volume, ...(projected?.sources ?? [])]);
  return objects.filter(
    ({ kind, name, namespace }) =>
      kind === 'ConfigMap' &&
      namespace === owner.namespace &&
      sources.some(({ configMap }) => configMap?.name === name),
  );
}

/** Text of every file that the pods of an object mount from ConfigMaps of the environment, by its key. */
export const mountedFiles = (environment: DistEnvironment, owner: DistObject): Record<string, string> =>
  Object.assign({}, ...mountedConfigMaps(environment, owner).map(({ value }) => value.data));

/** A call to the Kubernetes API, or to a kubelet that asks the API whether it is allowed. */
export interface Call {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  /** @default - all namespaces */
  readonly namespace?: string;
  /** @default - all objects */
  readonly name?: string;
}

/** `list discovery.k8s.io/endpointslices`: how messages name it. */
export const callName = ({ verb, group, resource, subresource, namespace, name }: Call): string =>
  [
    verb,
    [...(group ? [group] : []), resource, ...(subresource ? [subresource] : [])].join('/'),
    ...(name ? [`"${name}"`] : []),
    ...(namespace ? [`in ${namespace}`] : []),
  ].join(' ');

/** What the service discovery of Prometheus (and of Alloy, which is the same code) reads for a role. */
const DISCOVERED: Record<string, readonly Pick<Call, 'group' | 'resource'>[]> = {
  pod: [{ resource: 'pods' }],
  service: [{ resource: 'services' }],
  node: [{ resource: 'nodes' }],
  endpointslice: [
    { group: 'discovery.k8s.io', resource: 'endpointslices' },
    { resource: 'services' },
    { resource: 'pods' },
  ],
};

function discoveryCalls(roles: readonly string[]): Call[] {
  const unknown = roles.find((role) => !DISCOVERED[role]);
  if (unknown) throw new Error(`what discovery of role "${unknown}" reads is not known here`);
  return roles.flatMap((role) =>
    (DISCOVERED[role] ?? []).flatMap((resource) => ['list', 'watch'].map((verb) => ({ verb, ...resource }))),
  );
}

/** https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#kubelet-authorization */
const KUBELET_METRICS: Call = { verb: 'get', resource: 'nodes', subresource: 'metrics' };
const KUBELET_PODS: Call = { verb: 'get', resource: 'nodes', subresource: 'pods' };

/** The calls of Alloy, from its configuration. */
function alloyCalls(text: string): Call[] {
  const roles = [...text.matchAll(/discovery\.kubernetes "[^"]*" \{[^}]*?role\s*=\s*"([^"]+)"/g)].map(
    ([, role]) => role ?? '',
  );
  const kubelets = /bearer_token_file/.test(text);
  return [...discoveryCalls(roles), ...(kubelets ? [KUBELET_METRICS] : [])];
}

interface ScrapeConfigurations {
  scrape_configs?: { kubernetes_sd_configs?: { role: string }[] }[];
}

/** The calls of a Prometheus configuration. */
function prometheusCalls(text: string): Call[] {
  const { scrape_configs = [] }: ScrapeConfigurations = parse(text);
  return discoveryCalls(
    scrape_configs.flatMap(({ kubernetes_sd_configs = [] }) => kubernetes_sd_configs.map(({ role }) => role)),
  );
}

interface FluentBitConfiguration {
  pipeline?: { inputs?: { name: string }[]; filters?: { name: string; use_kubelet?: unknown }[] };
}

/** The calls of Fluent Bit: of the input of events, and of the filter that knows pods from the kubelet or from the API server. */
function fluentBitCalls(text: string): Call[] {
  const { pipeline }: FluentBitConfiguration = parse(text);
  const events = (pipeline?.inputs ?? []).filter(({ name }) => name === 'kubernetes_events');
  return [
    ...events.flatMap(() => ['list', 'watch'].map((verb) => ({ verb, resource: 'events' }))),
    ...(pipeline?.filters ?? [])
      .filter(({ name }) => name === 'kubernetes')
      .map(({ use_kubelet }) => (use_kubelet ? KUBELET_PODS : { verb: 'get', resource: 'pods' })),
  ];
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

const containersOf = (owner: DistObject): readonly Container[] => templateOf(owner).spec.containers;

/** The calls of the script that renews Grafana's token: it reads and writes a Secret. */
const tokenCalls = (owner: DistObject): Call[] =>
  containersOf(owner)
    .filter(({ command = [] }) => command.some((word) => word.endsWith('/renew-token.sh')))
    .flatMap(({ env = [] }) => {
      const name = env.find((each) => each.name === 'SECRET')?.value;
      return ['get', 'patch'].map((verb) => ({ verb, resource: 'secrets', namespace: owner.namespace, name }));
    });

/** Groups of the kinds that kube-state-metrics is told to tell the state of. */
const GROUPS: Readonly<Record<string, string>> = {
  cronjobs: 'batch',
  daemonsets: 'apps',
  deployments: 'apps',
  horizontalpodautoscalers: 'autoscaling',
  jobs: 'batch',
  nodes: '',
  pods: '',
  statefulsets: 'apps',
};

/** The calls of kube-state-metrics, by its arguments. */
const stateCalls = (owner: DistObject): Call[] =>
  containersOf(owner)
    .filter(({ name }) => name === 'kube-state-metrics')
    .flatMap(({ args = [] }) => args.flatMap((each) => each.split('--resources=')[1] ?? []))
    .flatMap((resource) => {
      const group = GROUPS[resource];
      if (group === undefined) throw new Error(`the API group of ${resource} is not known here`);
      return ['list', 'watch'].map((verb) => ({ verb, resource, ...(group && { group }) }));
    });

/** File names of configurations, and the calls of the agents that read them. */
const READERS: readonly { file: RegExp; calls: (text: string) => Call[] }[] = [
  { file: /\.alloy$/, calls: alloyCalls },
  { file: /^prometheus\.yaml$/, calls: prometheusCalls },
  { file: /^fluent-bit\.yaml$/, calls: fluentBitCalls },
];

/** The calls that the pods of an object make, read from their arguments and the configuration that they mount: each once. */
export function callsOf(environment: DistEnvironment, owner: DistObject): Call[] {
  const calls = Object.entries(mountedFiles(environment, owner)).flatMap(([file, text]) =>
    READERS.filter((reader) => reader.file.test(file)).flatMap((reader) => reader.calls(text)),
  );
  return [
    ...new Map([...calls, ...stateCalls(owner), ...tokenCalls(owner)].map((call) => [callName(call), call])).values(),
  ];
}
