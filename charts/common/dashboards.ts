import { type AwsLocation, arn } from '../../model/names/aws';
import { ENVIRONMENT_TAG } from '../../model/names/tags';
import { logGroupArns, type Statement } from './iam';

/** What dashboards show. */
export interface Shown {
  /** Workspace of Amazon Managed Prometheus, and its ID where that is known. @default - none */
  readonly workspace?: { readonly id?: string };
  /** Log groups: names, or patterns that end in `*`. */
  readonly logGroups: readonly string[];
}

/** What Grafana may read, wherever it is: one workspace, metrics of CloudWatch, the log groups of the environment. */
export const readForDashboards = (at: AwsLocation, environmentName: string, shown: Shown): Statement[] => [
  ...(shown.workspace ? [queryMetrics(at, environmentName, shown.workspace.id)] : []),
  READ_CLOUDWATCH,
  ...readLogs(at, shown.logGroups),
];

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
