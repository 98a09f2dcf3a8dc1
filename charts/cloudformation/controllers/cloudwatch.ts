import { arn } from '../../../model/names/aws';
import { type KindStatements, specNames, verbs } from './statements';

export const metricAlarm: KindStatements = (manifests, at) => [
  {
    sid: 'Alarms',
    actions: verbs('cloudwatch', 'DeleteAlarms', 'DescribeAlarms', 'PutMetricAlarm', 'TagResource'),
    resources: specNames(manifests).map((name) => arn(at, 'cloudwatch', `alarm:${name}`)),
  },
];

export const dashboard: KindStatements = (manifests, at) => [
  {
    sid: 'Dashboards',
    actions: verbs('cloudwatch', 'DeleteDashboards', 'GetDashboard', 'PutDashboard'),
    resources: manifests.map(
      ({ spec }) => `arn:${at.partition}:cloudwatch::${at.accountId}:dashboard/${spec.dashboardName}`,
    ),
  },
];
