import { grouped } from '../../model/grouped';
import { isReplaced, itemOfPair, type Pair } from '../compare';
import { isTree } from '../diff';
import type { Finding, Look } from '../finding';
import { type Item, titleOf } from '../items';
import { code, some } from '../markdown';
import { immutable } from './immutable';
import { annotation, at, listAt, textAt } from './values';

/** Kinds that hold data, and the path of the name that the data is found by. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  'LogGroup.cloudwatchlogs.services.k8s.aws': ['spec', 'name'],
  'Bucket.s3.services.k8s.aws': ['spec', 'name'],
  'Workspace.prometheusservice.services.k8s.aws': ['metadata', 'name'],
  'Key.kms.services.k8s.aws': ['metadata', 'name'],
  PersistentVolumeClaim: ['metadata', 'name'],
  Namespace: ['metadata', 'name'],
  'AWS::Logs::LogGroup': ['Properties', 'LogGroupName'],
  'AWS::S3::Bucket': ['Properties', 'BucketName'],
  'AWS::KMS::Key': ['Properties', 'Description'],
};

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const DELETION_POLICY = 'services.k8s.aws/deletion-policy';
const REGION = 'services.k8s.aws/region';

/** What happens to one object that holds data. */
interface Fate {
  readonly harm: number;
  readonly item: Item;
  readonly says: string;
  /** The same for the verdict. @default - it cannot be the worst */
  readonly worst?: string;
}

const fate = (harm: number, item: Item, says: string, worst?: string): Fate => ({
  harm,
  item,
  says,
  ...(worst && { worst }),
});

/** What happens to data: it goes, is left behind, is kept shorter, or is protected less. */
export const data: Look = (pairs, by) => [
  ...together(pairs.filter((pair) => itemOfPair(pair).kind in HOLDERS).flatMap(held)),
  ...together(pairs.flatMap(volumes)),
  ...pairs.flatMap(immutable),
  ...by
    .filter(({ from, to }) => [from, to].every((text) => /^\d{12}$/.test(text)))
    .map(
      ({ from, to }): Finding => ({
        section: 'Data at risk',
        harm: 92,
        text: `everything moves to account ${code(to)}: **all data stays behind** in ${code(from)}, and nothing manages it any more`,
        worst: 'all data stays behind in another account',
      }),
    ),
];

/** Objects with the same fate are one line. */
function together(fates: readonly Fate[]): Finding[] {
  return [...grouped(fates, ({ item, says }) => JSON.stringify([item.kind, says])).values()].flatMap((same) =>
    same.slice(0, 1).map(({ harm, says, worst }) => ({
      section: 'Data at risk',
      harm,
      text: `${some(
        same.map(({ item }) => code(titleOf(item))),
        4,
      )}: ${says}`,
      ...(worst && { worst }),
    })),
  );
}

/** Volumes of a StatefulSet are found by its name. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage */
function volumes(pair: Pair): Fate[] {
  const { before } = pair;
  if (!before || listAt(before.value, 'spec', 'volumeClaimTemplates').length === 0) return [];
  const policy = textAt(before.value, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted');
  const end =
    policy === 'Delete' ? '**its volumes are deleted** with it' : 'its volumes stay, and no pod uses them any more';
  if (!pair.after || isReplaced(pair))
    return [fate(policy === 'Delete' ? 94 : 62, before, end, policy === 'Delete' ? 'volumes are deleted' : undefined)];
  const gone = listAt(pair.after.value, 'spec', 'volumeClaimTemplates').length === 0;
  return gone
    ? [
        fate(
          80,
          before,
          'its pods keep their data on no volume any more: **it ends with the pod**',
          'data ends with its pod',
        ),
      ]
    : [];
}

function held(pair: Pair): Fate[] {
  const { before, after } = pair;
  if (!before) return [];
  if (!after) return [gone(before)];
  return [
    ...moved(pair, before, after),
    ...kept(before, after),
    ...unprotected(before, after),
    ...reencrypted(before, after),
  ];
}

const optionsOf = (item: Item): string[] => (annotation(item, SYNC_OPTIONS) ?? '').split(',');

function gone(item: Item): Fate {
  const stays = optionsOf(item).includes('Prune=false') || textAt(item.value, 'DeletionPolicy') === 'Retain';
  const name = code(nameOf(item));
  if (item.kind === 'Namespace' && stays)
    return fate(60, item, `is no longer described: it stays in the cluster with what is in it`);
  return stays
    ? fate(
        76,
        item,
        `(${name}) is no longer described: its data stays, but **nothing manages it** any more, its retention included`,
        'what holds data is no longer managed',
      )
    : fate(96, item, `(${name}) **is deleted with all of its data**`, 'data is deleted for good');
}

const nameOf = (item: Item): string => textAt(item.value, ...(HOLDERS[item.kind] ?? [])) ?? item.name;

function moved(pair: Pair, before: Item, after: Item): Fate[] {
  const [from, to] = [nameOf(before), nameOf(after)];
  const [here, there] = [annotation(before, REGION), annotation(after, REGION)];
  if (here !== there)
    return [
      fate(
        88,
        after,
        `Region ${code(here ?? 'of the controller')} → ${code(there ?? 'of the controller')}: a new one, empty; **the data of the old one stays behind**`,
        'data stays behind in another Region',
      ),
    ];
  if (from !== to && after.kind === 'Namespace')
    return [fate(62, after, `was ${code(from)}: what is in the old namespace stays until somebody deletes it`)];
  if (from !== to)
    return [
      fate(
        86,
        after,
        `name ${code(from)} → ${code(to)}: a new one, empty; **the data of the old one stays behind**`,
        'data stays behind under an old name',
      ),
    ];
  if (!isReplaced(pair)) return [];
  return [
    fate(
      70,
      after,
      `described by another object than ${code(titleOf(before))}: two objects own ${code(to)} until the old one is gone`,
    ),
  ];
}

/** Days that an object keeps its data; none of it for ever. */
function daysOf({ value, kind }: Item): number {
  if (kind.startsWith('LogGroup')) return numberOf(at(value, 'spec', 'retentionDays'));
  if (kind.startsWith('AWS::Logs')) return numberOf(at(value, 'Properties', 'RetentionInDays'));
  const rules = listAt(value, 'spec', 'lifecycle', 'rules');
  return Math.min(...rules.map((rule) => numberOf(at(rule, 'expiration', 'days'))), Number.POSITIVE_INFINITY);
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.POSITIVE_INFINITY);
const daysText = (days: number): string => (Number.isFinite(days) ? `${days} days` : 'for ever');

function kept(before: Item, after: Item): Fate[] {
  const [was, is] = [daysOf(before), daysOf(after)];
  if (was === is) return [];
  const change = `${daysText(was)} → ${daysText(is)}`;
  if (is > was) return [fate(25, after, `${change}: keeps its data longer`)];
  return [
    fate(
      90,
      after,
      `${change}: **AWS deletes what is older, for good**`,
      `data older than ${daysText(is)} is deleted for good`,
    ),
  ];
}

/** Protections by what they say before and must say after. */
function unprotected(before: Item, after: Item): Fate[] {
  const lost = ['Prune=false', 'Delete=false'].filter(
    (option) => optionsOf(before).includes(option) && !optionsOf(after).includes(option),
  );
  if (annotation(before, DELETION_POLICY) === 'retain' && annotation(after, DELETION_POLICY) !== 'retain')
    lost.push(`${DELETION_POLICY}: retain`);
  const [versioned, stillVersioned] = [before, after].map(
    ({ value }) => at(value, 'spec', 'versioning', 'status') === 'Enabled',
  );
  if (versioned && !stillVersioned) lost.push('versioning');
  for (const lock of ['objectLockEnabledForBucket', 'objectLockConfiguration'])
    if (isTree(before.value.spec) && at(before.value, 'spec', lock) && !at(after.value, 'spec', lock)) lost.push(lock);
  return lost.map((protection) =>
    fate(84, after, `**loses its protection** ${code(protection)}`, 'data loses a protection against deletion'),
  );
}

/** Paths of the key that data is encrypted with. */
const KEYS = [
  ['spec', 'kmsKeyID'],
  ['spec', 'kmsKeyARN'],
  ['spec', 'encryption', 'rules'],
  ['Properties', 'KmsKeyId'],
];

/** What becomes of data whose key changes. A rule of a bucket without a key is S3's own encryption. */
function reencrypted(before: Item, after: Item): Fate[] {
  return KEYS.flatMap((path) => {
    const [was, is] = [before, after].map(({ value }) => keyText(at(value, ...path)));
    if (was === is) return [];
    const key = code(path.join('.'));
    if (was === '')
      return [fate(26, after, `${key} is new: what comes from now on needs that key, what is there stays as it is`)];
    const stays = 'what is there already stays under the old key, which must not be deleted';
    if (is === '')
      return [
        fate(
          83,
          after,
          `${key} goes: **what comes is under no key of ours any more**; ${stays}`,
          'data loses its own key',
        ),
      ];
    return [fate(58, after, `${key} changes: ${stays}`, 'data stays under an old key, which must not be deleted')];
  });
}

/** A key by its name; empty where AWS encrypts with a key of its own. */
const keyText = (value: unknown): string =>
  typeof value === 'string' ? value : (/"kmsMasterKeyI[Dd]":"([^"]*)"/.exec(JSON.stringify(value) ?? '')?.[1] ?? '');
