import { muteRules } from '../../../charts/cloudformation/mute-rules';
import { dayParts, type MaintenanceWindow, WEEKDAYS } from '../../../model/facts/maintenance';

const window = (change: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  name: 'w',
  weekdays: ['friday', 'saturday'],
  start: '23:30',
  durationMinutes: 90,
  timezone: 'Australia/Sydney',
  severities: ['warning'],
  ...change,
});
const rulesOf = (maintenance: MaintenanceWindow[], alarms = 2) =>
  muteRules({
    environmentName: 'dev',
    maintenance,
    mutableAlarms: Array.from({ length: alarms }, (_, index) => [
      { id: `a${index}`, severity: 'warning' as const },
      { id: `b${index}`, severity: 'critical' as const },
    ]).flat(),
    tags: {},
  });
const schedules = (maintenance: MaintenanceWindow[]): { Expression: string; Duration: string; Timezone: string }[] =>
  Object.values(rulesOf(maintenance)).map(({ Properties }) => (Properties.Rule as Schedule).Schedule);
interface Schedule {
  readonly Schedule: { Expression: string; Duration: string; Timezone: string };
}

test('a window is a rule over the alarms of its severities', () => {
  expect(rulesOf([window()])).toEqual({
    MuteW: {
      Type: 'AWS::CloudWatch::AlarmMuteRule',
      Properties: {
        Name: 'observability-dev-maintenance-w',
        Rule: { Schedule: { Expression: 'cron(30 23 * * FRI,SAT)', Duration: 'PT90M', Timezone: 'Australia/Sydney' } },
        MuteTargets: { AlarmNames: ['observability-dev-a0', 'observability-dev-a1'] },
        Tags: [],
      },
    },
  });
  expect(rulesOf([window({ severities: ['info'] })])).toEqual({});
});

test('a rule names at most 100 alarms: there are as many rules as it takes', () => {
  const rules = Object.entries(rulesOf([window()], 201)).map(([id, { Properties }]) => [
    id,
    (Properties.MuteTargets as { AlarmNames: string[] }).AlarmNames.length,
  ]);
  expect(rules).toEqual([
    ['MuteW', 100],
    ['MuteW2', 100],
    ['MuteW3', 1],
  ]);
});

/** Minutes of a week, from midnight before Sunday, in which a rule of CloudWatch is active. */
function minutesOfCron({ Expression, Duration }: Schedule['Schedule']): Set<number> {
  const [, minute, hour, days = ''] = /^cron\((\d+) (\d+) \* \* ([\w,*]+)\)$/.exec(Expression) ?? [];
  const minutes = Number(/^PT(\d+)M$/.exec(Duration)?.[1]);
  const active = new Set<number>();
  WEEKDAYS.forEach((weekday, index) => {
    if (days !== '*' && !days.split(',').includes(weekday.slice(0, 3).toUpperCase())) return;
    for (let each = 0; each < minutes; each++)
      active.add((index * 1440 + Number(hour) * 60 + Number(minute) + each) % 10_080);
  });
  return active;
}

/** The same, of the parts that Alertmanager gets. */
const minutesOfParts = (each: MaintenanceWindow): Set<number> =>
  new Set(
    dayParts(each).flatMap(({ weekdays, from, to }) =>
      weekdays.flatMap((day) =>
        Array.from({ length: to - from }, (_, minute) => WEEKDAYS.indexOf(day) * 1440 + from + minute),
      ),
    ),
  );

test.each([
  window(),
  window({ weekdays: ['saturday'], start: '12:00', durationMinutes: 1440 }),
  window({ weekdays: [...WEEKDAYS], start: '00:00', durationMinutes: 60 }),
  window({ weekdays: [...WEEKDAYS], start: '23:59', durationMinutes: 2 }),
  window({ weekdays: ['sunday', 'wednesday'], start: '22:00', durationMinutes: 120 }),
])('CloudWatch and Alertmanager mute in the same minutes: %j', (each) => {
  const [schedule] = schedules([each]);
  const minutes = minutesOfParts(each);
  expect(minutes.size).toBe(each.weekdays.length * each.durationMinutes);
  expect([...minutesOfCron(schedule ?? { Expression: '', Duration: '', Timezone: '' })].sort()).toEqual(
    [...minutes].sort(),
  );
});
