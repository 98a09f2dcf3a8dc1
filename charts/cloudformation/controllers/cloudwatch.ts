import { alarmName } from '../../../model/names/alarms';
import { arn } from '../../../model/names/aws';
import { dashboardPattern } from '../../../model/names/dashboards';
import { type KindStatements, unique, verbs } from './statements';

/**
 * IAM statements for `MetricAlarm`: the alarms of the environment, by the beginning of their names, because each log group has some.
 * An alarm can stop instances and call functions: these notify the topics of the environment, and do nothing else.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export const metricAlarm: KindStatements = (manifests, site) => {
  const resources = [arn(site, 'cloudwatch', `alarm:${alarmName(site.environmentName, '*')}`)];
  const topics = manifests.flatMap(({ spec }) => [spec.alarmActions, spec.oKActions, spec.insufficientDataActions]);
  return [
    { sid: 'Alarms', actions: verbs('cloudwatch', 'DeleteAlarms', 'DescribeAlarms', 'TagResource'), resources },
    {
      sid: 'NotifyingAlarms',
      actions: verbs('cloudwatch', 'PutMetricAlarm'),
      resources,
      conditions: { 'ForAllValues:StringEquals': { 'cloudwatch:AlarmActions': unique(topics.flat().filter(Boolean)) } },
    },
  ];
};

/** IAM statements for `Dashboard`. Dashboards are global: their ARN has no Region. */
export const dashboard: KindStatements = (manifests, at) => [
  {
    sid: 'Dashboards',
    actions: verbs('cloudwatch', 'DeleteDashboards', 'GetDashboard', 'PutDashboard'),
    resources: unique(
      manifests.map(
        ({ spec }) =>
          `arn:${at.partition}:cloudwatch::${at.accountId}:dashboard/${dashboardPattern(at.environmentName, spec.dashboardName)}`,
      ),
    ),
  },
];
