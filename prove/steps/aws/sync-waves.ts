import { NotRun } from '../../check';
import { type Cluster, isTrue } from '../../cluster';
import type { DistObject, KubernetesObject } from '../../dist';
import { until } from '../../wait';
import type { Context } from '../types';
import { type Ack, serviceOf } from './controllers';
import { referred } from './identifiers';
import { NOT_IN_MOTO } from './proxy';

/** ACK looks again after 30 s at a resource that is being created. */
const WAVE_SECONDS = 75;

/** The objects that are synced, as their controllers left them. */
export type Synced = Map<DistObject, KubernetesObject>;

/**
 * Applies the objects wave by wave, as Argo CD would: the next wave when all objects of one are synced, or have failed.
 * Reports for each whether it is synced.
 */
export async function syncWaves(
  context: Context,
  { cluster, missing }: Ack,
  objects: readonly DistObject[],
): Promise<Synced> {
  const { report, signal } = context;
  const synced: Synced = new Map();
  for (const wave of new Set(objects.map((object) => object.wave))) {
    const since = performance.now();
    const ofWave = objects.filter((object) => object.wave === wave);
    await cluster.applyAll(ofWave);
    const failed = objects.filter((each) => each.wave < wave && serviceOf(each) && !synced.has(each));
    const watched = ofWave.filter(
      (object) =>
        serviceOf(object) && !missing.has(serviceOf(object) ?? '') && referred(object.value.spec, failed).length === 0,
    );
    const now = await untilSettled(cluster, watched, signal);
    for (const object of ofWave.filter((each) => serviceOf(each))) {
      const state = now.get(object);
      const subject = {
        environment: object.environment,
        subject: `${object.id}: ACK brings it to AWS`,
        object,
        quiet: true,
        since,
      };
      const fine = await report.check(subject, () => {
        const reason = missing.get(serviceOf(object) ?? '');
        if (reason) throw new NotRun(reason);
        if (isSynced(state?.status)) return undefined;
        const [waited] = referred(object.value.spec, objects).filter(
          (each) => !isSynced(now.get(each)?.status) && !synced.has(each),
        );
        if (waited) throw new NotRun(`it waits for ${waited.id}`);
        return verdict(state?.status);
      });
      if (fine && state) synced.set(object, state);
    }
  }
  // Some controllers write the rest of the status after the condition.
  for (const object of synced.keys()) synced.set(object, (await cluster.api.get(object.value)) ?? object.value);
  return synced;
}

/** Waits until every object is synced or has failed; at most for the time of a wave. */
async function untilSettled(
  cluster: Cluster,
  objects: readonly DistObject[],
  signal: AbortSignal,
): Promise<Map<DistObject, KubernetesObject | undefined>> {
  const now = new Map<DistObject, KubernetesObject | undefined>();
  const settled = (object: DistObject): boolean => {
    const status = now.get(object)?.status;
    return isSynced(status) || isTrue(status, 'ACK.Terminal') || complaints(status).includes(NOT_IN_MOTO);
  };
  await until(
    'every object of the wave is synced',
    WAVE_SECONDS,
    async () => {
      for (const object of objects) if (!settled(object)) now.set(object, await cluster.api.get(object.value));
      return objects.every(settled);
    },
    signal,
  ).catch(() => {}); // each object reports what it waits for
  return now;
}

type Status = KubernetesObject['status'];

const isSynced = (status: Status): boolean => isTrue(status, 'ACK.ResourceSynced') && !isTrue(status, 'ACK.Terminal');

/** Throws the error that the controller reports. */
function verdict(status: Status): undefined {
  if (isSynced(status)) return undefined;
  const complaint = complaints(status);
  if (complaint.includes(NOT_IN_MOTO))
    throw new NotRun(`moto has no ${complaint.split(`${NOT_IN_MOTO}: `)[1]?.split(/[;,]/)[0]}`);
  throw new Error(complaint || 'its controller says nothing of it');
}

/** Messages of the conditions of an object that is not synced, each once. */
const complaints = (status: Status): string => {
  const said = (status?.conditions ?? []).filter(({ message }: Record<string, string>) => message);
  const texts = new Map<string, string>(said.map(({ type, message }: Record<string, string>) => [message, type]));
  return [...texts].map(([message, type]) => `${type}: ${message}`).join('; ');
};
