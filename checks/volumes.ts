import { nameOf, type Problem } from '../model/problem';
import { type Given, type Objects, oneOf, type Workload } from './objects';
import { programsOf } from './programs';
import { groupsOf } from './running';

/** The fields of a volume that these checks read beside those of `Volume`. */
interface AnyVolume {
  readonly name: string;
  readonly hostPath?: { readonly path: string; readonly type?: string };
  readonly emptyDir?: { readonly sizeLimit?: string; readonly medium?: string };
  readonly persistentVolumeClaim?: object;
  readonly configMap?: Source & { readonly defaultMode?: number };
  readonly projected?: { readonly defaultMode?: number; readonly sources: readonly { readonly configMap?: Source }[] };
}
interface Source {
  readonly name?: string;
  readonly items?: readonly { readonly key: string; readonly path: string; readonly mode?: number }[];
}

/** Who a container runs as. */
interface Security {
  readonly runAsUser?: number;
  readonly runAsNonRoot?: boolean;
  readonly fsGroup?: number;
}

/** Volumes of a pod, each with its field. */
const volumesOf = ({ pod, field }: Workload): { volume: AnyVolume; at: string }[] =>
  ((pod.volumes ?? []) as readonly AnyVolume[]).map((volume, index) => ({
    volume,
    at: `${field}.spec.volumes[${index}]`,
  }));

const securityOf = (value: unknown): Security => (value as { securityContext?: Security }).securityContext ?? {};

/** Every volume that a container mounts exists, and every volume is mounted. */
export function* volumesExistAndAreMounted(objects: Objects): Iterable<Problem> {
  for (const { object, containers, volumeNames, field } of objects.workloads) {
    const mounted = new Set<string>();
    for (const { spec, field: at } of containers)
      for (const [index, { name }] of (spec.volumeMounts ?? []).entries()) {
        mounted.add(name);
        if (!volumeNames.includes(name))
          yield {
            object,
            field: `${at}.volumeMounts[${index}].name`,
            value: name,
            wrong: 'is not a volume of the pod',
            allowed: oneOf(volumeNames),
          };
      }
    for (const name of volumeNames)
      if (!mounted.has(name))
        yield {
          object,
          field: `${field}.spec.volumes`,
          wrong: `no container mounts ${name}`,
          allowed: 'one that does',
        };
  }
}

/** A path of the node is made where it does not exist; a pod that waits for another type never starts on such a node. */
export function* pathsOfNodesAreMade(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads)
    for (const { volume, at } of volumesOf(workload))
      if (volume.hostPath && volume.hostPath.type !== 'DirectoryOrCreate')
        yield {
          object: workload.object,
          field: `${at}.hostPath.type`,
          value: volume.hostPath.type ?? '',
          wrong: `does not make ${volume.hostPath.path} on a node that does not have it`,
          allowed: 'DirectoryOrCreate',
        };
}

/** What is mounted from the node can be written only where a configuration says that it is. */
export function* pathsOfNodesAreReadOnlyUnlessWritten(objects: Objects, given: Given): Iterable<Problem> {
  for (const { group, container, program } of programsOf(objects, given))
    for (const { path, kind, readOnly, volume } of container.mounts) {
      const isWritten = program?.writes.some((written) => written.path.startsWith(`${path}/`) || written.path === path);
      if (program && kind === 'node' && !readOnly && !isWritten)
        yield {
          object: group.object,
          field: `${container.field}.volumeMounts`,
          wrong: `${volume} of the node can be written, and ${program.name} does not write ${path}`,
          allowed: 'readOnly: true',
        };
    }
}

/** Every volume of a pod has a limit: without one it fills the disk of its node. */
export function* temporaryVolumesHaveALimit(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads)
    for (const { volume, at } of volumesOf(workload))
      if (volume.emptyDir && volume.emptyDir.sizeLimit === undefined)
        yield { object: workload.object, field: `${at}.emptyDir.sizeLimit`, wrong: 'missing', allowed: 'a size' };
}

/** Every file of a ConfigMap may be read by the user of the container: of its group if the pod has an fsGroup, else of others. */
export function* mountedFilesMayBeRead(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads) {
    const pod = securityOf(workload.pod);
    for (const { spec } of workload.containers) {
      const user = securityOf(spec).runAsUser ?? pod.runAsUser;
      if (user === 0) continue;
      const bit = pod.fsGroup === undefined ? 0o004 : 0o044;
      for (const { volume, at } of volumesOf(workload)) {
        if (!spec.volumeMounts?.some(({ name }) => name === volume.name)) continue;
        for (const { mode, field } of modesOf(volume, at))
          if ((mode & bit) === 0)
            yield {
              object: workload.object,
              field,
              value: `0${mode.toString(8)}`,
              wrong: `lets only root read what container ${spec.name} mounts as user ${user ?? 'of its image'}`,
              allowed: 'a mode that others may read, such as 0444',
            };
      }
    }
  }
}

function* modesOf({ configMap, projected }: AnyVolume, at: string): Iterable<{ mode: number; field: string }> {
  const sources = [
    ...(configMap ? [{ ...configMap, at: `${at}.configMap` }] : []),
    ...(projected?.sources ?? []).flatMap(({ configMap: source }, index) =>
      source ? [{ ...source, at: `${at}.projected.sources[${index}].configMap` }] : [],
    ),
  ];
  const whole = configMap?.defaultMode ?? projected?.defaultMode;
  if (whole !== undefined) yield { mode: whole, field: `${at}.${configMap ? 'configMap' : 'projected'}.defaultMode` };
  for (const source of sources)
    for (const [index, { mode }] of (source.items ?? []).entries())
      if (mode !== undefined) yield { mode, field: `${source.at}.items[${index}].mode` };
}

/** No file of a projected volume hides another of the same path: the kubelet keeps the last one, without a word. */
export function* mountedFilesHaveOnePlace(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads)
    for (const { volume, at } of volumesOf(workload)) {
      const from = new Map<string, string>();
      for (const { configMap: source } of volume.projected?.sources ?? []) {
        const object = source && objects.find('ConfigMap', source.name ?? '', workload.namespace);
        if (!object) continue;
        for (const path of source.items?.map((item) => item.path) ?? Object.keys(object.data ?? {})) {
          const other = from.get(path);
          if (other !== undefined)
            yield {
              object: workload.object,
              field: `${at}.projected.sources`,
              value: path,
              wrong: `is in ${nameOf(object)} and in ${other}, which it hides`,
              allowed: 'each file once',
            };
          from.set(path, nameOf(object));
        }
      }
    }
}

/** No mount is within one that cannot be written: the runtime has to make its folder there, and fails. No two mounts have one path. */
export function* mountsHaveAPlace(objects: Objects): Iterable<Problem> {
  for (const { object, containers } of groupsOf(objects))
    for (const { field, mounts } of containers)
      for (const [index, mount] of mounts.entries()) {
        const outer = mounts.find(
          (other) =>
            other !== mount && mount.path.startsWith(`${other.path}/`) && (other.readOnly || other.kind === 'files'),
        );
        const same = mounts
          .slice(0, index)
          .find(({ path }) => path.replace(/\/$/, '') === mount.path.replace(/\/$/, ''));
        const wrong = outer
          ? `is within the mount of ${outer.volume}, which cannot be written`
          : same && `is where ${same.volume} is mounted`;
        if (wrong)
          yield {
            object,
            field: `${field}.volumeMounts[${index}].mountPath`,
            value: mount.path,
            wrong,
            allowed: 'a path of its own',
          };
      }
}

/** A container that must not be root has a user by number, and one that is not root: the kubelet does not start any other. */
export function* usersAreWhatTheKubeletStarts(objects: Objects): Iterable<Problem> {
  for (const { object, pod, containers, field } of objects.workloads)
    for (const { spec, field: at } of containers) {
      const own = securityOf(spec);
      const { runAsUser, runAsNonRoot } = { ...securityOf(pod), ...own };
      const place = own.runAsUser === undefined ? `${field}.spec` : at;
      if (runAsNonRoot && !runAsUser)
        yield {
          object,
          field: `${place}.securityContext.runAsUser`,
          value: runAsUser,
          wrong:
            runAsUser === 0
              ? 'is root, and runAsNonRoot is set'
              : 'missing: the kubelet cannot know the user of the image',
          allowed: 'the number of a user',
        };
    }
}

/** A claim that a user other than root mounts has a group of that user: a new volume belongs to root. */
export function* claimsMayBeWritten(objects: Objects): Iterable<Problem> {
  for (const { workload, containers } of groupsOf(objects)) {
    if (!workload) continue;
    const { runAsUser, fsGroup } = securityOf(workload.pod);
    const claim = containers
      .flatMap(({ mounts }) => mounts)
      .find(({ kind, readOnly }) => kind === 'claim' && !readOnly);
    if (claim && runAsUser !== 0 && fsGroup === undefined)
      yield {
        object: workload.object,
        field: `${workload.field}.spec.securityContext.fsGroup`,
        wrong: `missing: user ${runAsUser ?? 'of the image'} could not write volume ${claim.volume}`,
        allowed: 'the number of a group',
      };
  }
}
