import { type Case, lines } from '../lines';

const ID = '11112222-3333-4444-5555-666677778888';
const key = (region: string, account = '111122223333') => `arn:aws:kms:${region}:${account}:key/${ID}`;
const replication = { region: 'us-east-1', bucketName: 'logs-b' };

describe('keys, and what watches the archive', () => {
  test.each<Case>([
    [
      'keys of another Region or account, wherever they are named',
      (draft) => {
        draft.encryption = { kmsKeyArn: key('us-east-1') };
        draft.logs.kmsKeyArn = key('eu-central-1', '999988887777');
        draft.notifications.kmsKeyArn = key('eu-west-1');
        draft.archive = {
          bucketName: 'logs-a',
          kmsKeyArn: key('us-east-1'),
          replication: { ...replication, kmsKeyArn: key('eu-central-1') },
        };
      },
      [
        `archive.kmsKeyArn: "${key('us-east-1')}" is not a key of this account in eu-central-1; allowed: arn:aws:kms:eu-central-1:111122223333:key/<ID>`,
        `archive.replication.kmsKeyArn: "${key('eu-central-1')}" is not a key of this account in us-east-1; allowed: arn:aws:kms:us-east-1:111122223333:key/<ID>`,
        `encryption.kmsKeyArn: "${key('us-east-1')}" is not a key of this account in eu-central-1; allowed: arn:aws:kms:eu-central-1:111122223333:key/<ID>`,
        `logs.kmsKeyArn: "${key('eu-central-1', '999988887777')}" is not a key of this account in eu-central-1; allowed: arn:aws:kms:eu-central-1:111122223333:key/<ID>`,
        `notifications.kmsKeyArn: "${key('eu-west-1')}" is not a key of this account in eu-central-1; allowed: arn:aws:kms:eu-central-1:111122223333:key/<ID>`,
      ],
    ],
    [
      'a replica without a key of its own',
      (draft) => {
        draft.encryption = { kmsKeyArn: key('eu-central-1') };
        draft.archive = { bucketName: 'logs-a', replication };
      },
      [
        'archive.replication.kmsKeyArn: missing, and the archive is encrypted with a KMS key; allowed: arn:aws:kms:us-east-1:111122223333:key/<ID>',
      ],
    ],
    [
      'a replica with a key of an archive without one',
      (draft) => {
        draft.archive = { bucketName: 'logs-a', replication: { ...replication, kmsKeyArn: key('us-east-1') } };
      },
      [
        `archive.replication.kmsKeyArn: "${key('us-east-1')}" is for an archive that has a key itself; allowed: archive.kmsKeyArn too`,
      ],
    ],
    [
      'keys that fit',
      (draft) => {
        draft.encryption = { kmsKeyArn: key('eu-central-1') };
        draft.archive = {
          bucketName: 'logs-a',
          objectLock: { mode: 'COMPLIANCE', days: 30 },
          accessLogBucketName: 'logs-c',
          replication: { ...replication, kmsKeyArn: key('us-east-1'), accessLogBucketName: 'logs-d' },
        };
      },
      [],
    ],
    [
      'access logs into what they are of',
      (draft) => {
        draft.archive = {
          bucketName: 'logs-a',
          accessLogBucketName: 'logs-a',
          replication: { ...replication, accessLogBucketName: 'logs-b' },
        };
      },
      [
        'archive.accessLogBucketName: "logs-a" is taken: it is a bucket of the archive; allowed: another bucket',
        'archive.replication.accessLogBucketName: "logs-b" is taken: it is a bucket of the archive; allowed: another bucket',
      ],
    ],
  ])('%s', (_, change, expected) => {
    expect(lines(change)).toEqual(expected);
  });
});
