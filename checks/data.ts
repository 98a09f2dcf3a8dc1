import type { Manifest } from '../charts/common/chart';
import type { Problem } from '../model/problem';
import { RETENTION_DAYS } from '../model/schema/logs';
import { type Given, type Objects, oneOf } from './objects';
import { ACK } from './references';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const DELETION_POLICY = 'services.k8s.aws/deletion-policy';

const optionsOf = ({ metadata }: Manifest): string[] => metadata.annotations?.[SYNC_OPTIONS]?.split(',') ?? [];

/** Kinds of ACK that hold data: what they were is lost with them. */
const HOLDERS = [`LogGroup.cloudwatchlogs.${ACK}`, `Workspace.prometheusservice.${ACK}`, `Bucket.s3.${ACK}`];

/** ConfigMaps that FieldExport fills: pruned, they would be filled again only hours later. */
const filled = (objects: Objects): Manifest[] =>
  objects
    .ofKind(`FieldExport.${ACK}`)
    .flatMap(
      ({ spec, metadata }) =>
        objects.find(
          spec.to.kind === 'secret' ? 'Secret' : 'ConfigMap',
          spec.to.name,
          spec.to.namespace ?? metadata.namespace,
        ) ?? [],
    );

/** What holds data stays when its object goes: ACK retains it, and Argo CD prunes neither it nor the namespace that it is in. */
export function* dataIsKept(objects: Objects): Iterable<Problem> {
  const holders = HOLDERS.flatMap((kind) => objects.ofKind(kind));
  for (const object of holders)
    if (object.metadata.annotations?.[DELETION_POLICY] !== 'retain')
      yield {
        object,
        field: `metadata.annotations["${DELETION_POLICY}"]`,
        value: object.metadata.annotations?.[DELETION_POLICY],
        wrong: 'lets ACK delete the data with the object',
        allowed: 'retain',
      };
  const retained = objects.all.filter(({ metadata }) => metadata.annotations?.[DELETION_POLICY] === 'retain');
  for (const object of new Set([...holders, ...retained, ...objects.ofKind('Namespace'), ...filled(objects)]))
    for (const option of ['Prune=false', 'Delete=false'])
      if (!optionsOf(object).includes(option))
        yield {
          object,
          field: `metadata.annotations["${SYNC_OPTIONS}"]`,
          value: object.metadata.annotations?.[SYNC_OPTIONS],
          wrong: `does not say ${option}: Argo CD would delete what cannot come back`,
          allowed: 'Prune=false,Delete=false among the options',
        };
}

/** Every log group expires its events, after a time that the overlay names. */
export function* logGroupsExpire(objects: Objects, { retentions = [] }: Given): Iterable<Problem> {
  const known = retentions.length > 0 ? retentions : RETENTION_DAYS;
  for (const object of objects.ofKind(`LogGroup.cloudwatchlogs.${ACK}`)) {
    const days = object.spec.retentionDays;
    if (!(known as readonly unknown[]).includes(days))
      yield {
        object,
        field: 'spec.retentionDays',
        value: days,
        wrong:
          days === undefined
            ? 'missing: the group would keep its events for ever'
            : 'is not a retention of the overlay',
        allowed: oneOf(known.map(String)),
      };
  }
}

/** What a bucket must have, by path and value. */
const BUCKET: readonly (readonly [path: string, isRight: (value: unknown) => boolean, allowed: string])[] = [
  ...['blockPublicACLs', 'blockPublicPolicy', 'ignorePublicACLs', 'restrictPublicBuckets'].map(
    (name) => [`publicAccessBlock.${name}`, (value: unknown) => value === true, 'true'] as const,
  ),
  ['ownershipControls.rules.0.objectOwnership', (value) => value === 'BucketOwnerEnforced', 'BucketOwnerEnforced'],
  [
    'encryption.rules.0.applyServerSideEncryptionByDefault.sseAlgorithm',
    (value) => value === 'AES256' || /^aws:kms/.test(String(value)),
    'AES256 or aws:kms',
  ],
  ['lifecycle.rules.0.status', (value) => value === 'Enabled', 'Enabled'],
  ['lifecycle.rules.0.expiration.days', (value) => Number(value) > 0, 'a number of days'],
  ['versioning.status', (value) => value === 'Enabled', 'Enabled'],
];

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value);

/** Whether the policy of a bucket denies whatever does not come over TLS, for the bucket and all of its objects. */
function refusesPlainHttp({ name, policy = '{}' }: { name: string; policy?: string }): boolean {
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Record<string, unknown>[] };
  return statements.some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === 'Deny' &&
      Principal === '*' &&
      Action === 's3:*' &&
      JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}' &&
      [`:::${name}`, `:::${name}/*`].every((end) => [Resource].flat().some((each) => String(each).endsWith(end))),
  );
}

/** Every bucket is private, encrypted, versioned and expires its objects, and refuses plain HTTP. */
export function* bucketsAreSafe(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind(`Bucket.s3.${ACK}`)) {
    for (const [path, isRight, allowed] of BUCKET) {
      const value = at(object.spec, path);
      if (!isRight(value))
        yield {
          object,
          field: `spec.${path.replace(/\.(\d+)/g, '[$1]')}`,
          value,
          wrong: value === undefined ? 'missing' : 'is a safety that is off',
          allowed,
        };
    }
    if (!refusesPlainHttp(object.spec))
      yield {
        object,
        field: 'spec.policy',
        wrong: 'takes plain HTTP',
        allowed: 'a statement that denies everyone everything in the bucket where aws:SecureTransport is false',
      };
  }
}

/** Every alarm is on, tells somebody when it goes off and when it is over, and says what a gap in its data means. */
export function* alarmsTellSomebody(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind(`MetricAlarm.cloudwatch.${ACK}`)) {
    const { actionsEnabled = true, alarmActions = [], treatMissingData } = object.spec;
    if (actionsEnabled !== true)
      yield {
        object,
        field: 'spec.actionsEnabled',
        value: actionsEnabled,
        wrong: 'is off: the alarm tells nobody',
        allowed: 'true',
      };
    if (alarmActions.length === 0)
      yield { object, field: 'spec.alarmActions', wrong: 'tells nobody', allowed: 'a topic' };
    if (treatMissingData === undefined)
      yield { object, field: 'spec.treatMissingData', wrong: 'missing', allowed: 'what a gap in the data means' };
  }
}
