import { arn } from '../../../model/names/aws';
import { type KindStatements, specNames, verbs } from './statements';

/** IAM statements for `MetricAlarm`: the calls of ACK's CloudWatch controller on exactly these alarms. */
export const metricAlarm: KindStatements = (manifests, at) => [
  {
    sid: 'Alarms',
    actions: verbs('cloudwatch', 'DeleteAlarms', 'DescribeAlarms', 'PutMetricAlarm', 'TagResource'),
    resources: specNames(manifests).map((name) => arn(at, 'cloudwatch', `alarm:${name}`)),
  },
];

/** IAM statements for `Dashboard`. Dashboards are global: their ARN has no Region. */
export const dashboard: KindStatements = (manifests, at) => [
  {
    sid: 'Dashboards',
    actions: verbs('cloudwatch', 'DeleteDashboards', 'GetDashboard', 'PutDashboard'),
    resources: manifests.map(
      ({ spec }) => `arn:${at.partition}:cloudwatch::${at.accountId}:dashboard/${spec.dashboardName}`,
    ),
  },
];
