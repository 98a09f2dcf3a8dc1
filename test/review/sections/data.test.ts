import { lines, type Objects } from '../support/found';
import { KEPT, set, subscription } from '../support/objects';

const group = (spec: object, annotations: object = KEPT) => ({
  apiVersion: 'cloudwatchlogs.services.k8s.aws/v1alpha1',
  kind: 'LogGroup',
  metadata: { name: 'g', namespace: 'n', annotations },
  spec: { name: '/a', retentionDays: 7, ...spec },
});
const bucket = (spec: object) => ({
  apiVersion: 's3.services.k8s.aws/v1alpha1',
  kind: 'Bucket',
  metadata: { name: 'b', namespace: 'n', annotations: KEPT },
  spec: {
    name: 'a-bucket',
    versioning: { status: 'Enabled' },
    lifecycle: { rules: [{ expiration: { days: 90 } }, { expiration: { days: 60 } }] },
    ...spec,
  },
});
const encrypted = (applyServerSideEncryptionByDefault: object) => ({
  encryption: { rules: [{ applyServerSideEncryptionByDefault }] },
});

const risk = (before: Objects, after: Objects) => lines('Data at risk', before, after);

describe('data at risk', () => {
  test.each([
    [
      'a removed group that is kept',
      [group({})],
      [],
      '(`/a`): no longer described: the data stays, but **nothing manages it**',
    ],
    ['a removed group that is not', [group({}, {})], [], '(`/a`): **deleted with all of its data**'],
    ['a shorter retention', [group({})], [group({ retentionDays: 3 })], '7 days → 3 days: **AWS deletes what is older'],
    ['a retention after none', [group({ retentionDays: undefined })], [group({})], 'for ever → 7 days: **AWS deletes'],
    ['a longer retention', [group({})], [group({ retentionDays: 14 })], '7 days → 14 days: keeps its data longer'],
    [
      'another name',
      [group({})],
      [group({ name: '/b' })],
      'name `/a` → `/b`: a new one, empty; **the data of the old one',
    ],
    [
      'another Region',
      [group({}, { ...KEPT, 'services.k8s.aws/region': 'eu-west-1' })],
      [group({}, { ...KEPT, 'services.k8s.aws/region': 'us-east-1' })],
      'Region `eu-west-1` → `us-east-1`: a new one, empty',
    ],
    [
      'a lost deletion policy',
      [group({})],
      [group({}, { ...KEPT, 'services.k8s.aws/deletion-policy': 'delete' })],
      '**loses its protection** `services.k8s.aws/deletion-policy: retain`',
    ],
    [
      'a lost sync option',
      [group({})],
      [group({}, { ...KEPT, 'argocd.argoproj.io/sync-options': 'Delete=false' })],
      '**loses its protection** `Prune=false`',
    ],
    [
      'another key',
      [group({ kmsKeyID: 'k1' })],
      [group({ kmsKeyID: 'k2' })],
      '`spec.kmsKeyID` changes: what is there already stays under the old key',
    ],
    ['a first key', [group({})], [group({ kmsKeyID: 'k1' })], '`spec.kmsKeyID` is new: what comes from now on needs'],
    [
      'no key any more',
      [group({ kmsKeyID: 'k1' })],
      [group({})],
      '`spec.kmsKeyID` goes: **what comes is under no key of ours any more**; what is there already stays under the old',
    ],
    [
      'a first key of a bucket',
      [bucket(encrypted({ sseAlgorithm: 'AES256' }))],
      [bucket(encrypted({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k1' }))],
      '`spec.encryption.rules` is new',
    ],
    [
      'another key of a bucket',
      [bucket(encrypted({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k1' }))],
      [bucket(encrypted({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k2' }))],
      '`spec.encryption.rules` changes: what is there already stays under the old key',
    ],
    [
      'objects that expire earlier',
      [bucket({})],
      [bucket({ lifecycle: { rules: [{ expiration: { days: 90 } }, { expiration: { days: 30 } }] } })],
      '60 days → 30 days: **AWS deletes',
    ],
    [
      'versions that are off',
      [bucket({})],
      [bucket({ versioning: { status: 'Suspended' } })],
      '**loses its protection** `versioning`',
    ],
    [
      'another name of a bucket',
      [bucket({})],
      [bucket({ name: 'b-bucket' })],
      'name `a-bucket` → `b-bucket`, which **no sync can change**. Once somebody has deleted the object, a new one, empty',
    ],
    [
      'volumes that cannot grow',
      [set({})],
      [set({ volumeClaimTemplates: [{ metadata: { name: 'wal' }, spec: { size: '2Gi' } }] })],
      '`spec.volumeClaimTemplates` cannot be changed',
    ],
    ['no volumes any more', [set({})], [set({ volumeClaimTemplates: [] })], '**it ends with the pod**'],
    ['volumes of a set that goes', [set({})], [], 'its volumes stay, and no pod uses them any more'],
    [
      'volumes that go with their set',
      [set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })],
      [],
      '**its volumes are deleted** with it',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(risk(before, after).join('\n')).toContain(expected);
  });

  test('a field of a new object is none that cannot be changed', () => {
    expect(risk([subscription('a', 'a@example.com')], [subscription('b', 'b@example.com')])).toEqual([]);
    expect(risk([subscription('a', 'a@example.com')], [subscription('a', 'b@example.com')])).toHaveLength(1);
  });

  test('what changes nothing of it is not listed', () => {
    expect(risk([group({}), set({})], [group({ tags: { a: 'b' } }), set({ replicas: 3 })])).toEqual([]);
  });
});
