import { bucketArn } from '../../../model/names/log-archive';
import { type KindStatements, passRole, roleOfObject, specNames, unscoped, verbs } from './statements';

/** IAM statements for `Bucket` and its settings, and for passing the replication role. */
export const bucket: KindStatements = (manifests, at) => [
  {
    sid: 'Buckets',
    actions: verbs(
      's3',
      'CreateBucket',
      ...BUCKET_SETTINGS.map((setting) => `Get${setting}`),
      ...BUCKET_CHANGES.map((setting) => `Put${setting}`),
      // Only where a bucket is to be locked: a lock cannot be taken off again.
      ...(manifests.some(({ spec }) => spec.objectLockConfiguration) ? ['PutBucketObjectLockConfiguration'] : []),
    ),
    resources: specNames(manifests).map((name) => bucketArn(at, name)),
  },
  // It finds a bucket in the list of all.
  unscoped('FindBuckets', ['s3:ListAllMyBuckets']),
  ...passRole(
    'PassReplicationRole',
    manifests.some(({ spec }) => spec.replication) ? [roleOfObject(at, 'log-archive-replication')] : [],
    's3.amazonaws.com',
  ),
];

const BUCKET_CHANGES = [
  ...[
    'BucketLogging',
    'BucketOwnershipControls',
    'BucketPolicy',
    'BucketPublicAccessBlock',
    'BucketTagging',
    'BucketVersioning',
  ],
  ...['EncryptionConfiguration', 'LifecycleConfiguration', 'ReplicationConfiguration'],
];

/** The controller reads every setting that a bucket can have, whether the environment sets it or not. */
const BUCKET_SETTINGS = [
  ...BUCKET_CHANGES,
  ...[
    'AccelerateConfiguration',
    'AnalyticsConfiguration',
    'BucketAbac',
    'BucketAcl',
    'BucketCORS',
    'BucketNotification',
  ],
  ...['BucketObjectLockConfiguration', 'BucketRequestPayment', 'BucketWebsite', 'IntelligentTieringConfiguration'],
  ...['InventoryConfiguration', 'MetricsConfiguration'],
];
