import { logicalId } from '../../model/names/aws';
import { sloName } from '../../model/names/objectives';
import { type Counted, countedOf, promises } from '../common/objective-events';
import type { CloudFormationProps } from './props';
import { type Resources, templateTags } from './template';

/** Seconds of a period: Application Signals takes no other for counts of requests. */
const PERIOD = 60;

/**
 * What is attained of each objective in its whole window, of which an alarm sees a day. ACK has no kind for it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationsignals-servicelevelobjective.html
 */
export const objectives = ({
  environmentName,
  identity: { cluster },
  measuredObjectives,
  tags,
}: Pick<CloudFormationProps, 'environmentName' | 'identity' | 'measuredObjectives' | 'tags'>): Resources =>
  Object.fromEntries(
    promises(measuredObjectives).map(({ objective, names }) => {
      const { name, service, target, windowDays } = objective;
      const counted = countedOf(objective, cluster.name);
      const Properties = {
        Name: sloName(environmentName, name),
        Description: `${service}: ${names.join(', ')}`,
        RequestBasedSli: {
          RequestBasedSliMetric: {
            TotalRequestCountMetric: queries(counted, counted.events),
            MonitoredRequestCountMetric: { BadCountMetric: queries(counted, counted.bad) },
          },
        },
        Goal: {
          AttainmentGoal: target,
          Interval: { RollingInterval: { DurationUnit: 'DAY', Duration: windowDays } },
        },
        Tags: templateTags(tags),
      };
      return [logicalId('slo', name), { Type: 'AWS::ApplicationSignals::ServiceLevelObjective', Properties }];
    }),
  );

/** The series of an expression, and it; a series alone needs none. */
function queries({ metrics }: Counted, expression: string): object[] {
  const used = Object.entries(metrics).filter(([id]) => new RegExp(`\\b${id}\\b`).test(expression));
  const isSeries = used.some(([id]) => id === expression);
  return [
    ...used.map(([Id, { metric, stat }]) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: metric.namespace,
          MetricName: metric.name,
          Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: PERIOD,
        Stat: stat,
      },
      ReturnData: isSeries,
    })),
    ...(isSeries ? [] : [{ Id: 'value', Expression: expression, ReturnData: true }]),
  ];
}
