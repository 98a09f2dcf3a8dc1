import type { ApplicationStatus } from '../../argocd';
import { Failure } from '../../check';
import type { DistObject, KubernetesObject } from '../../dist';
import { difference } from '../../stored';
import { sleep, until } from '../../wait';
import { about } from '../environment';
import { type ArgoCdContext, isAck, nameOf, objectOf } from './context';

/** Time within which Argo CD begins a sync that is due. */
const QUIET_MILLISECONDS = 3000;

/** Nothing differs, although controllers and the server add fields, and nothing is applied again. @returns whether that holds */
export async function checkSteady(context: ArgoCdContext): Promise<boolean> {
  const { argocd, application, report } = context;
  return report.check(about(context, 'stays Synced, and applies nothing again', application), async () => {
    const before = await argocd.status(application.value);
    const statuses = [await argocd.refresh(application.value, 'hard', context.signal)];
    await sleep(QUIET_MILLISECONDS);
    statuses.push(await argocd.status(application.value));
    for (const status of statuses) await expectSynced(context, status);
    const [first, last] = [before, statuses.at(-1)].map((status) => status?.operationState?.startedAt);
    if (first !== last) throw new Error(`a sync began at ${last} without a commit`);
    return `${before.resources?.length} objects`;
  });
}

async function expectSynced(
  context: ArgoCdContext,
  { resources = [], sync, conditions = [] }: ApplicationStatus,
): Promise<void> {
  if (sync?.status === 'Synced') return;
  const different = resources.find(({ status }) => status !== 'Synced');
  if (!different) throw new Error(`${sync?.status}: ${conditions.map(({ message }) => message).join('; ')}`);
  const object = objectOf(context, different);
  const found = object && (await whatAnApplyChanges(context, object));
  const text = found ? ` at ${found.path.join('.')}: ${found.message}` : '';
  throw new Failure(`${nameOf(different)} is ${different.status}${text}`, object, found?.path);
}

/** The field that an apply would change. */
async function whatAnApplyChanges({ cluster }: ArgoCdContext, { value }: DistObject) {
  const live = await cluster.api.get(value);
  return difference({ metadata: { annotations: value.metadata.annotations }, ...bodyOf(value) }, live);
}

const bodyOf = ({ metadata, ...body }: KubernetesObject) => body;

/** Argo CD keeps what FieldExport writes into a ConfigMap of the stack. */
export async function checkFieldExport(context: ArgoCdContext): Promise<void> {
  const { environment, cluster, report, argocd, application } = context;
  for (const { value } of environment.objects.filter(({ kind }) => kind === 'FieldExport')) {
    const { name, namespace, key } = value.spec.to;
    const target = environment.objects.find(
      (object) => object.kind === 'ConfigMap' && object.name === name && object.namespace === namespace,
    );
    if (!target) continue;
    await report.check(about(context, 'keeps what FieldExport writes into it', target), async () => {
      await cluster.api.patch(target.value, { data: { [key]: 'ws-written-by-ack' } });
      await argocd.refresh(application.value, 'normal', context.signal);
      await sleep(QUIET_MILLISECONDS);
      const live = await cluster.api.get(target.value);
      if (live?.data?.[key] !== 'ws-written-by-ack')
        throw new Failure(`${key} is ${JSON.stringify(live?.data?.[key])}`, target, ['data', key]);
      return `${key} stays`;
    });
  }
}

/** A manual change of one object. */
interface ManualChange {
  readonly what: string;
  readonly object?: DistObject;
  readonly change?: unknown;
}

/** One per kind, but none that would replace the pods of an agent, because that takes long. */
function manualChanges({ environment: { objects } }: ArgoCdContext): ManualChange[] {
  const find = (kind: string, suits: (object: DistObject) => unknown = () => true) =>
    objects.find((object) => object.kind === kind && suits(object));
  const deployment = objects.filter(({ kind }) => kind === 'Deployment').at(-1);
  const image = { ...deployment?.value.spec.template.spec.containers[0], image: 'example.com/other:1' };
  const file = find('ConfigMap', ({ value }) => Object.keys(value.data ?? {}).length > 0);
  const [name = ''] = Object.keys(file?.value.data ?? {});
  return [
    { what: 'a file', object: file, change: { data: { [name]: 'changed' } } },
    { what: 'the time until a pod counts', object: find('DaemonSet'), change: { spec: { minReadySeconds: 1 } } },
    { what: 'an image', object: deployment, change: { spec: { template: { spec: { containers: [image] } } } } },
    {
      what: 'a retention',
      object: find('LogGroup', ({ value }) => value.spec.retentionDays),
      change: { spec: { retentionDays: 1827 } },
    },
    { what: 'a Service that is deleted', object: find('Service', ({ value }) => !isAck(value)) },
  ];
}

/** Manual changes and deletions are reverted to the state in git. */
export async function checkSelfHeal(context: ArgoCdContext): Promise<void> {
  const { cluster, report, application, signal } = context;
  const done = manualChanges(context).filter(({ object }) => object);
  await report.check(about(context, 'undoes what is changed by hand', application), async () => {
    for (const { object, change } of done) {
      if (!object) continue;
      if (change) await cluster.api.patch(object.value, change);
      else await cluster.api.requestOrThrow('DELETE', await cluster.api.path(object.value));
    }
    let left: Failure | undefined;
    const look = async () => {
      left = undefined;
      for (const { object, what } of done) {
        if (!object || left) continue;
        const found = difference(bodyOf(object.value), await cluster.api.get(object.value));
        if (found) left = new Failure(`${what} of ${object.id} is not reverted: ${found.message}`, object, found.path);
      }
      return left === undefined;
    };
    await until('all is undone', 45, look, signal).catch((error) => {
      throw left ?? error;
    });
    return done.map(({ what, object }) => `${what} (${object?.id})`).join(', ');
  });
}
