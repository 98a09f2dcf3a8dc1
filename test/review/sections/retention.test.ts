import { lines, type Objects, worstOf } from '../support/found';
import { KEPT } from '../support/objects';

const bucket = (spec: object, annotations: object = KEPT) => ({
  apiVersion: 's3.services.k8s.aws/v1alpha1',
  kind: 'Bucket',
  metadata: { name: 'b', namespace: 'n', annotations },
  spec: { name: 'a-bucket', ...spec },
});
const risk = (before: Objects, after: Objects) => lines('Data at risk', before, after);
const rule = (days: number, more: object = {}) => ({
  status: 'Enabled',
  filter: { prefix: '' },
  expiration: { days },
  ...more,
});
const lifecycle = (...rules: object[]) => bucket({ lifecycle: { rules } });
const prefix = (text: string) => ({ filter: { prefix: text } });
const versions = (noncurrentDays: number) => ({ noncurrentVersionExpiration: { noncurrentDays } });

describe('rules of a bucket end what they find', () => {
  const ends = '**AWS deletes what is older, for good**';
  test.each([
    [
      'a rule for a prefix',
      [rule(90)],
      [rule(90), rule(5, prefix('a/'))],
      [`what begins with \`a/\`: 90 days → 5 days: ${ends}`],
    ],
    ['one that another rule is before', [rule(90)], [rule(90), rule(95, prefix('a/'))], []],
    [
      'a rule that is off',
      [rule(90)],
      [rule(90, { status: 'Disabled' })],
      ['90 days → for ever: keeps its data longer'],
    ],
    ['a rule that is on', [rule(90, { status: 'Disabled' })], [rule(90)], [`for ever → 90 days: ${ends}`]],
    [
      'old versions',
      [rule(90, versions(7))],
      [rule(90, versions(1))],
      [`replaced and deleted versions: 7 days → 1 day: ${ends}`],
    ],
    [
      'objects with a tag',
      [],
      [rule(3, { filter: { tag: { key: 'a', value: 'b' } } })],
      [`what matches \`{"tag":{"key":"a","value":"b"}}\`: for ever → 3 days: ${ends}`],
    ],
    ['the order of rules', [rule(90), rule(5, prefix('a/'))], [rule(5, prefix('a/')), rule(90)], []],
  ])('%s', (_, before, after, expected) => {
    expect(risk([lifecycle(...before)], [lifecycle(...after)])).toEqual(
      expected.map((text) => `\`Bucket n/b\`: ${text}`),
    );
  });
});

describe('what keeps data', () => {
  const wall = (...names: string[]) =>
    bucket({ publicAccessBlock: Object.fromEntries(names.map((name) => [name, true])) });
  const copied = (status: string) =>
    bucket({ replication: { rules: [{ status, destination: { bucket: 'arn:aws:s3:::c' } }] } });
  test.each([
    [
      'the public',
      wall('blockPublicPolicy', 'restrictPublicBuckets'),
      wall('restrictPublicBuckets'),
      '**can be made public**: it loses `blockPublicPolicy`',
    ],
    ['a copy', copied('Enabled'), copied('Disabled'), '**nothing is copied any more** to `arn:aws:s3:::c`'],
    [
      'a subscription of a log group',
      bucket({ subscriptionFilters: [{ destinationARN: 'arn:d' }] }),
      bucket({}),
      '**nothing is copied any more** to `arn:d`',
    ],
    [
      'two protections',
      bucket({}),
      bucket({}, { 'services.k8s.aws/deletion-policy': 'retain' }),
      '**loses its protection** `Prune=false`, `Delete=false`',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(risk([before], [after])).toEqual([`\`Bucket n/b\`: ${expected}`]);
    expect(risk([after], [before])).toEqual([]);
  });

  test('a deletion policy keeps what nothing describes any more', () => {
    expect(risk([bucket({}, { 'services.k8s.aws/deletion-policy': 'retain' })], [])[0]).toContain('the data stays');
    expect(risk([bucket({}, {})], [])[0]).toContain('**deleted with all of its data**');
  });

  test('of what another one replaces, no data is deleted by the retention of the new one', () => {
    const group = (spec: object) => ({
      apiVersion: 'cloudwatchlogs.services.k8s.aws/v1alpha1',
      kind: 'LogGroup',
      metadata: { name: 'g', namespace: 'n', annotations: KEPT },
      spec,
    });
    const [before, after] = [group({ name: '/a', retentionDays: 7 }), group({ name: '/b', retentionDays: 1 })];
    expect(risk([before], [after])).toEqual([
      '`LogGroup n/g`: name `/a` → `/b`: a new one, empty; **the data of the old one stays behind**',
      '`LogGroup n/g`: keeps what comes for 1 day, and not for 7 days',
    ]);
    expect(worstOf([before], [after])).toBe('data stays behind under an old name');
  });

  test('another name of a bucket is one line, and says what its deletion takes', () => {
    expect(risk([bucket({})], [bucket({ name: 'other' })])).toHaveLength(1);
    expect(risk([bucket({}, {})], [bucket({ name: 'other' }, {})])[0]).toContain(
      '**the old one and its data are deleted**',
    );
  });

  test('volumes of a set that gets smaller, or that would go with it', () => {
    const set = (replicas: number, policy: object = {}) => ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 's', namespace: 'n' },
      spec: {
        replicas,
        volumeClaimTemplates: [{ metadata: { name: 'v' } }],
        persistentVolumeClaimRetentionPolicy: policy,
      },
    });
    const scaled = { whenScaled: 'Delete' };
    expect(risk([set(3, scaled)], [set(1, scaled)])).toEqual([
      '`StatefulSet n/s`: scales down: **2 volumes of each claim are deleted**, with what is not sent yet',
    ]);
    expect(risk([set(3)], [set(1)])).toEqual([]);
    expect(risk([set(1, scaled)], [set(3, scaled)])).toEqual([]);
    expect(risk([set(1)], [set(1, { whenDeleted: 'Delete' })])).toEqual([
      '`StatefulSet n/s`: **its volumes are deleted with it** from now on',
    ]);
  });
});
