import { arn } from '../../model/names/aws';
import { logGroups } from '../../model/names/log-groups';
import { knownWorkspaceId } from '../../model/names/prometheus-workspace';
import { ENVIRONMENT_TAG, tagsOf } from '../../model/names/tags';
import type { Environment } from '../../model/schema/environment';
import { logGroupArn, type Statement, serviceTrust } from '../common/iam';
import { type IdentitySettings, roleArn, roleName } from '../common/identity';
import { grafanaSourceArn, templateRole } from './roles';
import type { Resources } from './template';

const ROLE = 'grafana';

/**
 * The Amazon Managed Grafana workspace and the role with which it reads. ACK has no controller for it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-grafana-workspace.html
 */
export function grafana(environment: Environment, identity: IdentitySettings): Resources {
  const { cluster, name } = environment;
  if (!environment.grafana) return {};
  return {
    GrafanaRole: templateRole({
      roleName: roleName(identity, ROLE),
      trust: serviceTrust(cluster, 'grafana.amazonaws.com', grafanaSourceArn(cluster)),
      statements: [...readMetrics(environment), ...readLogs(environment)],
      permissionsBoundaryArn: environment.identity.permissionsBoundaryArn,
      tags: tagsOf(environment),
    }),
    GrafanaWorkspace: {
      Type: 'AWS::Grafana::Workspace',
      DependsOn: 'GrafanaRole',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Name: `observability-${name}`,
        AccountAccessType: 'CURRENT_ACCOUNT',
        AuthenticationProviders: [environment.grafana.authentication],
        PermissionType: 'CUSTOMER_MANAGED',
        RoleArn: roleArn(identity, ROLE),
      },
    },
  };
}

/** https://docs.aws.amazon.com/grafana/latest/userguide/AMP-adding-AWS-config.html */
function readMetrics({ cluster, metrics, name }: Environment): Statement[] {
  const { workspace } = metrics;
  const query = {
    sid: 'QueryMetrics',
    actions: ['aps:GetLabels', 'aps:GetMetricMetadata', 'aps:GetSeries', 'aps:QueryMetrics'],
  };
  const workspaceId = workspace && knownWorkspaceId(workspace);
  const tagged = { StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: name } };
  return [
    ...(workspace
      ? [
          {
            ...query,
            resources: [arn(cluster, 'aps', `workspace/${workspaceId ?? '*'}`)],
            ...(workspaceId === undefined && { conditions: tagged }),
          },
        ]
      : []),
    {
      sid: 'ReadCloudWatch',
      actions: ['cloudwatch:DescribeAlarmsForMetric', 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
      resources: ['*'],
      reason: 'Metrics of CloudWatch have no ARN.',
    },
  ];
}

/** https://docs.aws.amazon.com/grafana/latest/userguide/adding-CloudWatch-AWS-config.html */
const readLogs = (environment: Environment): Statement[] => [
  {
    sid: 'QueryLogs',
    actions: ['logs:GetLogEvents', 'logs:GetLogGroupFields', 'logs:GetQueryResults', 'logs:StartQuery'],
    resources: logGroups(environment).flatMap(({ name }) => [
      logGroupArn(environment.cluster, name),
      `${logGroupArn(environment.cluster, name)}:*`,
    ]),
  },
  {
    sid: 'FindLogs',
    actions: ['logs:DescribeLogGroups', 'logs:StopQuery'],
    resources: ['*'],
    reason: 'These actions have no resource type.',
  },
];
