import { nameOf, type Problem } from '../model/problem';
import { type Given, type Objects, oneOf } from './objects';
import { programsOf, type RunningProgram } from './programs';
import type { Written } from './programs/types';
import type { Mount } from './running';

/** What every container may write to. */
const ALWAYS_WRITABLE = /^\/(dev|proc|sys)\//;

const covers = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);

/** The mount that a path is in: the deepest one. */
const mountOf = ({ container }: RunningProgram, path: string): Mount | undefined =>
  container.mounts
    .filter((mount) => covers(mount.path, path))
    .sort((one, other) => other.path.length - one.path.length)[0];

/** Everything that a program writes, with where that goes. */
function* writes(
  objects: Objects,
  given: Given,
): Iterable<{ running: RunningProgram; written: Written; mount: Mount | undefined }> {
  for (const running of programsOf(objects, given))
    for (const written of running.program?.writes ?? [])
      if (!ALWAYS_WRITABLE.test(written.path)) yield { running, written, mount: mountOf(running, written.path) };
}

/** Programs write only where their container lets them: the root file system is read-only, and so is every ConfigMap. */
export function* writtenPathsAreWritable(objects: Objects, given: Given): Iterable<Problem> {
  for (const { running, written, mount } of writes(objects, given)) {
    const { container, group, program } = running;
    const why = mount
      ? mount.readOnly
        ? `volume ${mount.volume} is mounted read-only`
        : mount.kind === 'files'
          ? `volume ${mount.volume} is of a ConfigMap`
          : undefined
      : container.readOnlyRoot
        ? 'the root file system is read-only'
        : undefined;
    if (why)
      yield {
        object: group.object,
        field: `${container.field}.volumeMounts`,
        wrong: `${program?.name} writes ${written.path}, and ${why}`,
        allowed: `a volume that can be written, at ${written.path} or above`,
      };
  }
}

/** Every volume holds what the configurations of its pod may write into it, all together. */
export function* volumesHoldWhatIsWritten(objects: Objects, given: Given): Iterable<Problem> {
  const sums = new Map<string, { running: RunningProgram; mount: Mount; bytes: number }>();
  for (const { running, written, mount } of writes(objects, given)) {
    if (mount?.bytes === undefined || written.bytes === undefined) continue;
    const key = `${nameOf(running.group.object)} ${mount.volume}`;
    sums.set(key, { running, mount, bytes: (sums.get(key)?.bytes ?? 0) + written.bytes });
  }
  for (const { running, mount, bytes } of sums.values())
    if (bytes > (mount.bytes ?? 0))
      yield {
        object: running.group.object,
        field: `${running.container.field}.volumeMounts`,
        value: mebibytes(mount.bytes ?? 0),
        wrong: `is the size of volume ${mount.volume}, into which ${running.program?.name} may write more`,
        allowed: `${mebibytes(bytes)} or more`,
      };
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)}Mi`;

/** What a pod must not lose is on a volume that outlives it: of the node, or its own claim. */
export function* stateOutlivesItsPod(objects: Objects, given: Given): Iterable<Problem> {
  for (const { running, written, mount } of writes(objects, given))
    if (written.loses && running.group.workload && (!mount || mount.kind === 'pod'))
      yield {
        object: running.group.object,
        field: `${running.container.field}.volumeMounts`,
        wrong: `${written.path} goes with the pod, and with it ${written.loses}`,
        allowed: 'a hostPath or a claim',
      };
}

/** Every file of a configuration that a program reads is mounted where it looks for it. */
export function* filesThatAreReadExist(objects: Objects, given: Given): Iterable<Problem> {
  for (const { group, container, program } of programsOf(objects, given))
    for (const path of program?.reads ?? [])
      if (!container.files.has(path) && !(container.mounts.length === 0 && container.files.size === 0))
        yield {
          object: group.object,
          field: `${container.field}.volumeMounts`,
          value: path,
          wrong: `is a file that ${program?.name} reads, and nothing mounts`,
          allowed: oneOf(container.files.keys()),
        };
}

/** Every variable that a configuration or an argument names is in the environment of its container. */
export function* variablesAreSet(objects: Objects, given: Given): Iterable<Problem> {
  for (const { group, container, program } of programsOf(objects, given)) {
    const { env, field } = container;
    // https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
    const expanded = group.workload ? [...container.commandLine.matchAll(/\$\(([A-Z_][A-Z0-9_]*)\)/g)] : [];
    for (const name of new Set([...(program?.variables ?? []), ...expanded.map(([, each = '']) => each)]))
      if (!env.has(name))
        yield {
          object: group.object,
          field: `${field}.env`,
          value: name,
          wrong: `is a variable that ${program?.name ?? 'the container'} reads, and nothing sets`,
          allowed: oneOf(env.keys()),
        };
  }
}

/** Pods and tasks are killed only after the time that their configuration takes to deliver what is left. */
export function* podsOutliveTheirGrace(objects: Objects, given: Given): Iterable<Problem> {
  for (const { group, container, program } of programsOf(objects, given)) {
    const grace = program?.graceSeconds;
    if (grace === undefined) continue;
    const { workload, object } = group;
    const [index = '0'] = /\d+(?=\]$)/.exec(container.field) ?? [];
    const seconds: number = workload
      ? ((workload.pod as { terminationGracePeriodSeconds?: number }).terminationGracePeriodSeconds ?? 30)
      : (object.spec.containerDefinitions[index].stopTimeout ?? 30);
    if (seconds <= grace)
      yield {
        object,
        field: workload ? `${workload.field}.spec.terminationGracePeriodSeconds` : `${container.field}.stopTimeout`,
        value: seconds,
        wrong: `is no longer than the grace of ${program?.name}, which delivers what is left`,
        allowed: `more than ${grace}`,
      };
  }
}
