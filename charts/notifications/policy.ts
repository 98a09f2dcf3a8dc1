import { type AwsLocation, arn } from '../../model/names/aws';

/**
 * Who may publish to a topic, each on behalf of something in this account and Region. Nobody else.
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver-AMPpermission.html
 */
export interface Publishers {
  readonly topicArn: string;
  /** CloudWatch alarms. */
  readonly alarms: boolean;
  /** ARN of the workspace whose Alertmanager publishes; may be a pattern. @default - none */
  readonly workspaceArn?: string;
}

/** Access policy of a topic, as JSON. */
export function topicPolicy(at: AwsLocation, { topicArn, alarms, workspaceArn }: Publishers): string {
  const allow = (sid: string, service: string, actions: string[], sourceArn: string) => ({
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: actions,
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': at.accountId }, ArnLike: { 'aws:SourceArn': sourceArn } },
  });
  const statement = [
    ...(alarms
      ? [allow('PublishAlarms', 'cloudwatch.amazonaws.com', ['sns:Publish'], arn(at, 'cloudwatch', 'alarm:*'))]
      : []),
    ...(workspaceArn
      ? [allow('PublishAlerts', 'aps.amazonaws.com', ['sns:GetTopicAttributes', 'sns:Publish'], workspaceArn)]
      : []),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statement }, null, 2);
}
