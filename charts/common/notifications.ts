import { type AwsLocation, arn } from './aws';

/** Name of the SNS topic that alarms and alerts of an environment go to. */
export const topicName = (environmentName: string): string => `observability-${environmentName}-alarms`;

/** ARN of that topic. */
export const topicArn = (at: AwsLocation, environmentName: string): string =>
  arn(at, 'sns', topicName(environmentName));
