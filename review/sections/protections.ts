import type { Item } from '../items';
import { code } from '../markdown';
import { annotation, at, listAt, textAt } from './values';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const DELETION_POLICY = 'services.k8s.aws/deletion-policy';

const optionsOf = (item: Item): string[] => (annotation(item, SYNC_OPTIONS) ?? '').split(',');

/** Whether what an object stands for stays when nothing describes the object any more. */
export const isKept = (item: Item): boolean =>
  optionsOf(item).includes('Prune=false') ||
  annotation(item, DELETION_POLICY) === 'retain' ||
  textAt(item.value, 'DeletionPolicy') === 'Retain';

/** What follows from a protection that goes. */
export interface Lost {
  readonly harm: number;
  readonly says: string;
  readonly worst: string;
}

/** Protections against deletion that an object has. */
function protectionsOf(item: Item): string[] {
  const { value } = item;
  const has = (name: string, is: boolean): string[] => (is ? [name] : []);
  return [
    ...optionsOf(item).filter((option) => /^(?:Prune|Delete)=false$/.test(option)),
    ...has(`${DELETION_POLICY}: retain`, annotation(item, DELETION_POLICY) === 'retain'),
    ...has('versioning', at(value, 'spec', 'versioning', 'status') === 'Enabled'),
    ...['objectLockEnabledForBucket', 'objectLockConfiguration'].filter((lock) => Boolean(at(value, 'spec', lock))),
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
    ...['DeletionPolicy', 'UpdateReplacePolicy'].filter((policy) => textAt(value, policy) === 'Retain'),
    ...has('DeletionProtectionEnabled', at(value, 'Properties', 'DeletionProtectionEnabled') === true),
  ];
}

/** What keeps the public out of a bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const WALLS = ['blockPublicACLs', 'blockPublicPolicy', 'ignorePublicACLs', 'restrictPublicBuckets'];

const wallsOf = ({ value }: Item): string[] =>
  WALLS.filter((wall) => at(value, 'spec', 'publicAccessBlock', wall) === true);

/** What a bucket or a log group is copied to. */
const copiesOf = ({ value }: Item): string[] => [
  ...listAt(value, 'spec', 'replication', 'rules')
    .filter((rule) => at(rule, 'status') === 'Enabled')
    .map((rule) => textAt(rule, 'destination', 'bucket') ?? ''),
  ...listAt(value, 'spec', 'subscriptionFilters').map((filter) => textAt(filter, 'destinationARN') ?? ''),
];

/** Protections of data that go: against deletion, against the public, and a copy elsewhere. */
export function protectionsLost(before: Item, after: Item): Lost[] {
  const lost = (of: (item: Item) => string[]): string[] => of(before).filter((each) => !of(after).includes(each));
  // As many copies as before have another place, such as another Region.
  const copies = copiesOf(after).length < copiesOf(before).length ? lost(copiesOf) : [];
  return [
    [84, '**loses its protection**', 'data loses a protection against deletion', lost(protectionsOf)] as const,
    [85, '**can be made public**: it loses', 'a bucket can be made public', lost(wallsOf)] as const,
    [79, '**nothing is copied any more** to', 'data is copied no more', copies] as const,
  ].flatMap(([harm, words, worst, names]) =>
    names.length > 0 ? [{ harm, says: `${words} ${names.map((name) => code(name)).join(', ')}`, worst }] : [],
  );
}
