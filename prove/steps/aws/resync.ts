import { Failure, NotRun } from '../../check';
import type { DistObject, KubernetesObject } from '../../dist';
import { sleep, until } from '../../wait';
import type { Context } from '../types';
import { type Ack, RESYNC_SECONDS, serviceOf } from './controllers';
import type { Description } from './descriptions';
import { fieldOf } from './match';
import type { Moto } from './moto';
import type { Synced } from './sync-waves';

/** Kinds whose resources contain data that cannot be recreated. */
const HOLDS_DATA: readonly string[] = ['LogGroup', 'Bucket', 'Workspace'];

/** A change by a controller, as in its log. */
interface Change {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly diff: readonly { Path: { Parts: string[] }; A: unknown; B: unknown }[];
}

/** The changes that a controller has logged. */
export const changesIn = (log: string): Change[] =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"desired resource state has changed"'))
    .map((line) => JSON.parse(line));

/** Signing name of an ACK service, where it differs from the service's name. */
const SIGNED: Readonly<Record<string, string>> = {
  cloudwatch: 'monitoring',
  cloudwatchlogs: 'logs',
  elbv2: 'elasticloadbalancing',
  prometheusservice: 'aps',
};

/** When ACK reconciles again it changes nothing in AWS. Otherwise it would change the resource every ten hours, indefinitely. */
export async function checkResync(
  { report }: Context,
  { controllers }: Ack,
  moto: Moto,
  synced: Synced,
): Promise<void> {
  const since = performance.now();
  const [written, asked] = [moto.writes.length, moto.asked.length];
  const before = controllers.map((controller) => controller.log().length);
  await sleep((RESYNC_SECONDS + 3) * 1000);
  const changes = controllers.flatMap((controller, index) => changesIn(controller.log().slice(before[index])));
  const writes = moto.writes.slice(written);
  const looked = new Set(moto.asked.slice(asked));
  for (const [object, state] of synced) {
    const service = serviceOf(object) ?? '';
    const names = namesOf(state);
    const calls = writes
      .filter(
        (write) => write.service === (SIGNED[service] ?? service) && names.some((name) => write.text.includes(name)),
      )
      .map(({ call }) => call);
    const about = `${object.id}: ACK changes nothing when it looks again`;
    const subject = { environment: object.environment, subject: about, object, quiet: true, since };
    await report.check(subject, () => {
      const controller = controllers.find((each) => each.name.endsWith(`ack-${service}`));
      if (!controller?.running) throw new Error(`its controller has ended:\n${controller?.tail()}`);
      if (!looked.has(SIGNED[service] ?? service))
        throw new NotRun('its controller did not reconcile it again in time');
      const change = changes.find(({ kind, name, namespace }) => `${kind} ${namespace}/${name}` === object.id);
      if (!change) return undefined;
      const [first = ''] = change.diff[0]?.Path.Parts.slice(1) ?? [];
      const found = change.diff.map(({ Path, A, B }) => `${Path.Parts.join('.')} is ${show(B)}, ${show(A)} is written`);
      if (calls.length === 0) return `sees that ${found.join('; ')}, and calls nothing`;
      throw new Failure(`${found.join('; ')}: ${[...new Set(calls)].join(', ')}`, object, [
        'spec',
        fieldOf(object.value.spec, first, {}).key ?? first,
      ]);
    });
  }
}

/** What identifies a resource in the calls of its service: its ID, ARN or name. */
function namesOf({ spec, status }: KubernetesObject): string[] {
  const ids = Object.values(status ?? {}).filter((value) => /^[a-z]+-[0-9a-f-]{8,}$/.test(String(value)));
  const names = [spec.name, spec.family, spec.alias, spec.dashboardName, status?.ackResourceMetadata?.arn, ...ids];
  return names.filter((name): name is string => Boolean(name));
}

const show = (value: unknown): string => (value === null ? 'nothing' : JSON.stringify(value));

/** Resources with data stay in AWS when their objects are deleted. */
export async function checkDataStays(
  { report, signal }: Context,
  { cluster }: Ack,
  moto: Moto,
  synced: Synced,
  descriptionOf: (object: DistObject) => Description | undefined,
): Promise<void> {
  const holders = [...synced].filter(([{ kind }]) => HOLDS_DATA.includes(kind));
  for (const [object] of holders) await cluster.api.request('DELETE', await cluster.api.path(object.value));
  for (const [object, state] of holders) {
    const about = `${object.id}: its data stays in AWS when the object goes`;
    const subject = { environment: object.environment, subject: about, object, quiet: true };
    await report.check(subject, async () => {
      const gone = async () => (await cluster.api.get(object.value)) === undefined;
      await until('the object is gone', 20, gone, signal);
      const path = ['metadata', 'annotations', 'services.k8s.aws/deletion-policy'];
      const is = await descriptionOf(object)
        ?.describe(moto, state)
        .catch((error: Error) => {
          throw new Failure(`AWS no longer has it: ${error.message}`, object, path);
        });
      const status = is?.status?.statusCode ?? 'ACTIVE';
      if (!(is?.name ?? is?.arn) || status !== 'ACTIVE') throw new Failure('AWS no longer has it', object, path);
      return undefined;
    });
  }
}
