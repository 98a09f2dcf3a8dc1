import type { ApplicationStatus, ResourceStatus } from '../../argocd';
import { Failure, NotRun } from '../../check';
import type { DistObject, KubernetesObject } from '../../dist';
import { sleep, until } from '../../wait';
import { about } from '../environment';
import { type ArgoCdContext, groupOf, keyOf, nameOf, objectOf } from './context';

/** Time of a sync that waits only for KWOK and the fake ACK, and retries after 10 and 20 seconds. */
const SYNC_SECONDS = 100;

/** Everything becomes healthy, although some kinds do not exist at first. @returns whether it did */
export async function checkFirstSync(
  context: ArgoCdContext,
  late: string,
  definitions: readonly KubernetesObject[],
): Promise<boolean> {
  const { report, cluster, application } = context;
  const since = performance.now();
  await checkMissing(context, late);
  await cluster.establish(definitions);
  return report.check({ ...about(context, 'all is applied and healthy', application), since }, async () => {
    const status = await outcome(context, 2);
    if (isUp(status)) return `${status.resources?.length} objects`;
    throw complaint(context, status);
  });
}

const isUp = ({ operationState, health }: ApplicationStatus): boolean =>
  operationState?.phase === 'Succeeded' && health?.status === 'Healthy';

/** The status when the sync has succeeded, has failed a number of times, or takes too long. */
async function outcome({ argocd, application, signal }: ArgoCdContext, failures: number): Promise<ApplicationStatus> {
  let status: ApplicationStatus = {};
  const look = async () => {
    await sleep(300); // an Application's status is large
    status = await argocd.status(application.value);
    return isUp(status) || (status.operationState?.retryCount ?? 0) >= failures;
  };
  await until('the sync ends', SYNC_SECONDS, look, signal).catch(() => {});
  return status;
}

/** Objects of a sync that the server or the project refused. */
export const refused = ({ operationState }: ApplicationStatus): ResourceStatus[] =>
  (operationState?.syncResult?.resources ?? []).filter(({ status }) => status === 'SyncFailed');

/** Kinds that come late do not block earlier waves. */
async function checkMissing(context: ArgoCdContext, late: string): Promise<void> {
  const { report, environment, history } = context;
  const missing = environment.objects.filter(({ value }) => groupOf(value.apiVersion) === late);
  if (missing.length === 0) return;
  const wave = Math.min(...missing.map((object) => object.wave));
  await report.check(about(context, `without the kinds of ${late} all waves before theirs come up`), async () => {
    const status = await outcome(context, 1);
    const other = refused(status).find(({ group }) => group !== late);
    if (other) throw new NotRun(`the sync fails for another reason: ${nameOf(other)}: ${other.message}`);
    const before = environment.objects.filter((object) => object.wave < wave);
    const absent = before.filter(({ value }) => !history.healthy.has(keyOf(value)));
    const [first] = refused(status);
    if (absent.length > 0 && !first) throw new NotRun(`the sync does not succeed: ${status.operationState?.message}`);
    if (absent.length > 0)
      throw new Failure(
        `${absent.length} of ${before.length} objects have not come, such as ${absent[0]?.id}: ${first?.message ?? status.operationState?.message}`,
        first && objectOf(context, first),
        ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'],
      );
    if (!first) throw new Error(`nothing was missing: ${status.operationState?.message}`);
    return `${before.length} objects; then "${first.message?.split('\n')[0]}"`;
  });
}

/** Why an Application is not healthy: the object that Argo CD names, and its message. */
function complaint(context: ArgoCdContext, status: ApplicationStatus): Failure {
  const { operationState, conditions = [], resources = [], health } = status;
  const [first] = refused(status);
  if (first) return failure(context, first, first.message);
  const unwell = resources.find((each) => each.health?.status && each.health.status !== 'Healthy');
  const words = [operationState?.message, ...conditions.map(({ message }) => message)].filter(Boolean).join('; ');
  if (unwell) return failure(context, unwell, `${unwell.health?.status}: ${unwell.health?.message ?? ''}; ${words}`);
  const absent = context.environment.objects.find(({ value }) => !context.history.healthy.has(keyOf(value)));
  return new Failure(
    `${operationState?.phase ?? 'no sync'}, ${health?.status}; not there: ${absent?.id}; ${words}`,
    absent,
  );
}

const failure = (context: ArgoCdContext, resource: ResourceStatus, message = ''): Failure => {
  const object: DistObject | undefined = objectOf(context, resource);
  return new Failure(`${nameOf(resource)}: ${message}`, object);
};
