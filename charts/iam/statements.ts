import { type AwsLocation, arn } from '../../model/names/aws';
import type { EcrMirror } from '../../model/names/images';
import { bucketArn } from '../../model/names/log-archive';
import { type LogGroupSettings, type LogWriter, logGroupNamesOf } from '../../model/names/log-groups';
import { knownWorkspaceId } from '../../model/names/prometheus-workspace';
import { ENVIRONMENT_TAG } from '../../model/names/tags';
import type { Environment } from '../../model/schema/environment';
import { type Statement, writeLogs } from '../common/iam';

/** Writing to the log groups that a component's configuration names; none where it names none. */
export function logStatements(settings: LogGroupSettings, writer: LogWriter): Statement[] {
  const groups = logGroupNamesOf(settings, writer);
  return groups.length > 0 ? [writeLogs(settings.cluster, groups)] : [];
}

/** What a log router may do at the destinations beside CloudWatch Logs. */
export const destinationStatements = (at: AwsLocation, destinations: readonly Destination[]): Statement[] =>
  destinations.flatMap((destination) => destinationStatement(at, destination) ?? []);

type Destination = Environment['logs']['destinations'][number];

function destinationStatement(at: AwsLocation, destination: Destination): Statement | undefined {
  switch (destination.kind) {
    case 'opensearch':
      return { sid: 'IndexLogs', actions: ['es:ESHttpPost'], resources: [`${destination.domainArn}/*`] };
    case 'firehose':
      return {
        sid: 'DeliverLogs',
        actions: ['firehose:PutRecordBatch'],
        resources: [arn(at, 'firehose', `deliverystream/${destination.deliveryStreamName}`)],
      };
    case 's3':
      return {
        sid: 'StoreLogs',
        actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        resources: [`${bucketArn(at, destination.bucketName)}/*`],
      };
    case 'loki':
      return undefined; // Loki is not an AWS service.
  }
}

/**
 * Writing metrics to the workspace. The ID of one that ACK creates is not known before it exists: there the tag that ACK
 * sets on it is the bound.
 */
export function remoteWriteStatement(
  environment: Pick<Environment, 'name' | 'cluster'>,
  workspace: NonNullable<Environment['metrics']['workspace']>,
): Statement {
  const base = { sid: 'WriteMetrics', actions: ['aps:RemoteWrite'] };
  const workspaceId = knownWorkspaceId(workspace);
  if (workspaceId) return { ...base, resources: [arn(environment.cluster, 'aps', `workspace/${workspaceId}`)] };
  return {
    ...base,
    resources: [arn(environment.cluster, 'aps', 'workspace/*')],
    conditions: { StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: environment.name } },
    reason: 'AWS chooses the ID of the workspace; its environment tag is the bound.',
  };
}

/** Other registries than those of the account and of EKS. */
export interface Registries {
  readonly accountIds: readonly string[];
  readonly mirrors: readonly EcrMirror[];
}

/**
 * Pulling images from the account's registry, from those of EKS (CoreDNS and the other add-ons; their account is another in many
 * Regions, their own policies let everybody in), and from others that the environment names.
 * https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html
 */
export function pullImages(at: AwsLocation, { accountIds, mirrors }: Registries): Statement[] {
  const repositories = (accountId: string, path: string) => arn({ ...at, accountId }, 'ecr', `repository/${path}`);
  const accounts = new Set([at.accountId, ...accountIds, ...mirrors.map(({ accountId }) => accountId)]);
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

/** Copying objects from one bucket to another. https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
export const replicate = (source: string, replica: string): Statement[] => [
  { sid: 'ListSource', actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [source] },
  {
    sid: 'ReadSource',
    actions: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
    resources: [`${source}/*`],
  },
  {
    sid: 'WriteReplica',
    actions: ['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'],
    resources: [`${replica}/*`],
  },
];
