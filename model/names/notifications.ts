import { SEVERITIES, type Severity } from '../facts/severities';
import { type AwsLocation, arn } from './aws';

/** Name of the SNS topic that alarms and alerts of a severity go to. */
export const topicName = (environmentName: string, severity: Severity): string =>
  `observability-${environmentName}-${severity}`;

/** Name of the SNS topic that the alert `Watchdog` goes to. Nobody reads it; an alarm counts what arrives. */
export const watchdogTopicName = (environmentName: string): string => `observability-${environmentName}-watchdog`;

/**
 * Name of the topic that alerts of a severity go to in the form that chat applications show; of alarms they know the form.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export const chatTopicName = (environmentName: string, severity: Severity): string =>
  `${topicName(environmentName, severity)}-chat`;

/** ARN of the first. */
export const topicArn = (at: AwsLocation, environmentName: string, severity: Severity): string =>
  arn(at, 'sns', topicName(environmentName, severity));

/** ARN of the topic for chat applications. */
export const chatTopicArn = (at: AwsLocation, environmentName: string, severity: Severity): string =>
  arn(at, 'sns', chatTopicName(environmentName, severity));

/** ARN of the watchdog's. */
export const watchdogTopicArn = (at: AwsLocation, environmentName: string): string =>
  arn(at, 'sns', watchdogTopicName(environmentName));

/** ARNs of the topics that each severity goes to. */
export type TopicsBySeverity = Readonly<Record<Severity, readonly string[]>>;

/** Channels of chat applications that hear of a severity. */
export interface Chats {
  readonly slack: readonly { readonly workspaceId: string; readonly channelId: string }[];
  readonly teams: readonly { readonly tenantId: string; readonly teamId: string; readonly channelId: string }[];
}

/** Whether any channel hears of a severity. */
export const hasChats = ({ slack, teams }: Chats): boolean => slack.length + teams.length > 0;

/** ARNs of the topics for chat applications, of the severities that channels hear of. */
export const chatTopics = (
  at: AwsLocation,
  environmentName: string,
  receivers: Readonly<Record<Severity, Chats>>,
): Partial<Record<Severity, string>> =>
  Object.fromEntries(
    SEVERITIES.filter((severity) => hasChats(receivers[severity])).map((severity) => [
      severity,
      chatTopicArn(at, environmentName, severity),
    ]),
  );

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
