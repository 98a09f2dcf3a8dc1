import { arn } from '../../model/names/aws';
import { archiveStreamName, bucketArn } from '../../model/names/log-archive';
import { encryptObjects, serviceTrust } from '../common/iam';
import { roleArn, roleName } from '../common/identity';
import type { CloudFormationProps } from './props';
import { templateRole } from './roles';
import { type Resources, templateTags } from './template';

const ROLE = 'log-archive-delivery';

/**
 * The delivery stream from CloudWatch Logs to the archive's bucket. It is in the template because ACK's DeliveryStream has no S3
 * destination. The bucket may come later: Firehose keeps what it cannot deliver for 24 hours.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#FirehoseExample
 */
export function archiveStream({
  archive,
  environmentName,
  identity,
  tags,
}: Pick<CloudFormationProps, 'archive' | 'environmentName' | 'identity' | 'tags'>): Resources {
  if (!archive) return {};
  const { cluster } = identity;
  const bucket = bucketArn(cluster, archive.bucketName);
  return {
    LogArchiveRole: templateRole({
      roleName: roleName(identity, ROLE),
      trust: serviceTrust(
        cluster,
        'firehose.amazonaws.com',
        arn(cluster, 'firehose', `deliverystream/${archiveStreamName(environmentName)}`),
      ),
      statements: [
        {
          sid: 'WriteObjects',
          actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
          resources: [`${bucket}/*`],
        },
        {
          sid: 'FindBucket',
          actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
          resources: [bucket],
        },
        ...(archive.kmsKeyArn ? [encryptObjects(cluster, 'EncryptObjects', archive.kmsKeyArn)] : []),
      ],
      permissionsBoundaryArn: identity.permissionsBoundaryArn,
      tags,
    }),
    LogArchiveStream: {
      Type: 'AWS::KinesisFirehose::DeliveryStream',
      DependsOn: 'LogArchiveRole',
      Properties: {
        DeliveryStreamName: archiveStreamName(environmentName),
        DeliveryStreamType: 'DirectPut',
        // The stream uses its key by a grant, which whoever deploys the template must be allowed to create.
        DeliveryStreamEncryptionConfigurationInput: archive.kmsKeyArn
          ? { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: archive.kmsKeyArn }
          : { KeyType: 'AWS_OWNED_CMK' },
        ExtendedS3DestinationConfiguration: {
          BucketARN: bucket,
          RoleARN: roleArn(identity, ROLE),
          // Subscription filters send gzip without line ends; one document per line is what Athena and jq read.
          // https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs-decompression.html
          ProcessingConfiguration: {
            Enabled: true,
            Processors: [
              {
                Type: 'Decompression',
                Parameters: [{ ParameterName: 'CompressionFormat', ParameterValue: 'GZIP' }],
              },
              { Type: 'AppendDelimiterToRecord' },
            ],
          },
          CompressionFormat: 'GZIP',
          BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 64 },
          Prefix: 'logs/!{timestamp:yyyy/MM/dd/HH}/',
          ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
        },
        Tags: templateTags(tags),
      },
    },
  };
}
