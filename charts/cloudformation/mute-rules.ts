import { type MaintenanceWindow, minuteOf, WEEKDAYS } from '../../model/facts/maintenance';
import { alarmName } from '../../model/names/alarms';
import { logicalId } from '../../model/names/aws';
import type { CloudFormationProps } from './props';
import { type Resources, templateTags } from './template';

/** Alarms that a rule may name. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MuteTargets.html */
const MOST_ALARMS = 100;

/**
 * Rules that mute alarms in windows of maintenance. What is still wrong when a window ends is told then. ACK has no kind for them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html
 */
export const muteRules = ({
  environmentName,
  maintenance,
  mutableAlarms,
  tags,
}: Pick<CloudFormationProps, 'environmentName' | 'maintenance' | 'mutableAlarms' | 'tags'>): Resources =>
  Object.fromEntries(
    maintenance.flatMap((window) => {
      const names = mutableAlarms
        .filter(({ severity }) => window.severities.includes(severity))
        .map(({ id }) => alarmName(environmentName, id));
      return chunks(names, MOST_ALARMS).map((AlarmNames, index) => {
        const parts = [window.name, ...(index > 0 ? [String(index + 1)] : [])];
        const Properties = {
          Name: alarmName(environmentName, ['maintenance', ...parts].join('-')),
          Rule: { Schedule: schedule(window) },
          MuteTargets: { AlarmNames },
          Tags: templateTags(tags),
        };
        return [logicalId('mute', ...parts), { Type: 'AWS::CloudWatch::AlarmMuteRule', Properties }];
      });
    }),
  );

const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html */
function schedule({ weekdays, start, durationMinutes, timezone }: MaintenanceWindow): Record<string, string> {
  const minute = minuteOf(start);
  const days =
    weekdays.length === WEEKDAYS.length ? '*' : weekdays.map((day) => day.slice(0, 3).toUpperCase()).join(',');
  return {
    Expression: `cron(${minute % 60} ${Math.floor(minute / 60)} * * ${days})`,
    Duration: `PT${durationMinutes}M`,
    Timezone: timezone,
  };
}
