import { type AwsLocation, arn } from './aws';

/** Name of the SNS topic that alarms and alerts of an environment go to. */
export const topicName = (environmentName: string): string => `observability-${environmentName}-alarms`;

/** Name of the SNS topic that the alert `Watchdog` goes to. Nobody reads it; an alarm counts what arrives. */
export const watchdogTopicName = (environmentName: string): string => `observability-${environmentName}-watchdog`;

/** ARN of the first. */
export const topicArn = (at: AwsLocation, environmentName: string): string =>
  arn(at, 'sns', topicName(environmentName));

/** ARN of the second. */
export const watchdogTopicArn = (at: AwsLocation, environmentName: string): string =>
  arn(at, 'sns', watchdogTopicName(environmentName));
