import { type CloudWatchMetric, errorEventsMetric, sampledOutEventsMetric } from '../../model/facts/cloudwatch-metrics';
import { groupsOf, LOG_QUERIES } from '../../model/facts/queries';
import { logicalId } from '../../model/names/aws';
import { holdsContainerLogs, isArchived, isCountedByAgent, type LogGroup } from '../../model/names/log-groups';
import { errorPattern, sampledPattern } from './patterns';
import type { CloudFormationProps } from './props';
import type { Resource, Resources } from './template';

/** Counts events of groups whose writers do not count; alarms and dashboards read the counts. */
export function metricFilters({
  environmentName: name,
  logGroups,
  sampleInfoPercent,
}: Pick<CloudFormationProps, 'environmentName' | 'logGroups' | 'sampleInfoPercent'>): Resources {
  const sampledOutOfKept = (100 - sampleInfoPercent) / sampleInfoPercent;
  const uncounted = logGroups.filter((group) => isArchived(group) && !isCountedByAgent(group));
  const errors = uncounted.map((group) =>
    metricFilter(group, 'errors', errorPattern(group), errorEventsMetric(name, group.id), '1', 0),
  );
  const sampledOut = uncounted
    .filter((group) => holdsContainerLogs(group) && sampledOutOfKept > 0)
    .map((group) => {
      // For each event that is here, so many are not: 9 where 10 % are kept.
      const value = String(Number(sampledOutOfKept.toFixed(4)));
      return metricFilter(group, 'sampled-out', sampledPattern(), sampledOutEventsMetric(name, group.id), value);
    });
  return Object.fromEntries([...errors, ...sampledOut]);
}

/** One filter, by its logical ID. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html */
const metricFilter = (
  group: LogGroup,
  filterName: string,
  pattern: string,
  { namespace, name }: CloudWatchMetric,
  value: string,
  otherwise?: number,
): [string, Resource] => [
  logicalId(group.id, filterName),
  {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: group.name,
      FilterName: filterName,
      FilterPattern: pattern,
      MetricTransformations: [
        {
          MetricNamespace: namespace,
          MetricName: name,
          MetricValue: value,
          ...(otherwise !== undefined && { DefaultValue: otherwise }),
        },
      ],
    },
  },
];

/** Saved queries of Logs Insights, in a folder of the environment's name. */
export const savedQueries = ({
  environmentName,
  logGroups,
}: Pick<CloudFormationProps, 'environmentName' | 'logGroups'>): Resources =>
  Object.fromEntries(
    LOG_QUERIES.flatMap((query) =>
      groupsOf(query, logGroups).map((names, at): [string, Resource] => {
        const name = at === 0 ? query.name : `${query.name} ${at + 1}`;
        return [
          logicalId('query', name),
          {
            Type: 'AWS::Logs::QueryDefinition',
            Properties: {
              Name: `observability/${environmentName}/${name}`,
              LogGroupNames: names,
              QueryString: query.commands.join('\n| '),
            },
          },
        ];
      }),
    ),
  );

/**
 * Masks personal data in every log group of the account, for everybody without logs:Unmask. Account-wide, because
 * CloudFormation can protect a single group only where it owns the group. An account has one such policy in a Region.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
 */
export function dataProtection({
  dataProtectionIdentifiers,
  environmentName,
  identity,
  redactPatterns,
}: Pick<
  CloudFormationProps,
  'dataProtectionIdentifiers' | 'environmentName' | 'identity' | 'redactPatterns'
>): Resources {
  if (dataProtectionIdentifiers.length === 0) return {};
  const DataIdentifier = [
    ...dataProtectionIdentifiers.map(
      (identifier) => `arn:${identity.cluster.partition}:dataprotection::aws:data-identifier/${identifier}`,
    ),
    ...redactPatterns.map(({ name }) => name),
  ];
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL-custom-data-identifiers.html
  const CustomDataIdentifier = redactPatterns.map(({ name, pattern }) => ({ Name: name, Regex: pattern }));
  const policy = {
    Name: `observability-${environmentName}`,
    Version: '2021-06-01',
    ...(CustomDataIdentifier.length > 0 && { Configuration: { CustomDataIdentifier } }),
    Statement: [
      { Sid: 'Audit', DataIdentifier, Operation: { Audit: { FindingsDestination: {} } } },
      { Sid: 'Mask', DataIdentifier, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  };
  return {
    DataProtection: {
      Type: 'AWS::Logs::AccountPolicy',
      Properties: {
        PolicyName: `observability-${environmentName}-data-protection`,
        PolicyType: 'DATA_PROTECTION_POLICY',
        PolicyDocument: JSON.stringify(policy),
        Scope: 'ALL',
      },
    },
  };
}
