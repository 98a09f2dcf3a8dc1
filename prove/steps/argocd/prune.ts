import type { ApplicationStatus } from '../../argocd';
import { Failure } from '../../check';
import type { DistObject } from '../../dist';
import { sleep, until } from '../../wait';
import { about } from '../environment';
import { type ArgoCdContext, isAck } from './context';

/** Components whose objects are all pruned when they leave git. */
const LEAVING = ['alarms', 'dashboards', 'sample-apps'];

/** Kinds whose deletion loses data. FieldExport keeps the name of the workspace in the ConfigMap. */
export const holdsData = ({ environment: { objects } }: ArgoCdContext, object: DistObject): boolean => {
  const exported = objects.some(
    ({ kind, value }) => kind === 'FieldExport' && object.kind === 'ConfigMap' && value.spec.to.name === object.name,
  );
  const inAws = isAck(object.value) && ['Bucket', 'LogGroup', 'Workspace'].includes(object.kind);
  return exported || inAws || object.kind === 'Namespace' || object.kind === 'PersistentVolumeClaim';
};

/** Files leave git: objects with data stay, all others are pruned. */
export async function checkPrune(context: ArgoCdContext): Promise<void> {
  const { environment, cluster, report, repository, application } = context;
  const holders = environment.objects.filter((object) => holdsData(context, object));
  const components = new Set([...LEAVING, ...holders.map(({ component }) => component)]);
  const leaving = environment.objects.filter(({ component }) => components.has(component));
  const path = application.value.spec.source.path;
  const files = [...components].map((component) => [`${path}/${component}.k8s.yaml`, undefined] as const);
  const since = performance.now();
  const revision = repository.commit('Files leave', Object.fromEntries(files));
  const status = await synced(context, revision);
  const alive = async ({ value }: DistObject): Promise<boolean> => {
    const live = await cluster.api.get(value).catch(() => undefined);
    return live !== undefined && live.metadata.deletionTimestamp === undefined;
  };
  let kept = 0;
  for (const object of holders) {
    const subject = { ...about(context, 'stays when it leaves git', object), quiet: true };
    const fine = await report.check(subject, async () => {
      if (await alive(object)) return undefined;
      throw new Failure('it is pruned', object, ['metadata', 'annotations', 'argocd.argoproj.io/sync-options']);
    });
    if (fine) kept++;
  }
  report.note(environment.name, `${kept} of ${holders.length} objects that hold data stayed when they left git`);
  const goes = leaving.filter((object) => !holders.includes(object));
  await report.check({ ...about(context, 'prunes what leaves git', application), since }, async () => {
    for (const object of goes)
      if (await alive(object))
        throw new Failure(`${object.id} is still there: ${status.operationState?.message}`, object);
    return `${goes.length} objects`;
  });
}

/** Refreshes Argo CD to a commit, and waits until it has synced it. @returns the status then, or after a timeout */
export async function synced(
  { argocd, application, signal }: ArgoCdContext,
  revision: string,
): Promise<ApplicationStatus> {
  let status = await argocd.refresh(application.value, 'normal', signal);
  const look = async () => {
    status = await argocd.status(application.value);
    const { phase, retryCount = 0, syncResult } = status.operationState ?? {};
    return syncResult?.revision === revision && (phase !== 'Running' || retryCount > 0);
  };
  await until('the sync ends', 45, look, signal).catch(() => {});
  return status;
}

/** A folder that is empty by mistake deletes nothing. */
export async function checkEmpty(context: ArgoCdContext): Promise<void> {
  const { environment, cluster, report, repository, application, argocd, signal } = context;
  const path = application.value.spec.source.path;
  const files = environment.objects.map(({ component }) => [`${path}/${component}.k8s.yaml`, undefined] as const);
  await report.check(about(context, 'keeps everything when the folder is empty', application), async () => {
    const workload = environment.objects.find(({ kind }) => kind === 'DaemonSet');
    if (!workload) throw new Error('there is no DaemonSet to look at');
    repository.commit('Nothing is left', Object.fromEntries(files));
    await argocd.refresh(application.value, 'normal', signal);
    await sleep(3000);
    const live = await cluster.api.get(workload.value);
    if (!live || live.metadata.deletionTimestamp)
      throw new Failure(`${workload.id} is pruned`, application, ['spec', 'syncPolicy', 'automated']);
    const { conditions = [] } = await argocd.status(application.value);
    return conditions.map(({ message }) => message).join('; ');
  });
}
