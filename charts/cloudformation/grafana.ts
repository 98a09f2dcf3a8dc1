import { type AwsLocation, arn } from '../../model/names/aws';
import { ENVIRONMENT_TAG } from '../../model/names/tags';
import { logGroupArns, type Statement, serviceTrust } from '../common/iam';
import { roleArn, roleName } from '../common/identity';
import type { CloudFormationProps } from './props';
import { grafanaSourceArn, templateRole } from './roles';
import type { Resources } from './template';

const ROLE = 'grafana';

/**
 * The Amazon Managed Grafana workspace and the role with which it reads. ACK has no controller for it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-grafana-workspace.html
 */
export function grafana({
  environmentName,
  grafana,
  identity,
  logGroupPatterns,
  tags,
}: Omit<CloudFormationProps, 'manifests'>): Resources {
  if (!grafana) return {};
  const { cluster } = identity;
  return {
    GrafanaRole: templateRole({
      roleName: roleName(identity, ROLE),
      trust: serviceTrust(cluster, 'grafana.amazonaws.com', grafanaSourceArn(cluster)),
      statements: [
        ...(grafana.prometheus ? [queryMetrics(cluster, environmentName, grafana.prometheus.workspaceId)] : []),
        READ_CLOUDWATCH,
        ...readLogs(cluster, logGroupPatterns),
      ],
      permissionsBoundaryArn: identity.permissionsBoundaryArn,
      tags,
    }),
    GrafanaWorkspace: {
      Type: 'AWS::Grafana::Workspace',
      DependsOn: 'GrafanaRole',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Name: `observability-${environmentName}`,
        AccountAccessType: 'CURRENT_ACCOUNT',
        AuthenticationProviders: [grafana.authentication],
        PermissionType: 'CUSTOMER_MANAGED',
        RoleArn: roleArn(identity, ROLE),
      },
    },
  };
}

/**
 * Queries of one workspace: by its ID or, before ACK has created it, by its tag.
 * https://docs.aws.amazon.com/grafana/latest/userguide/AMP-adding-AWS-config.html
 */
const queryMetrics = (at: AwsLocation, environmentName: string, workspaceId?: string): Statement => ({
  sid: 'QueryMetrics',
  actions: ['aps:GetLabels', 'aps:GetMetricMetadata', 'aps:GetSeries', 'aps:QueryMetrics'],
  resources: [arn(at, 'aps', `workspace/${workspaceId ?? '*'}`)],
  ...(workspaceId === undefined && {
    conditions: { StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: environmentName } },
  }),
});

const READ_CLOUDWATCH: Statement = {
  sid: 'ReadCloudWatch',
  actions: ['cloudwatch:DescribeAlarmsForMetric', 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  resources: ['*'],
  reason: 'Metrics of CloudWatch have no ARN.',
};

/** https://docs.aws.amazon.com/grafana/latest/userguide/adding-CloudWatch-AWS-config.html */
const readLogs = (at: AwsLocation, groups: readonly string[]): Statement[] => [
  {
    sid: 'QueryLogs',
    actions: ['logs:GetLogEvents', 'logs:GetLogGroupFields', 'logs:GetQueryResults', 'logs:StartQuery'],
    resources: logGroupArns(at, groups),
  },
  {
    sid: 'FindLogs',
    actions: ['logs:DescribeLogGroups', 'logs:StopQuery'],
    resources: ['*'],
    reason: 'These actions have no resource type.',
  },
];
