import type { Manifest } from '../charts/common/chart';
import { grouped } from '../model/grouped';
import type { ClusterRef } from '../model/names/aws';
import type { ImageSettings } from '../model/names/images';
import type { Problem } from '../model/problem';

/** Checks all objects of one environment. A pure function; each problem names its object. */
export type Check = (objects: Objects, given: Given) => Iterable<Problem>;

/** What the environment names that is not among its objects. */
export interface Given {
  /** Name of the environment. @default - not compared */
  readonly environment?: string;
  /** The cluster, its Region and its account. @default - not compared */
  readonly location?: ClusterRef;
  /** Every text and number that the overlay sets, or that is a default, as text; not Regions, zones and accounts. @default - none */
  readonly settings?: readonly string[];
  /** Zones, and Regions other than the cluster's, that the overlay names. @default - none */
  readonly places?: readonly string[];
  /** Accounts other than the cluster's that the overlay names. @default - none */
  readonly accounts?: readonly string[];
  /** Images that it has in place of those of model/names/images.ts. @default - none */
  readonly images?: ImageSettings['images'];
  /** Days that log groups keep their events, as the overlay has them. @default - any that CloudWatch takes */
  readonly retentions?: readonly number[];
  /** Cluster that Argo CD applies to, where the overlay names it. @default - that of Argo CD, or the ARN of the cluster */
  readonly destinationServer?: string;
  /** Host names of destinations. @default - none */
  readonly hosts?: readonly string[];
  /** Resources of the CloudFormation template: an object each, whose kind is the type and whose name the logical ID. @default - none */
  readonly resources?: readonly Manifest[];
  /** Metrics that it keeps although nothing reads them. @default - none */
  readonly keepAlso?: readonly string[];
  /** Metrics may be collected that nothing reads. @default false */
  readonly keepUnread?: boolean;
  /** Its pods are behind network policies. @default - if there is one */
  readonly networkPolicies?: boolean;
}

/** A port as a container declares it. */
export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

/** The fields of a probe or lifecycle hook that name a port. */
export interface Handler {
  readonly httpGet?: { readonly port: number | string };
  readonly tcpSocket?: { readonly port: number | string };
  readonly grpc?: { readonly port: number };
}

/** Key of a ConfigMap or a Secret. */
export interface KeyRef {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

/** The fields of a container that checks read. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly ports?: readonly ContainerPort[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly configMapKeyRef?: KeyRef; readonly secretKeyRef?: KeyRef };
  }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: Partial<KeyRef>;
    readonly secretRef?: Partial<KeyRef>;
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly subPath?: string }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly livenessProbe?: Handler;
  readonly readinessProbe?: Handler;
  readonly startupProbe?: Handler;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
  readonly restartPolicy?: string;
}

/** A ConfigMap or Secret as a volume mounts it. */
export interface VolumeSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
  readonly optional?: boolean;
}

/** The fields of a volume that checks read. */
export interface Volume {
  readonly name: string;
  readonly configMap?: VolumeSource;
  readonly secret?: VolumeSource;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: {
    readonly sources: readonly {
      readonly configMap?: VolumeSource;
      readonly secret?: VolumeSource;
      readonly serviceAccountToken?: object;
    }[];
  };
}

/** The fields of a pod spec that checks read. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly hostNetwork?: boolean;
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly priorityClassName?: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly topologySpreadConstraints?: readonly { readonly labelSelector?: LabelSelector }[];
  readonly affinity?: object;
}

/** The fields of a label selector that checks read. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** A container with its place in the object. */
export interface PlacedContainer {
  readonly spec: Container;
  readonly field: string;
  /** It ends before the others start (an init container). */
  readonly init: boolean;
}

/** An object that creates pods. */
export interface Workload {
  readonly object: Manifest;
  readonly namespace: string;
  /** Its pods run until they are replaced, unlike those of a job. */
  readonly lasting: boolean;
  /** Path of the pod template. */
  readonly field: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly pod: PodSpec;
  readonly containers: readonly PlacedContainer[];
  /** Names of its volumes, those of claim templates included. */
  readonly volumeNames: readonly string[];
}

/** The objects of one environment, by what the checks look for. */
export interface Objects {
  readonly all: readonly Manifest[];
  readonly workloads: readonly Workload[];
  /** Objects of one kind, as `kindOf` names it. */
  ofKind(kind: string): readonly Manifest[];
  /** An object by kind, name and, unless it is cluster-scoped, namespace. */
  find(kind: string, name: string, namespace?: string): Manifest | undefined;
  /** Workloads whose pods a selector matches; an empty selector matches all of the namespace. */
  selectedBy(matchLabels: Readonly<Record<string, string>>, namespace: string): readonly Workload[];
}

/** Key by which a view of an object gives the object itself: the proof notes what checks read (prove/coverage.ts). */
export const ITSELF = Symbol('the object itself');

/** A value to be read as a whole, whatever its fields mean. What is only read so counts as not looked at. */
export const whole = <T extends object>(value: T): T => (value as { [ITSELF]?: T })[ITSELF] ?? value;

/** API group of an object; the core group is the empty string. */
export const groupOf = ({ apiVersion }: Manifest): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** A kind as kubectl writes it, with its API group where the name alone is ambiguous: `ConfigMap`, `Role.iam.services.k8s.aws`. */
export const kindOf = (object: Manifest): string => [object.kind, groupOf(object)].filter(Boolean).join('.');

/** Where each kind with a pod template has it. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'Deployment.apps': ['spec', 'template'],
  'DaemonSet.apps': ['spec', 'template'],
  'StatefulSet.apps': ['spec', 'template'],
  'Job.batch': ['spec', 'template'],
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template'],
};

function workload(object: Manifest): Workload[] {
  const path = TEMPLATES[kindOf(object)];
  if (!path) return [];
  const template = path.reduce((value, key) => value[key], object);
  const field = path.join('.');
  const pod = template.spec as PodSpec;
  const placed = (list: 'containers' | 'initContainers'): PlacedContainer[] =>
    (pod[list] ?? []).map((spec, index) => ({
      spec,
      field: `${field}.spec.${list}[${index}]`,
      // A sidecar, which goes on running. https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
      init: list === 'initContainers' && spec.restartPolicy !== 'Always',
    }));
  const claims: { metadata: { name: string } }[] = object.spec.volumeClaimTemplates ?? [];
  return [
    {
      object,
      namespace: object.metadata.namespace ?? '',
      lasting: object.kind !== 'Job' && object.kind !== 'CronJob',
      field,
      labels: template.metadata?.labels ?? {},
      annotations: template.metadata?.annotations ?? {},
      pod,
      containers: [...placed('initContainers'), ...placed('containers')],
      volumeNames: [...(pod.volumes ?? []).map(({ name }) => name), ...claims.map(({ metadata }) => metadata.name)],
    },
  ];
}

/** An identity within a cluster; versions of one API group are the same objects. */
export const identityOf = (kind: string, name: string, namespace = ''): string => `${kind} ${namespace}/${name}`;

/** Prepares the objects of one environment for the checks. */
export function index(all: readonly Manifest[]): Objects {
  const byIdentity = new Map<string, Manifest>();
  for (const object of all)
    byIdentity.set(identityOf(kindOf(object), object.metadata.name, object.metadata.namespace), object);
  const byKind = grouped(all, kindOf);
  const workloads = all.flatMap(workload);
  return {
    all,
    workloads,
    ofKind: (kind) => byKind.get(kind) ?? [],
    find: (kind, name, namespace) => byIdentity.get(identityOf(kind, name, namespace)),
    selectedBy: (matchLabels, namespace) =>
      workloads.filter(
        (candidate) =>
          candidate.namespace === namespace &&
          Object.entries(matchLabels).every(([key, value]) => candidate.labels[key] === value),
      ),
  };
}

/** Names, quoted for a message. */
export const join = (names: Iterable<string>): string => [...names].sort().join(', ');

/** These names as the allowed values of a message, or that there are none. */
export const oneOf = (names: Iterable<string>): string => {
  const listed = join(names);
  return listed ? `one of ${listed}` : 'one that exists; there is none';
};
