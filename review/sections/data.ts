import { grouped } from '../../model/grouped';
import { isReplaced, itemOfPair, type Pair } from '../compare';
import type { Finding, Look } from '../finding';
import { type Item, titleOf } from '../items';
import { code, count, some } from '../markdown';
import { immutable, refusedIn } from './immutable';
import { isKept, protectionsLost } from './protections';
import { daysText, keptOtherwise } from './retention';
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

const REGION = 'services.k8s.aws/region';

/** What happens to one object that holds data. */
interface Fate {
  readonly harm: number;
  readonly item: Item;
  readonly says: string;
  /** What the data is found by. @default - it does not matter */
  readonly name?: string;
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
  ...pairs.flatMap((pair) => immutable(pair, HOLDERS[itemOfPair(pair).kind]?.join('.'))),
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
        same.map(({ item, name }) => `${code(titleOf(item))}${name ? ` (${name})` : ''}`),
        4,
      )}: ${says}`,
      ...(worst && { worst }),
    })),
  );
}

/** Volumes of a StatefulSet are found by its name. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage */
function volumes(pair: Pair): Fate[] {
  const { before, after } = pair;
  if (!before || listAt(before.value, 'spec', 'volumeClaimTemplates').length === 0) return [];
  const policy = (item: Item, when: string) =>
    textAt(item.value, 'spec', 'persistentVolumeClaimRetentionPolicy', when) ?? 'Retain';
  if (!after || isReplaced(pair))
    return policy(before, 'whenDeleted') === 'Delete'
      ? [fate(94, before, '**its volumes are deleted** with it', 'volumes are deleted')]
      : [fate(62, before, 'its volumes stay, and no pod uses them any more')];
  if (listAt(after.value, 'spec', 'volumeClaimTemplates').length === 0)
    return [
      fate(
        80,
        before,
        'its pods keep their data on no volume any more: **it ends with the pod**',
        'data ends with its pod',
      ),
    ];
  const [from, to] = [before, after].map(({ value }) => Number(at(value, 'spec', 'replicas') ?? 1));
  const fewer = (from ?? 1) - (to ?? 1);
  return [
    ...(fewer > 0 && policy(after, 'whenScaled') === 'Delete'
      ? [
          fate(
            91,
            after,
            `scales down: **${count(fewer, 'volume')} of each claim ${fewer === 1 ? 'is' : 'are'} deleted**, with what is not sent yet`,
            'volumes are deleted',
          ),
        ]
      : []),
    ...(policy(before, 'whenDeleted') === 'Retain' && policy(after, 'whenDeleted') === 'Delete'
      ? [
          fate(
            81,
            after,
            '**its volumes are deleted with it** from now on',
            'volumes lose a protection against deletion',
          ),
        ]
      : []),
  ];
}

function held(pair: Pair): Fate[] {
  const { before, after } = pair;
  if (!before) return [];
  if (!after) return [gone(before)];
  const left = moved(pair, before, after);
  return [
    ...left,
    ...(left.some(({ harm }) => harm >= LEFT_BEHIND) ? anew(before, after) : kept(before, after)),
    ...unprotected(before, after),
    ...reencrypted(before, after),
  ];
}

/** Harm from which on what is there stays behind: what the new object says is of what comes. */
const LEFT_BEHIND = 80;

function gone(item: Item): Fate {
  const stays = isKept(item);
  const name = code(nameOf(item));
  if (item.kind === 'Namespace' && stays)
    return fate(
      60,
      item,
      'no longer described: it stays in the cluster with what is in it',
      'a namespace is no longer managed',
    );
  return stays
    ? {
        ...fate(
          76,
          item,
          'no longer described: the data stays, but **nothing manages it** any more, its retention included',
          'what holds data is no longer managed',
        ),
        name,
      }
    : { ...fate(96, item, '**deleted with all of its data**', 'data is deleted for good'), name };
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
  if (from !== to) {
    const fails = isReplaced(pair) ? [] : refusedIn(pair).filter((field) => field === HOLDERS[after.kind]?.join('.'));
    const until = fails.length > 0 ? ', which **no sync can change**. Once somebody has deleted the object,' : ':';
    return [
      fate(
        86,
        after,
        `name ${code(from)} → ${code(to)}${until} ${comesAnew(before)}`,
        `${fails.length > 0 ? 'a sync that fails, and ' : ''}data stays behind under an old name`,
      ),
    ];
  }
  if (!isReplaced(pair)) return [];
  return [
    fate(
      70,
      after,
      `described by another object than ${code(titleOf(before))}: two objects own ${code(to)} until the old one is gone`,
    ),
  ];
}

/** What follows when one object takes the place of another one. */
const comesAnew = (before: Item): string =>
  isKept(before)
    ? 'a new one, empty; **the data of the old one stays behind**'
    : 'a new one, empty; **the old one and its data are deleted** with its object';

/** What becomes of data that is kept for another time. */
const kept = (before: Item, after: Item): Fate[] =>
  keptOtherwise(before, after).map(({ what, from, to }) => {
    const change = `${what && `${what}: `}${daysText(from)} → ${daysText(to)}`;
    if (to > from) return fate(25, after, `${change}: keeps its data longer`);
    return fate(
      what === '' ? 90 : 89,
      after,
      `${change}: **AWS deletes what is older, for good**`,
      `${what || 'data'} older than ${daysText(to)} is deleted for good`,
    );
  });

/** How long an object that takes the place of another one keeps what comes. */
const anew = (before: Item, after: Item): Fate[] =>
  keptOtherwise(before, after).map(({ what, from, to }) =>
    fate(
      to < from ? 45 : 24,
      after,
      `keeps ${what || 'what comes'} for ${daysText(to)}, and not for ${daysText(from)}`,
    ),
  );

/** Protections that go. */
const unprotected = (before: Item, after: Item): Fate[] =>
  protectionsLost(before, after).map(({ harm, says, worst }) => fate(harm, after, says, worst));

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
