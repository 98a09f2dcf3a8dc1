import { alarms } from '../../../charts/alarms/catalogue';
import { alarmsProps } from '../../../charts/aws-stack';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { alarmValue } from '../../support/alarm-math';
import { environment } from '../../support/environments';

/** IDs of the alarms of an environment. */
export const ids = (input: EnvironmentInput) => alarms(alarmsProps(environment(input))).map(({ id }) => id);
/** One of them; throws where there is none. */
export const find = (input: EnvironmentInput, id: string) => {
  const found = alarms(alarmsProps(environment(input))).find((alarm) => alarm.id === id);
  if (!found) throw new Error(`no alarm ${id}`);
  return found;
};

/** The value of an alarm, of the sums of its series in five minutes; undefined where a series has no data. */
export const evaluate = (input: EnvironmentInput, id: string, series: Record<string, number | undefined>) =>
  alarmValue(find(input, id), series);
