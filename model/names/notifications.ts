import { SEVERITIES, type Severity } from '../facts/severities';
import { type AwsLocation, arn } from './aws';

/** Name of the SNS topic that alarms and alerts of a severity go to. */
export const topicName = (environmentName: string, severity: Severity): string =>
  `observability-${environmentName}-${severity}`;

/** Name of the SNS topic that the alert `Watchdog` goes to. Nobody reads it; an alarm counts what arrives. */
export const watchdogTopicName = (environmentName: string): string => `observability-${environmentName}-watchdog`;

/** ARN of the first. */
export const topicArn = (at: AwsLocation, environmentName: string, severity: Severity): string =>
  arn(at, 'sns', topicName(environmentName, severity));

/** ARN of the second. */
export const watchdogTopicArn = (at: AwsLocation, environmentName: string): string =>
  arn(at, 'sns', watchdogTopicName(environmentName));

/** ARNs of the topics that each severity goes to. */
export type TopicsBySeverity = Readonly<Record<Severity, readonly string[]>>;

/** The topic of each severity, and those of others that are to hear of it too. */
export const topicsBySeverity = (
  at: AwsLocation,
  environmentName: string,
  others: Readonly<Record<Severity, { readonly topicArns: readonly string[] }>>,
): TopicsBySeverity => {
  const topics = SEVERITIES.map((severity) => [
    severity,
    [topicArn(at, environmentName, severity), ...others[severity].topicArns],
  ]);
  return Object.fromEntries(topics);
};
