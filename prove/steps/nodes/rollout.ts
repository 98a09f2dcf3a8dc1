import { join } from 'node:path';
import { Failure } from '../../check';
import type { DistEnvironment, DistObject } from '../../dist';
import { readDist } from '../../dist';
import { fargateNamespaces, liveOf } from '../../nodes';
import { synthVariant } from '../../variant';
import { until } from '../../wait';
import { mountedConfigMaps, workloadsOf } from '../../workloads';
import { about, type EnvironmentContext } from '../environment';

/** A workload as it was before its configuration changed. */
interface Before {
  readonly object: DistObject;
  /** The same workload of the variant. */
  readonly changed?: DistObject;
  readonly pods: ReadonlySet<string>;
  readonly restarts: boolean;
}

/** Applies the environment with another configuration of every agent: their pods are replaced, all others stay. */
export async function checkRollout(context: EnvironmentContext): Promise<void> {
  const { cluster, environment, report, signal } = context;
  const variant = await variantOf(context);
  if (!variant) {
    report.notRun(about(context, 'a changed configuration rolls out'), 'no overlay has its name');
    return;
  }
  const before = await Promise.all(workloadsOf(environment).map((object) => remember(context, object, variant)));
  for (const { value, text } of variant.objects) await cluster.api.apply(value, text);
  for (const each of before) {
    const what = each.restarts ? 'its new configuration brings new pods' : 'stays as it is when others change';
    await report.check(about(context, what, each.object), () => {
      expectSameTemplate(each);
      return each.restarts ? replaced(context, each, signal) : untouched(context, each);
    });
  }
  await cluster.applyAll(environment.objects);
}

/** The environment as it would be after a change of settings. */
async function variantOf({ environment, folder, variant }: EnvironmentContext): Promise<DistEnvironment | undefined> {
  const dist = variant ?? (await synthVariant(join(folder, 'variant')));
  return readDist(dist).find(({ name }) => name === environment.name);
}

/** What the log router of every pod on Fargate reads. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const ROUTER_CONFIGURATION = 'ConfigMap aws-observability/aws-logging';

/** What a pod, or the log router next to it, reads at its start. New pods are due if it differs. */
const configurationOf = (environment: DistEnvironment, workload: DistObject): string => {
  const onFargate = fargateNamespaces(environment).includes(workload.namespace ?? '');
  const router = environment.objects.filter(({ id }) => onFargate && id === ROUTER_CONFIGURATION);
  const read = new Set([...mountedConfigMaps(environment, workload), ...router]);
  return JSON.stringify([...read].map(({ value: { data } }) => data));
};

async function remember(
  { cluster, environment }: EnvironmentContext,
  object: DistObject,
  variant: DistEnvironment,
): Promise<Before> {
  const changed = variant.objects.find(({ id }) => id === object.id);
  const { pods } = await liveOf(cluster, object);
  return {
    object,
    changed,
    pods: new Set(pods.map(({ metadata }) => metadata.uid as string)),
    restarts: changed !== undefined && configurationOf(environment, object) !== configurationOf(variant, changed),
  };
}

/** The variant's pods differ only in checksums: any other difference would start new pods by itself. */
function expectSameTemplate({ object, changed }: Before): void {
  if (!changed) return;
  const [is, wanted] = [object, changed].map(({ value }) =>
    JSON.stringify(value.spec.template).replace(/("checksum\/[^"]+":)"[0-9a-f]+"/g, '$1""'),
  );
  if (is !== wanted)
    throw new Failure('its pods differ from those of the overlay by more than checksums', object, ['spec', 'template']);
}

/** At least two new pods start: the rollout makes progress. A DaemonSet on many nodes takes minutes to finish. */
async function replaced(
  { cluster }: EnvironmentContext,
  { object, pods }: Before,
  signal: AbortSignal,
): Promise<string> {
  const wanted = Math.min(2, pods.size);
  let fresh = 0;
  const look = async () => {
    const live = await liveOf(cluster, object);
    fresh = live.pods.filter(
      ({ metadata, status }) => !pods.has(metadata.uid as string) && status.phase === 'Running',
    ).length;
    return fresh >= wanted;
  };
  await until('new pods run', 45, look, signal).catch(() => {
    throw new Failure(`${fresh} of ${pods.size} pods are new after 45 s`, object, [
      'spec',
      'template',
      'metadata',
      'annotations',
    ]);
  });
  return `${fresh} of ${pods.size} pods are new so far`;
}

async function untouched({ cluster }: EnvironmentContext, { object, pods }: Before): Promise<undefined> {
  const live = await liveOf(cluster, object);
  const fresh = live.pods.filter(({ metadata }) => !pods.has(metadata.uid as string));
  if (fresh.length > 0) throw new Failure(`${fresh.length} of ${pods.size} pods are new`, object);
  return undefined;
}
