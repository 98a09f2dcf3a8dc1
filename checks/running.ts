import type { Manifest } from '../charts/common/chart';
import { bytes } from '../model/facts/quantity';
import { onceForEach } from '../model/once';
import type { Objects, Workload } from './objects';

/** A file of a container whose content is in dist/. */
export interface ConfigFile {
  readonly text: string;
  /** Object and field that it comes from. */
  readonly object: Manifest;
  readonly field: string;
}

/** What is mounted into a container. */
export interface Mount {
  readonly path: string;
  /** `files` of ConfigMaps and Secrets cannot be written; `node` and `claim` outlive the pod; `pod` does not. */
  readonly kind: 'files' | 'node' | 'claim' | 'pod';
  readonly readOnly: boolean;
  /** Most bytes that it holds. @default - not limited by dist/ */
  readonly bytes?: number;
  /** Volume, for messages. */
  readonly volume: string;
  /** It is one file of the volume. */
  readonly isFile: boolean;
}

/** A container as it runs: in a pod, or in a task of ECS. */
export interface Running {
  readonly name: string;
  readonly image: string;
  /** Path of the container in its object. */
  readonly field: string;
  /** It ends before the others start. */
  readonly init: boolean;
  /** Command and arguments, in one line. */
  readonly commandLine: string;
  readonly env: ReadonlyMap<string, string | undefined>;
  /** Files whose content is in dist/, by their path. */
  readonly files: ReadonlyMap<string, ConfigFile>;
  readonly mounts: readonly Mount[];
  readonly readOnlyRoot: boolean;
  readonly memoryLimit?: string;
  /** Ports that it declares. */
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly field: string }[];
}

/** Containers that share a network: a pod, or a task. */
export interface Group {
  readonly object: Manifest;
  readonly workload?: Workload;
  readonly hostNetwork: boolean;
  readonly containers: readonly Running[];
}

/** Everything that runs in an environment. */
export const groupsOf = onceForEach((objects: Objects): readonly Group[] => [
  ...objects.workloads.map((workload) => podGroup(objects, workload)),
  ...objects.ofKind('TaskDefinition.ecs.services.k8s.aws').map(taskGroup),
]);

function podGroup(objects: Objects, workload: Workload): Group {
  const { object, pod, containers } = workload;
  return {
    object,
    workload,
    hostNetwork: pod.hostNetwork === true,
    containers: containers.map(({ spec, field, init }): Running => {
      const { mounts, files } = mounted(objects, workload, spec.volumeMounts ?? []);
      return {
        name: spec.name,
        image: spec.image ?? '',
        field,
        init,
        commandLine: [...(spec.command ?? []), ...(spec.args ?? [])].join(' '),
        env: new Map((spec.env ?? []).map(({ name, value }) => [name, value])),
        files,
        mounts,
        readOnlyRoot:
          (spec as { securityContext?: { readOnlyRootFilesystem?: boolean } }).securityContext
            ?.readOnlyRootFilesystem === true,
        memoryLimit: spec.resources?.limits?.memory,
        ports: (spec.ports ?? []).map(({ name, containerPort }, index) => ({
          name,
          port: containerPort,
          field: `${field}.ports[${index}].containerPort`,
        })),
      };
    }),
  };
}

interface VolumeMount {
  readonly name: string;
  readonly mountPath?: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** What the volumes of a pod are. */
interface AnyVolume {
  readonly name: string;
  readonly emptyDir?: { readonly sizeLimit?: string };
  readonly hostPath?: object;
  readonly persistentVolumeClaim?: object;
}

function mounted(objects: Objects, workload: Workload, list: readonly VolumeMount[]) {
  const files = new Map<string, ConfigFile>();
  const mounts = list.map(({ name, mountPath = '', subPath, readOnly = false }): Mount => {
    const volume = (workload.pod.volumes ?? []).find((each) => each.name === name) as AnyVolume | undefined;
    const content = volume ? volumeFiles(objects, workload, volume) : new Map<string, ConfigFile>();
    for (const [path, file] of content)
      if (subPath === undefined) files.set(`${mountPath}/${path}`, file);
      else if (subPath === path) files.set(mountPath, file);
    return {
      path: mountPath,
      kind: kindOfVolume(volume),
      readOnly,
      bytes: sizeOf(workload, name, volume),
      volume: name,
      isFile: subPath !== undefined && content.has(subPath),
    };
  });
  return { mounts, files };
}

function kindOfVolume(volume: AnyVolume | undefined): Mount['kind'] {
  if (!volume || volume.persistentVolumeClaim) return 'claim';
  if (volume.hostPath) return 'node';
  return volume.emptyDir ? 'pod' : 'files';
}

/** Size of a volume: the limit of an emptyDir, the request of a claim template. */
function sizeOf({ object }: Workload, name: string, volume: AnyVolume | undefined): number | undefined {
  const claims: { metadata: { name: string }; spec: { resources?: { requests?: { storage?: string } } } }[] = volume
    ? []
    : (object.spec.volumeClaimTemplates ?? []);
  const claim = claims.find(({ metadata }) => metadata.name === name);
  const size = claim?.spec.resources?.requests?.storage ?? volume?.emptyDir?.sizeLimit;
  return size !== undefined && /^\d+[KMGT]i$/.test(size) ? bytes(size) : undefined;
}

/** Files that a volume of ConfigMaps has, by their path in it. */
function volumeFiles(objects: Objects, { namespace, pod }: Workload, { name }: AnyVolume): Map<string, ConfigFile> {
  const volume = pod.volumes?.find((each) => each.name === name);
  const sources = [...(volume?.configMap ? [volume.configMap] : [])].concat(
    (volume?.projected?.sources ?? []).flatMap(({ configMap }) => configMap ?? []),
  );
  return new Map(
    sources.flatMap((source) => {
      const object = objects.find('ConfigMap', source.name ?? '', namespace);
      const data: Record<string, string> = object?.data ?? {};
      const items = source.items ?? Object.keys(data).map((key) => ({ key, path: key }));
      return items.flatMap(({ key, path }): [string, ConfigFile][] =>
        object && data[key] !== undefined ? [[path, { text: data[key], object, field: `data["${key}"]` }]] : [],
      );
    }),
  );
}

interface TaskContainer {
  readonly name: string;
  readonly image?: string;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: readonly { readonly name: string; readonly value?: string }[];
  readonly portMappings?: readonly { readonly containerPort: number; readonly name?: string }[];
  readonly mountPoints?: readonly {
    readonly containerPath: string;
    readonly sourceVolume: string;
    readonly readOnly?: boolean;
  }[];
  readonly readonlyRootFilesystem?: boolean;
  readonly memory?: number;
}

/** Disk of a task, in GiB. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html */
const TASK_DISK_GIBIBYTES = 20;

function taskGroup(object: Manifest): Group {
  const { containerDefinitions = [], ephemeralStorage } = object.spec as {
    containerDefinitions?: TaskContainer[];
    ephemeralStorage?: { sizeInGiB?: number };
  };
  const disk = (ephemeralStorage?.sizeInGiB ?? TASK_DISK_GIBIBYTES) * 2 ** 30;
  return {
    object,
    hostNetwork: false,
    containers: containerDefinitions.map((container, index): Running => {
      const field = `spec.containerDefinitions[${index}]`;
      const { name, image = '', entryPoint = [], environment = [], portMappings = [], mountPoints = [] } = container;
      return {
        name,
        image,
        field,
        init: false,
        commandLine: entryPoint.join(' '),
        env: new Map(environment.map((each) => [each.name, each.value])),
        files: writtenFiles(object, field, container),
        mounts: mountPoints.map(({ containerPath, sourceVolume, readOnly = false }) => ({
          path: containerPath,
          kind: 'pod',
          readOnly,
          bytes: disk,
          volume: sourceVolume,
          isFile: false,
        })),
        readOnlyRoot: container.readonlyRootFilesystem === true,
        memoryLimit: container.memory === undefined ? undefined : `${container.memory}Mi`,
        ports: portMappings.map((each, at) => ({
          name: each.name,
          port: each.containerPort,
          field: `${field}.portMappings[${at}].containerPort`,
        })),
      };
    }),
  };
}

/**
 * Files that a container of a task writes from its arguments when it starts: `printf %s "${1}" > /dev/shm/a.conf`. To the shell
 * `$10` is the first argument, and a zero.
 */
const writtenFiles = (object: Manifest, field: string, { entryPoint = [], command = [] }: TaskContainer) =>
  new Map(
    [...entryPoint.join(' ').matchAll(/printf %s "\$(?:(\d)|\{(\d+)\})" > (\S+?);/g)].flatMap(
      ([, digit, number, path = '']): [string, ConfigFile][] => {
        const index = Number(digit ?? number) - 1;
        const text = command[index];
        return text === undefined ? [] : [[path, { text, object, field: `${field}.command[${index}]` }]];
      },
    ),
  );
