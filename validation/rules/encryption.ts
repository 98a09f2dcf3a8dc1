import { type EncryptionSettings, keysOf } from '../../model/facts/encryption';
import type { AwsLocation } from '../../model/names/aws';
import type { Problem } from '../../model/problem';
import { type Rule, rule, taken } from '../rule';

/** Every setting that names a key, with the Region that the key must be in. */
function keySettings({ archive, encryption, logs, notifications }: EncryptionSettings, region: string) {
  return [
    { field: 'encryption.kmsKeyArn', key: encryption.kmsKeyArn, region },
    { field: 'logs.kmsKeyArn', key: logs.kmsKeyArn, region },
    { field: 'archive.kmsKeyArn', key: archive?.kmsKeyArn, region },
    {
      field: 'archive.replication.kmsKeyArn',
      key: archive?.replication?.kmsKeyArn,
      region: archive?.replication?.region ?? region,
    },
    { field: 'notifications.kmsKeyArn', key: notifications.kmsKeyArn, region },
  ];
}

const startOf = ({ accountId, partition }: AwsLocation, region: string): string =>
  `arn:${partition}:kms:${region}:${accountId}:key/`;

/** A key encrypts only in its own Region. https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN */
const keysAreOfTheirRegion = rule(
  ['cluster', 'archive', 'encryption', 'logs', 'notifications'],
  function* ({ cluster, ...settings }): Iterable<Problem> {
    for (const { field, key, region } of keySettings(settings, cluster.region)) {
      const start = startOf(cluster, region);
      if (key !== undefined && !key.startsWith(start))
        yield { field, value: key, wrong: `is not a key of this account in ${region}`, allowed: `${start}<ID>` };
    }
  },
);

/** S3 copies objects under a KMS key only if the replica has one too. https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html */
const replicaHasAKeyToo = rule(
  ['cluster', 'archive', 'encryption', 'logs', 'notifications'],
  function* ({ cluster, ...settings }): Iterable<Problem> {
    const { archive, replica } = keysOf(settings);
    const region = settings.archive?.replication?.region;
    const field = 'archive.replication.kmsKeyArn';
    if (region !== undefined && archive !== undefined && replica === undefined)
      yield {
        field,
        wrong: 'missing, and the archive is encrypted with a KMS key',
        allowed: `${startOf(cluster, region)}<ID>`,
      };
    if (archive === undefined && replica !== undefined)
      yield {
        field,
        value: replica,
        wrong: 'is for an archive that has a key itself',
        allowed: 'archive.kmsKeyArn too',
      };
  },
);

/** Each request would be logged by a request that is logged. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html */
const accessLogsGoElsewhere = rule(['archive'], function* ({ archive }): Iterable<Problem> {
  const buckets = [archive?.bucketName, archive?.replication?.bucketName];
  const targets = {
    'archive.accessLogBucketName': archive?.accessLogBucketName,
    'archive.replication.accessLogBucketName': archive?.replication?.accessLogBucketName,
  };
  for (const [field, bucket] of Object.entries(targets))
    if (bucket !== undefined && buckets.includes(bucket))
      yield taken(field, bucket, 'it is a bucket of the archive', 'another bucket');
});

/** Rules over keys, and over what watches the archive. */
export const encryptionRules: Rule[] = [keysAreOfTheirRegion, replicaHasAKeyToo, accessLogsGoElsewhere];
