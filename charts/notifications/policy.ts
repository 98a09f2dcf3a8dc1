import { type AwsLocation, arn } from '../common/aws';

/**
 * Who may publish: alarms of this account and Region, and the Alertmanager of the workspace. Nobody else.
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver-AMPpermission.html
 */
export function topicPolicy(at: AwsLocation, { topic, workspace }: { topic: string; workspace: string }): string {
  const allow = (sid: string, service: string, actions: string[], sourceArn: string) => ({
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: actions,
    Resource: topic,
    Condition: { StringEquals: { 'aws:SourceAccount': at.accountId }, ArnLike: { 'aws:SourceArn': sourceArn } },
  });
  const statement = [
    allow('PublishAlarms', 'cloudwatch.amazonaws.com', ['sns:Publish'], arn(at, 'cloudwatch', 'alarm:*')),
    // Amazon Managed Prometheus does not exist in the China partition.
    ...(at.partition === 'aws-cn'
      ? []
      : [allow('PublishAlerts', 'aps.amazonaws.com', ['sns:GetTopicAttributes', 'sns:Publish'], workspace)]),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statement }, null, 2);
}
