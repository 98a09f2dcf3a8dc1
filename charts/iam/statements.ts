import type { Destination } from '../../model/facts/destinations';
import { type AwsLocation, arn } from '../../model/names/aws';
import type { EcrMirror } from '../../model/names/images';
import { bucketArn } from '../../model/names/log-archive';
import { type LogGroup, type LogWriter, logGroupNamesOf } from '../../model/names/log-groups';
import { ENVIRONMENT_TAG } from '../../model/names/tags';
import { encryptObjects, type Statement, useKey, writeLogs } from '../common/iam';

/** Writing to the log groups that a component's configuration names; none where it names none. */
export function logStatements(at: AwsLocation, groups: readonly LogGroup[], writer: LogWriter): Statement[] {
  const names = logGroupNamesOf(groups, writer);
  return names.length > 0 ? [writeLogs(at, names)] : [];
}

/** What a log router may do at the destinations in addition to CloudWatch Logs. */
export const destinationStatements = (at: AwsLocation, destinations: readonly Destination[]): Statement[] =>
  destinations.flatMap((destination) => destinationStatement(at, destination));

function destinationStatement(at: AwsLocation, destination: Destination): Statement[] {
  switch (destination.kind) {
    case 'opensearch':
      return [{ sid: 'IndexLogs', actions: ['es:ESHttpPost'], resources: [`${destination.domainArn}/*`] }];
    case 'firehose':
      return [
        {
          sid: 'DeliverLogs',
          actions: ['firehose:PutRecordBatch'],
          resources: [arn(at, 'firehose', `deliverystream/${destination.deliveryStreamName}`)],
        },
      ];
    case 's3':
      return [
        {
          sid: 'StoreLogs',
          actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
          resources: [`${bucketArn(at, destination.bucketName)}/*`],
        },
        ...(destination.kmsKeyArn ? [encryptObjects(at, 'EncryptLogs', destination.kmsKeyArn)] : []),
      ];
    case 'loki':
      return []; // Loki is not an AWS service.
  }
}

/**
 * Writing metrics to the workspace. The ID of one that ACK creates is not known before it exists: there the tag that ACK
 * sets on it is the bound.
 * @param workspaceId @default - ACK creates the workspace
 */
export function remoteWriteStatement(at: AwsLocation, environmentName: string, workspaceId?: string): Statement {
  const base = { sid: 'WriteMetrics', actions: ['aps:RemoteWrite'] };
  if (workspaceId) return { ...base, resources: [arn(at, 'aps', `workspace/${workspaceId}`)] };
  return {
    ...base,
    resources: [arn(at, 'aps', 'workspace/*')],
    conditions: { StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: environmentName } },
    reason: 'AWS chooses the ID of the workspace; its environment tag is the bound.',
  };
}

/** Other registries than those of the account and of EKS. */
export interface Registries {
  readonly accountIds: readonly string[];
  /** Those of single images that the environment has in place of the stack's. */
  readonly imageAccountIds: readonly string[];
  readonly mirrors: readonly EcrMirror[];
}

/**
 * Pulling images from the account's registry, from those of EKS (CoreDNS and the other add-ons; their account is another in many
 * Regions, their own policies let everybody in), and from others that the environment names.
 * https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html
 */
export function pullImages(at: AwsLocation, { accountIds, imageAccountIds, mirrors }: Registries): Statement[] {
  const repositories = (accountId: string, path: string) => arn({ ...at, accountId }, 'ecr', `repository/${path}`);
  const accounts = new Set([
    at.accountId,
    ...accountIds,
    ...imageAccountIds,
    ...mirrors.map(({ accountId }) => accountId),
  ]);
  return [
    {
      sid: 'GetRegistryToken',
      actions: ['ecr:GetAuthorizationToken'],
      resources: ['*'],
      reason: 'ecr:GetAuthorizationToken has no resource type.',
    },
    {
      sid: 'PullImages',
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [
        ...[...accounts].map((accountId) => repositories(accountId, '*')),
        ...['eks', 'amazon'].map((owner) => repositories('*', `${owner}/*`)),
      ],
    },
    // The first pull through a cache fills it. https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
    ...(mirrors.length > 0
      ? [
          {
            sid: 'FillMirrors',
            actions: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
            resources: mirrors.map(({ accountId, path }) => repositories(accountId, path ? `${path}/*` : '*')),
          },
        ]
      : []),
  ];
}

/** Handing log events to a delivery stream. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#FirehoseExample */
export const deliverTo = (streamArn: string): Statement => ({
  sid: 'DeliverLogs',
  actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
  resources: [streamArn],
});

/** A bucket as replication sees it. */
export interface ReplicationEnd {
  readonly arn: string;
  /** ARN of its key. @default - a key of S3 */
  readonly kmsKeyArn?: string;
}

/** Copying objects from one bucket to another. https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
export const replicate = (
  { partition }: AwsLocation,
  source: ReplicationEnd,
  replica: ReplicationEnd,
  { objectLock }: { objectLock: boolean },
): Statement[] => [
  { sid: 'ListSource', actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [source.arn] },
  {
    sid: 'ReadSource',
    actions: [
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionTagging',
      ...(objectLock ? ['s3:GetObjectLegalHold', 's3:GetObjectRetention'] : []),
    ],
    resources: [`${source.arn}/*`],
  },
  {
    sid: 'WriteReplica',
    actions: ['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'],
    resources: [`${replica.arn}/*`],
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
  ...(source.kmsKeyArn
    ? [useKey('DecryptSource', source.kmsKeyArn, { service: 's3', actions: ['Decrypt'], partition })]
    : []),
  ...(replica.kmsKeyArn
    ? [
        useKey('EncryptReplica', replica.kmsKeyArn, {
          service: 's3',
          actions: ['Encrypt', 'GenerateDataKey'],
          partition,
        }),
      ]
    : []),
];
