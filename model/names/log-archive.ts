import { type AwsLocation, arn } from './aws';

/** Name of the delivery stream of the log archive. */
export const archiveStreamName = (environmentName: string): string => `observability-${environmentName}-log-archive`;

/** ARN of the delivery stream of the log archive. */
export const archiveStreamArn = (at: AwsLocation, environmentName: string): string =>
  arn(at, 'firehose', `deliverystream/${archiveStreamName(environmentName)}`);

/** ARN of a bucket; bucket names are unique in a partition, so it has neither Region nor account. */
export const bucketArn = (at: Pick<AwsLocation, 'partition'>, bucketName: string): string =>
  `arn:${at.partition}:s3:::${bucketName}`;
