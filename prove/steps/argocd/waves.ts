import { Failure } from '../../check';
import type { DistObject } from '../../dist';
import { mountedConfigMaps, mountedFiles, podOwnersOf, serviceAccountOf } from '../../workloads';
import { about } from '../environment';
import { type ArgoCdContext, isAck, keyOf } from './context';

/** No object is created before all earlier waves are healthy. */
export async function checkWaves(context: ArgoCdContext): Promise<void> {
  const { environment, history, report, knowsAck } = context;
  const waves = [...new Set(environment.objects.map(({ wave }) => wave))].sort((a, b) => a - b);
  let proved = 0;
  for (const [index, wave] of waves.slice(0, -1).entries()) {
    const next = environment.objects.filter((object) => object.wave === waves[index + 1]);
    const begins = Math.min(...next.map(({ value }) => history.came.get(keyOf(value)) ?? 0));
    const subject = {
      ...about(context, `wave ${wave} is healthy before wave ${waves[index + 1]} begins`),
      quiet: true,
    };
    const fine = await report.check(subject, () => {
      for (const object of environment.objects.filter((each) => each.wave === wave)) {
        const done = isWaitedFor(context, object) ? history.healthy : history.came;
        const revision = done.get(keyOf(object.value)) ?? Number.POSITIVE_INFINITY;
        if (revision > begins)
          throw new Failure(
            `${object.id} is healthy at revision ${revision}, the next wave begins at ${begins}`,
            object,
          );
      }
      return undefined;
    });
    if (fine) proved++;
  }
  report.note(environment.name, `${proved} of ${waves.length - 1} waves were healthy before the next began`);
  if (!knowsAck)
    report.notRun(
      about(context, 'waves wait for what ACK creates'),
      "EKS's capability for Argo CD has a health check of ACK's resources, and this Argo CD does not",
    );
}

/** Whether Argo CD can see that it is not healthy yet. */
const isWaitedFor = ({ knowsAck }: ArgoCdContext, { value }: DistObject): boolean => knowsAck || !isAck(value);

/** What pods need exists before the object that creates them, whatever the wave numbers are. */
export async function checkDependencies(context: ArgoCdContext): Promise<void> {
  const { environment, history, report } = context;
  for (const owner of podOwnersOf(environment)) {
    const needs = needsOf(context, owner);
    const began = history.came.get(keyOf(owner.value)) ?? 0;
    await report.check({ ...about(context, 'what it needs is there before it', owner), quiet: true }, () => {
      for (const object of needs) {
        const done = isWaitedFor(context, object) ? history.healthy : history.came;
        const revision = done.get(keyOf(object.value)) ?? Number.POSITIVE_INFINITY;
        if (revision > began)
          throw new Failure(`${object.id} is there at revision ${revision}, ${owner.id} at ${began}`, object, [
            'metadata',
            'annotations',
            'argocd.argoproj.io/sync-wave',
          ]);
      }
      return needs.map(({ id }) => id).join(', ');
    });
  }
}

/** Its namespace, service account, files, and in AWS the role that it has and the log groups that its files name. */
export function needsOf({ environment }: ArgoCdContext, owner: DistObject): DistObject[] {
  const account = environment.objects.find(
    ({ kind, name, namespace }) =>
      kind === 'ServiceAccount' && namespace === owner.namespace && name === serviceAccountOf(owner),
  );
  const role = account?.value.metadata.annotations?.['eks.amazonaws.com/role-arn'];
  const files = Object.values(mountedFiles(environment, owner)).join('\n');
  const mounted = mountedConfigMaps(environment, owner);
  const tests: Record<string, (object: DistObject) => boolean> = {
    Namespace: ({ name }) => name === owner.namespace,
    ServiceAccount: (object) => object === account,
    ConfigMap: (object) => mounted.includes(object),
    Role: ({ value }) => isAck(value) && role?.endsWith(`role/${value.spec.name}`) === true,
    PodIdentityAssociation: ({ value: { spec } }) =>
      spec.namespace === owner.namespace && spec.serviceAccount === account?.name,
    LogGroup: ({ value }) => files.includes(value.spec.name),
  };
  return environment.objects.filter((object) => tests[object.kind]?.(object));
}
