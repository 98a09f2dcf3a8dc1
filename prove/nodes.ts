import { type Cluster, type Clusters, isTrue } from './cluster';
import type { DistEnvironment, DistObject, KubernetesObject } from './dist';
import type { Engines } from './engines';
import { model } from './model';
import { until } from './wait';
import { workloadsOf } from './workloads';

/** Label of a node with its Availability Zone. https://kubernetes.io/docs/reference/labels-annotations-taints/#topologykubernetesiozone */
export const ZONE = 'topology.kubernetes.io/zone';
/** EKS marks Fargate nodes by this label, and by a taint of the same name. https://docs.aws.amazon.com/eks/latest/userguide/fargate.html */
export const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';
const FARGATE_SCHEDULER = 'fargate-scheduler';

/** What a node is to the stack. */
export type NodeKind = 'ec2' | 'dedicated' | 'fargate' | 'windows';
const NODE_KIND = 'prove/node';

/** What a node of `clusterWithNodes` is to the stack. */
export const kindOfNode = ({ metadata }: KubernetesObject): NodeKind => metadata.labels?.[NODE_KIND] as NodeKind;
/** Availability Zone of a node; empty if it has none. */
export const zoneOfNode = ({ metadata }: KubernetesObject): string => metadata.labels?.[ZONE] ?? '';

/** Zones of an environment's cluster. */
const zonesOf = ({ name }: DistEnvironment): string[] => model().get(name)?.cluster.zones ?? ['a', 'b', 'c'];

/** Namespaces whose pods run on Fargate. */
export const fargateNamespaces = ({ objects }: DistEnvironment): string[] =>
  objects
    .filter(({ kind }) => kind === 'FargateProfile')
    .flatMap(({ value }) => value.spec.selectors.map(({ namespace }: { namespace: string }) => namespace));

/** Fargate nodes have room for one more pod, and Windows nodes are the emptiest: a pod that may run there by mistake does. */
const SIZES: Record<NodeKind, Record<string, string>> = {
  ec2: { cpu: '3920m', memory: '14Gi', pods: '58' },
  dedicated: { cpu: '3920m', memory: '14Gi', pods: '58' },
  fargate: { cpu: '2', memory: '8Gi', pods: '2' },
  windows: { cpu: '64', memory: '256Gi', pods: '110' },
};

/** A node without an address yet. */
function node(kind: NodeKind, zone: string, index: number): KubernetesObject {
  const name = `${kind}-${zone}-${index}`;
  const size = SIZES[kind];
  const taints = {
    ec2: [],
    dedicated: [{ key: 'dedicated', value: 'batch', effect: 'NoSchedule' }],
    fargate: [{ key: COMPUTE_TYPE, value: 'fargate', effect: 'NoSchedule' }],
    windows: [],
  }[kind];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        [NODE_KIND]: kind,
        [ZONE]: zone,
        'kubernetes.io/hostname': name,
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': kind === 'windows' ? 'windows' : 'linux',
        ...(kind === 'fargate' && { [COMPUTE_TYPE]: 'fargate' }),
      },
    },
    spec: { taints },
    status: { capacity: size, allocatable: size },
  };
}

/** Two EC2 nodes per zone, one dedicated to a team by a taint, one with Windows, and one Fargate node per Fargate pod. */
function nodesFor(environment: DistEnvironment): KubernetesObject[] {
  const zones = zonesOf(environment);
  const [first = ''] = zones;
  const namespaces = fargateNamespaces(environment);
  const pods = workloadsOf(environment)
    .filter(({ namespace }) => namespaces.includes(namespace ?? ''))
    .reduce((sum, { value }) => sum + (value.spec.replicas ?? 1), 0);
  const nodes = [
    ...zones.flatMap((zone) => [node('ec2', zone, 1), node('ec2', zone, 2)]),
    node('dedicated', first, 1),
    node('windows', first, 1),
    ...Array.from({ length: pods + 1 }, (_, index) => node('fargate', zones[index % zones.length] ?? '', index)),
  ];
  return nodes.map((each, index) => ({ ...each, status: { ...each.status, ...reachable(each, index) } }));
}

/** Address of a kubelet: node discovery reads it, and pods with host network have it. */
const reachable = ({ metadata }: KubernetesObject, index: number) => ({
  addresses: [
    { type: 'InternalIP', address: `10.1.0.${index + 1}` },
    { type: 'Hostname', address: metadata.name },
  ],
  daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
});

/** A webhook of EKS sets a separate scheduler on the pods of Fargate profiles. Here a policy does the same. */
const fargateAdmission = (namespaces: readonly string[]): KubernetesObject[] => [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: FARGATE_SCHEDULER },
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'IfNeeded',
      matchConstraints: {
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }],
        },
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: `Object{spec: Object.spec{schedulerName: "${FARGATE_SCHEDULER}"}}` },
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: FARGATE_SCHEDULER },
    spec: { policyName: FARGATE_SCHEDULER },
  },
];

/** Fargate's scheduler uses only Fargate nodes, and ignores their taint. */
const SCHEDULER_PROFILES = {
  profiles: [
    { schedulerName: 'default-scheduler' },
    {
      schedulerName: FARGATE_SCHEDULER,
      plugins: { multiPoint: { disabled: [{ name: 'TaintToleration' }] } },
      pluginConfig: [
        {
          name: 'NodeAffinity',
          args: {
            addedAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: COMPUTE_TYPE, operator: 'In', values: ['fargate'] }] }],
              },
            },
          },
        },
      ],
    },
  ],
};

/** Enough volumes in every zone for the claims of StatefulSets. On EKS, the EBS CSI driver would create them. */
function volumesFor(environment: DistEnvironment): KubernetesObject[] {
  const zones = zonesOf(environment);
  return workloadsOf(environment).flatMap(({ name, value }) =>
    (value.spec.volumeClaimTemplates ?? []).flatMap((claim: KubernetesObject) =>
      zones.flatMap((zone) =>
        Array.from({ length: value.spec.replicas ?? 1 }, (_, index) => volume(`${name}-${zone}-${index}`, zone, claim)),
      ),
    ),
  );
}

const volume = (name: string, zone: string, claim: KubernetesObject): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name, labels: { [ZONE]: zone } },
  spec: {
    capacity: { storage: claim.spec.resources.requests.storage },
    accessModes: claim.spec.accessModes,
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: claim.spec.storageClassName ?? 'gp3',
    local: { path: `/volumes/${name}` },
    nodeAffinity: {
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [zone] }] }] },
    },
  },
});

const alive = new WeakMap<Cluster, Promise<void>>();

/** The cluster of an environment with nodes, on which all pods of dist/ run. Created once and shared by the steps. */
export async function clusterWithNodes(
  environment: DistEnvironment,
  { clusters, engines }: { clusters: Clusters; engines: Engines },
): Promise<Cluster> {
  const cluster = await clusters.of(environment);
  const known = alive.get(cluster) ?? startNodes(cluster, environment, engines);
  alive.set(cluster, known);
  await known;
  return cluster;
}

/** Starts nodes, volumes, controllers and the scheduler in a cluster, for the objects that the environment has or will have. */
export async function startNodes(cluster: Cluster, environment: DistEnvironment, engines: Engines): Promise<void> {
  const { api } = cluster;
  const namespaces = fargateNamespaces(environment);
  if (namespaces.length > 0) for (const object of fargateAdmission(namespaces)) await api.apply(object);
  const volumes = volumesFor(environment);
  for (const object of volumes) await api.apply(object);
  const nodes = nodesFor(environment);
  for (const object of nodes) {
    await api.apply(object);
    await api.patch(object, { status: object.status }, '/status');
  }
  await cluster.startKubelets(await engines.moduleFolder('kwok', 'sigs.k8s.io/kwok'));
  await cluster.startControllers();
  // The scheduler comes last. It spreads pods only over nodes that it sees, and a new node is tainted until it is ready. It ignores
  // a new volume until it is available; for a missing one it would wait for a provisioner, and none runs here.
  await until('every node and volume is ready', 60, async () => {
    const ready = (await api.list('v1', 'Node')).filter(
      ({ spec, status }) =>
        isTrue(status, 'Ready') &&
        !spec.taints?.some(({ key }: { key: string }) => key.startsWith('node.kubernetes.io/')),
    );
    const available = (await api.list('v1', 'PersistentVolume')).filter(({ status }) => status.phase === 'Available');
    const wanted = nodes.length + volumes.length;
    return ready.length + available.length === wanted || `${ready.length + available.length} of ${wanted}`;
  });
  await cluster.startScheduler(SCHEDULER_PROFILES);
}

/** The current objects of a workload of dist/. */
export interface Live {
  readonly workload: KubernetesObject;
  /** Pods that are not terminating. */
  readonly pods: readonly KubernetesObject[];
}

/** A workload and its pods now. */
export async function liveOf({ api }: Cluster, { value, namespace }: DistObject): Promise<Live> {
  const selector = encodeURIComponent(
    Object.entries(value.spec.selector.matchLabels)
      .map(([key, text]) => `${key}=${text}`)
      .join(','),
  );
  const { body } = await api.requestOrThrow('GET', `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  const pods = body.items.filter(({ metadata }: KubernetesObject) => !metadata.deletionTimestamp);
  return { workload: (await api.get(value)) ?? value, pods };
}

/** Pods that a workload wants, and those of its newest template that are ready. */
export function counts({ kind, spec, status, metadata }: KubernetesObject): { wanted: number; ready: number } {
  if (status?.observedGeneration !== metadata.generation) return { wanted: 1, ready: 0 };
  if (kind === 'DaemonSet')
    return {
      wanted: status.desiredNumberScheduled,
      ready: Math.min(status.numberReady, status.updatedNumberScheduled ?? 0),
    };
  return { wanted: spec.replicas, ready: Math.min(status.readyReplicas ?? 0, status.updatedReplicas ?? 0) };
}

/** Waits until every workload has all its pods ready. @returns what is missing, by the name of the workload */
export async function settle(
  cluster: Cluster,
  workloads: readonly DistObject[],
  seconds: number,
  signal: AbortSignal,
): Promise<Map<DistObject, string>> {
  const missing = new Map<DistObject, string>();
  const look = async () => {
    missing.clear();
    for (const workload of workloads) {
      const { wanted, ready } = counts((await liveOf(cluster, workload)).workload);
      if (ready < wanted || wanted === 0) missing.set(workload, `${ready} of ${wanted} pods are ready`);
    }
    return missing.size === 0;
  };
  await until('every workload is ready', seconds, look, signal).catch((error) => {
    if (missing.size === 0) throw error;
  });
  for (const [workload, text] of missing)
    missing.set(workload, [text, ...(await complaints(cluster, workload))].join('; '));
  return missing;
}

/** Messages of controllers and scheduler about a workload that does not become ready. */
async function complaints(cluster: Cluster, workload: DistObject): Promise<string[]> {
  const { pods } = await liveOf(cluster, workload);
  const unscheduled = pods.flatMap(({ status }) =>
    (status?.conditions ?? [])
      .filter(({ type, status: is }: { type: string; status: string }) => type === 'PodScheduled' && is === 'False')
      .map(({ message }: { message: string }) => message),
  );
  const events = await cluster.api.list('v1', 'Event', workload.namespace);
  const failures = events
    .filter(({ type, involvedObject }) => type === 'Warning' && involvedObject.name.startsWith(workload.name))
    .filter(({ reason }) => reason !== 'FailedScheduling')
    .map(({ message }) => message as string);
  return [...new Set([...unscheduled, ...failures])].slice(0, 3);
}
