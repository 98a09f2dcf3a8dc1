import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { otherFiles } from '../../../charts/bootstrap-stack';
import type { Manifest } from '../../../charts/common/chart';
import { keysOf } from '../../../model/facts/encryption';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { allows, roleOf, type SynthesizedRole } from '../../../prove/iam/simulate';
import { synthEnvironment } from '../../../synth/environment';
import { environment, everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const settings = environment(everything);
const { cluster } = settings;
const keys = keysOf(settings);
const charts = synth(everything);
const stream = (input: EnvironmentInput) => {
  const files = otherFiles(environment(input), Object.values(synth(input)).flat());
  return parse(files['bootstrap/cloudformation.yaml'] ?? '').Resources;
};
/** The key policy of the page, for an account. */
const keyPolicy = (accountId: string) =>
  JSON.parse(
    (/```json\n(.*?)```/s.exec(readFileSync('docs/encryption.md', 'utf8'))?.[1] ?? '').replaceAll(
      '111122223333',
      accountId,
    ),
  );

/** Whether a role may use a key that has the policy of the page. */
const uses = (role: SynthesizedRole, action: string, key: string, context: Record<string, string>) =>
  allows(role, action, key, context, keyPolicy(role.accountId));

const through = (region: string, service = 's3') => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` });

const withoutKeys: EnvironmentInput = {
  ...everything,
  encryption: {},
  archive: {
    bucketName: 'example-full-logs',
    replication: { region: 'ap-northeast-1', bucketName: 'example-replica' },
  },
};

test('everything that holds data and takes a key has it, and nothing has one without it', () => {
  const used = (input: EnvironmentInput) => {
    const all = synth(input);
    const [replica, archive] = all['log-archive'] ?? [];
    const ofBucket = (bucket?: Manifest) =>
      bucket?.spec.encryption.rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyID;
    return [
      ...new Set(all['log-groups']?.map(({ spec }) => spec.kmsKeyID)),
      ofBucket(archive),
      ofBucket(replica),
      archive?.spec.replication.rules[0].destination.encryptionConfiguration?.replicaKMSKeyID,
      stream(input).LogArchiveStream.Properties.DeliveryStreamEncryptionConfigurationInput.KeyARN,
      ...new Set(
        (all.notifications ?? []).flatMap(({ kind, spec }) => (kind === 'Topic' ? [spec.kmsMasterKeyID] : [])),
      ),
    ];
  };
  const { archive, replica } = keys;
  expect(used(everything)).toEqual([archive, archive, replica, replica, archive, archive]);
  expect(new Set(used(withoutKeys))).toEqual(new Set([undefined]));
  expect(JSON.stringify([synth(withoutKeys), stream(withoutKeys)])).not.toMatch(/kms:|aws:kms/);
});

test('a kind has its own key before the common one', () => {
  const own = keys.archive?.replace(/1111/, '2222');
  const input = { ...everything, logs: { kmsKeyArn: own }, notifications: { kmsKeyArn: own } };
  expect(keysOf(environment(input))).toEqual({ ...keys, logs: own, notifications: own });
});

describe.each<[string, () => SynthesizedRole, [action: string, key?: string][]]>([
  [
    'the delivery stream',
    () => {
      const { RoleName, AssumeRolePolicyDocument, Policies } = stream(everything).LogArchiveRole.Properties;
      const arn = `arn:aws:iam::${cluster.accountId}:role/${RoleName}`;
      return { arn, accountId: cluster.accountId, trust: AssumeRolePolicyDocument, policy: Policies[0].PolicyDocument };
    },
    [
      ['kms:GenerateDataKey', keys.archive],
      ['kms:Decrypt', keys.archive],
    ],
  ],
  [
    'replication',
    () => roleOf(charts.iam ?? [], 'log-archive-replication', cluster),
    [
      ['kms:Decrypt', keys.archive],
      ['kms:Encrypt', keys.replica],
      ['kms:GenerateDataKey', keys.replica],
    ],
  ],
])('%s', (_, role, allowed) => {
  test('uses exactly its keys, through S3 alone', async () => {
    for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:CreateGrant', 'kms:PutKeyPolicy'])
      for (const key of [keys.archive, keys.replica, keys.archive?.replace(/1111/, '2222')]) {
        const expected = allowed.some(([name, arn]) => name === action && arn === key);
        const region = key?.split(':')[3] ?? '';
        expect([action, key, await uses(role(), action, key ?? '', through(region))]).toEqual([action, key, expected]);
        expect(await uses(role(), action, key ?? '', through(region, 'sqs'))).toBe(false);
      }
  });
});

test('log routers use the key of a bucket that is a destination', async () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/11112222-3333-4444-5555-666677778888';
  const logs = { destinations: [{ kind: 's3' as const, bucketName: 'logs-of-the-shop', kmsKeyArn: key }] };
  const role = (input: EnvironmentInput) => roleOf(synth(input).iam ?? [], 'fluent-bit', environment(input).cluster);
  const input = { ...minimal, logs };
  expect(await uses(role(input), 'kms:GenerateDataKey', key, through('eu-central-1'))).toBe(true);
  const plain = { ...minimal, logs: { destinations: [{ kind: 's3' as const, bucketName: 'logs-of-the-shop' }] } };
  expect(await uses(role(plain), 'kms:GenerateDataKey', key, through('eu-central-1'))).toBe(false);
});

test('the controller of buckets locks only what is to be locked', async () => {
  const actions = (input: EnvironmentInput) =>
    JSON.stringify(stream(input).RoleAckS3Controller.Properties.Policies[0].PolicyDocument);
  expect(actions(everything)).toContain('s3:PutBucketObjectLockConfiguration');
  expect(actions(withoutKeys)).not.toContain('s3:PutBucketObjectLockConfiguration');
  expect(find(synth(withoutKeys)['log-archive'] ?? [], 'Bucket', 'log-archive').spec).not.toHaveProperty('logging');
});

test('a workspace that would be made without the key is said, one that is there already is not', () => {
  const notices = (workspace: object) =>
    synthEnvironment(
      environment({ ...everything, metrics: { ...everything.metrics, workspace } } as EnvironmentInput),
    ).notices.filter((notice) => notice.startsWith('prometheus-workspace: '));
  expect(notices({ kind: 'ack', alias: 'full' })).toEqual([expect.stringContaining('adoptWorkspaceId')]);
  const adoptWorkspaceId = 'ws-12345678-1234-1234-1234-123456789012';
  expect(notices({ kind: 'ack', alias: 'full', adoptWorkspaceId })).toEqual([]);
});

test('the key policy of the page names every service that uses a key without a role of ours', () => {
  const services = keyPolicy('111122223333').Statement.flatMap(
    ({ Principal }: { Principal: { Service?: string } }) => Principal.Service ?? [],
  );
  const publishers = (charts.notifications ?? []).flatMap(({ kind, spec }) =>
    kind === 'Topic'
      ? JSON.parse(spec.policy).Statement.map(({ Principal }: { Principal: { Service: string } }) => Principal.Service)
      : [],
  );
  expect([...new Set(services)].sort()).toEqual(
    [...new Set([...publishers, 'chatbot.amazonaws.com', 'logs.eu-west-1.amazonaws.com'])].sort(),
  );
});
