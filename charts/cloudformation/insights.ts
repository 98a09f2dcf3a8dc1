import type { Environment } from '../../overlays/schema/environment';
import { errorEventsMetric } from '../common/cloudwatch-metrics';
import { isArchived, type LogGroup } from '../common/log-groups';
import { ERROR_LEVELS, LOG_QUERIES } from '../common/queries';
import { logicalId, type Resources, SYNCED } from './template';

/** Counts error events of every group with container logs; alarms and dashboards read the counts. */
export const metricFilters = (environmentName: string, groups: readonly LogGroup[]): Resources =>
  Object.fromEntries(
    groups.filter(isArchived).map(({ id, name }) => {
      const metric = errorEventsMetric(environmentName, id);
      return [
        logicalId(id, 'errors'),
        {
          Type: 'AWS::Logs::MetricFilter',
          Condition: SYNCED.condition,
          Properties: {
            LogGroupName: name,
            FilterName: metric.name,
            FilterPattern: `{ ${ERROR_LEVELS.map((level) => `$.level = "${level}"`).join(' || ')} }`,
            MetricTransformations: [
              {
                MetricNamespace: metric.namespace,
                MetricName: metric.name,
                MetricValue: '1',
                DefaultValue: 0,
                Unit: 'Count',
              },
            ],
          },
        },
      ];
    }),
  );

/** Saved queries of Logs Insights, in a folder of the environment's name. */
export const savedQueries = (environmentName: string, groups: readonly LogGroup[]): Resources =>
  Object.fromEntries(
    LOG_QUERIES.map(({ name, commands }) => [
      logicalId('query', name),
      {
        Type: 'AWS::Logs::QueryDefinition',
        Condition: SYNCED.condition,
        Properties: {
          Name: `observability/${environmentName}/${name}`,
          LogGroupNames: groups.filter(isArchived).map((group) => group.name),
          QueryString: commands.join('\n| '),
        },
      },
    ]),
  );

/** One alarm that tells whether logging works, from those that tell why not. */
export const loggingBroken = (environment: Environment, alarmNames: readonly string[], topicArn: string): Resources =>
  alarmNames.length === 0
    ? {}
    : {
        LoggingBroken: {
          Type: 'AWS::CloudWatch::CompositeAlarm',
          Condition: SYNCED.condition,
          Properties: {
            AlarmName: `observability-${environment.name}-logging-broken`,
            AlarmDescription: `Logs of ${environment.cluster.name} do not arrive, or are not archived.`,
            AlarmRule: alarmNames.map((name) => `ALARM("${name}")`).join(' OR '),
            AlarmActions: [topicArn],
            OKActions: [topicArn],
          },
        },
      };

/**
 * Masks personal data in every log group of the account, for everybody without logs:Unmask. Account-wide, because
 * CloudFormation can protect a single group only where it owns the group.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
 */
export function dataProtection(environment: Environment): Resources {
  const { dataProtectionIdentifiers } = environment.logs;
  if (dataProtectionIdentifiers.length === 0) return {};
  const DataIdentifier = dataProtectionIdentifiers.map(
    (identifier) => `arn:${environment.cluster.partition}:dataprotection::aws:data-identifier/${identifier}`,
  );
  const policy = {
    Name: `observability-${environment.name}`,
    Version: '2021-06-01',
    Statement: [
      { Sid: 'Audit', DataIdentifier, Operation: { Audit: { FindingsDestination: {} } } },
      { Sid: 'Mask', DataIdentifier, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  };
  return {
    DataProtection: {
      Type: 'AWS::Logs::AccountPolicy',
      Properties: {
        PolicyName: `observability-${environment.name}-data-protection`,
        PolicyType: 'DATA_PROTECTION_POLICY',
        PolicyDocument: JSON.stringify(policy),
        Scope: 'ALL',
      },
    },
  };
}
