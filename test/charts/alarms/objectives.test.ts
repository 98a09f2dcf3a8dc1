import { readFileSync } from 'node:fs';
import type { Alarm } from '../../../charts/alarms/alarm';
import { alarms } from '../../../charts/alarms/catalogue';
import { objectiveAlarms } from '../../../charts/alarms/objectives';
import { alarmsProps } from '../../../charts/aws-stack';
import type { Objective } from '../../../model/schema/slos';
import { overlays } from '../../../overlays';
import { alarmValue } from '../../support/alarm-math';
import { environment, minimal } from '../../support/environments';

const availability: Objective = {
  name: 'web',
  service: 'web',
  indicator: 'availability',
  source: { kind: 'access-log', namespace: 'shop', application: 'web' },
  target: 99.9,
  windowDays: 30,
  silence: 'unknown',
  minimumEvents: 100,
};
const latency: Objective = { ...availability, indicator: 'latency', thresholdMilliseconds: 200, target: 95 };
const balanced: Objective = {
  ...availability,
  source: { kind: 'load-balancer', loadBalancer: 'app/dev-firelens/50dc6c495c0c9188' },
};
const of = (...objectives: Objective[]): Alarm[] =>
  objectiveAlarms({ clusterName: 'c', environmentName: 'dev', objectives, hasBudgets: true });
const burning = (...objectives: Objective[]): Alarm[] => of(...objectives).filter(({ id }) => !id.includes('budget'));

test.each([84, 93, 93.1, 95, 99.999])(
  'no alarm of a target of %p waits for more bad events than there are',
  (target) => {
    const alarms = burning({ ...latency, target });
    const ids = ['1h', '6h', '1d', '3d'].map((window) => `slo-web-${window}`);
    expect(alarms.map(({ id }) => id)).toEqual(target < 93.1 ? ids.slice(1) : ids);
    for (const { bad } of alarms) expect(bad).toEqual({ when: 'above', threshold: expect.any(Number) });
    for (const { bad } of alarms) expect(bad.when === 'above' && bad.threshold).toBeLessThan(100);
  },
);

/** Sums in a minute, at that minute after things have changed; before, they were as at minute -1. */
type Minutely = (minute: number) => Readonly<Record<string, number>>;

/** Whether an alarm is in alarm at a minute: CloudWatch looks back over whole periods from there. */
function isBad(alarm: Alarm, minutely: Minutely, at: number): boolean {
  const minutes = alarm.periodSeconds / 60;
  const { bad } = alarm;
  if (bad.when === 'above-band') throw new Error('no threshold');
  const periods = Array.from({ length: alarm.evaluationPeriods }, (_, index) => {
    const sums: Record<string, number> = {};
    for (let minute = at - (index + 1) * minutes + 1; minute <= at - index * minutes; minute++)
      for (const [name, value] of Object.entries(minutely(minute)))
        sums[name] =
          alarm.metrics[name]?.stat === 'Minimum' ? Math.min(sums[name] ?? value, value) : (sums[name] ?? 0) + value;
    const value = alarmValue(alarm, sums);
    return value !== undefined && (bad.when === 'above' ? value > bad.threshold : value < bad.threshold);
  });
  return periods.filter(Boolean).length >= alarm.datapointsToAlarm;
}

/** Alarms at a minute after the change. */
const firing = (objective: Objective, minutely: Minutely, at: number): string[] =>
  of(objective)
    .filter((alarm) => isBad(alarm, minutely, at))
    .map(({ id, severity }) => `${id} (${severity})`);

const since =
  (before: Record<string, number>, after: Record<string, number>): Minutely =>
  (minute) =>
    minute > 0 ? after : before;

/** Application Signals publishes it every five minutes. */
const attained = (percent: number): Minutely =>
  since({ requests: 600, failed: 0, attained: 100 }, { requests: 600, failed: 0, attained: percent });

/** What happens, to what, and which alarms it has raised after so many minutes: as docs/objectives.md says it. */
const CASES: readonly [happens: string, objective: Objective, minutely: Minutely, minutes: number, alarms: string[]][] =
  [
    [
      'every request fails',
      availability,
      since({ requests: 600, failed: 0 }, { requests: 600, failed: 600 }),
      1,
      ['slo-web-1h (critical)'],
    ],
    [
      '2 % of the requests fail',
      availability,
      since({ requests: 600, failed: 0 }, { requests: 600, failed: 12 }),
      44,
      ['slo-web-1h (critical)'],
    ],
    [
      'traffic ends; silence is violated',
      { ...availability, silence: 'violated' },
      since({ requests: 600, failed: 0 }, {}),
      5,
      ['slo-web-silent (critical)'],
    ],
    ['traffic ends; silence is unknown', availability, since({ requests: 600, failed: 0 }, {}), 600, []],
    [
      'one request fails, at one request in 100 s',
      availability,
      (minute) => ({ requests: 0.6, failed: minute === 1 ? 1 : 0 }),
      60,
      [],
    ],
    [
      'all requests are too slow',
      latency,
      since({ timed: 600, slow: 0 }, { timed: 600, slow: 600 }),
      44,
      ['slo-web-1h (critical)'],
    ],
    [
      'no task answers, so that the load balancer does',
      balanced,
      since({ requests: 600, failed: 0 }, { requests: 0, refused: 600 }),
      1,
      ['slo-web-1h (critical)'],
    ],
    ['half of the budget is spent', availability, attained(99.949), 5, ['slo-web-budget-half-spent (info)']],
    [
      '80 % of the budget are spent',
      availability,
      attained(99.919),
      5,
      ['slo-web-budget-mostly-spent (warning)', 'slo-web-budget-half-spent (info)'],
    ],
    [
      'the budget is gone',
      availability,
      attained(99.899),
      5,
      ['slo-web-budget-gone (critical)', 'slo-web-budget-mostly-spent (warning)', 'slo-web-budget-half-spent (info)'],
    ],
    [
      'one request of 500 in a day fails',
      availability,
      (minute) => ({ requests: 0.35, failed: 0, attained: minute > 0 ? 99.8 : 100 }),
      5,
      [],
    ],
  ];

test.each(CASES)('%s', (_, objective, minutely, minutes, expected) => {
  expect(firing(objective, minutely, 0)).toEqual([]);
  expect(firing(objective, minutely, minutes)).toEqual(expected);
});

test('a burn that lasts is seen by the longer windows too, and each ends after its window', () => {
  const outage: Minutely = (minute) => ({ requests: 600, failed: minute > 0 && minute <= 30 ? 600 : 0 });
  const ids = (at: number) => firing(availability, outage, at).map((id) => id.replace(/slo-web-(\w+).*/, '$1'));
  expect(ids(30)).toEqual(['1h', '6h', '1d']);
  expect(ids(92)).toEqual(['6h', '1d']);
  expect(ids(400)).toEqual(['1d']);
  expect(ids(1475)).toEqual([]);
});

test('thresholds are burn rates times the budget', () => {
  expect(burning(availability).map(({ bad }) => ('threshold' in bad ? bad.threshold : undefined))).toEqual([
    1.44, 0.6, 0.3, 0.1,
  ]);
  expect(burning({ ...availability, windowDays: 28 }).map(({ bad }) => 'threshold' in bad && bad.threshold)).toEqual([
    1.344, 0.56, 0.28, 0.0933333,
  ]);
});

test('series are those of the workload, and of the load balancer', () => {
  const [alarm] = of(availability);
  expect(alarm?.metrics.failed?.metric).toEqual({
    namespace: 'ContainerLogs',
    name: 'FailedRequests',
    dimensions: { ClusterName: 'c', Namespace: 'shop', Application: 'web' },
  });
  expect(of(latency)[0]?.metrics.slow?.metric.name).toBe('RequestsOver200ms');
  const quick = of({ ...balanced, indicator: 'latency', thresholdMilliseconds: 250, target: 95 })[0]?.metrics.quick;
  expect(quick?.stat).toBe('PR(:0.25)');
  expect(quick?.metric.dimensions).toEqual({ LoadBalancer: 'app/dev-firelens/50dc6c495c0c9188' });
});

test('periods are what CloudWatch evaluates: a day at most, seven days in all', () => {
  for (const { evaluationPeriods, periodSeconds } of of(availability, latency)) {
    expect(periodSeconds % 60).toBe(0);
    expect(periodSeconds).toBeLessThanOrEqual(86400);
    expect(evaluationPeriods * periodSeconds).toBeLessThanOrEqual(7 * 86400);
  }
});

test.each(Object.entries(overlays))(
  '%s: the game has its three promises, and an alarm for each window',
  (_, overlay) => {
    const ids = alarms(alarmsProps(environment(overlay))).map(({ id }) => id);
    const ends = ['1h', '6h', '1d', '3d', 'budget-gone', 'budget-mostly-spent', 'budget-half-spent'];
    for (const promise of ['availability', 'latency'])
      for (const end of ends) expect(ids).toContain(`slo-tictactoe-${promise}-${end}`);
    // Availability and failures are one promise here.
    expect(ids.filter((id) => id.startsWith('slo-tictactoe-errors'))).toEqual([]);
    expect(alarms(alarmsProps(environment(minimal))).filter(({ id }) => id.startsWith('slo-'))).toEqual([]);
  },
);

test('docs/objectives.md says of each case which alarms it raises, and when', () => {
  const rows = readFileSync('docs/objectives.md', 'utf8')
    .split('\n')
    .filter((line) => / min \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const said = rows.map(([, happens, raised, within]) => ({ happens, raised, within }));
  const tested = CASES.map(([happens, , , minutes, raised]) => ({
    happens,
    raised: raised.map((id) => id.replace('slo-web', '…')).join(', ') || 'none',
    within: `${minutes} min`,
  }));
  expect(said).toEqual(tested);
});

test('objectives that promise the same have one set of alarms, which names both; those that differ have their own', () => {
  const errors: Objective = { ...availability, name: 'web-errors', indicator: 'error-ratio' };
  expect(of(availability, errors).map(({ id }) => id)).toEqual(of(availability).map(({ id }) => id));
  for (const { description } of of(availability, errors))
    expect(description).toContain('objectives web and web-errors');
  for (const change of [
    { target: 99.5 },
    { windowDays: 28 as const },
    { minimumEvents: 200 },
    { silence: 'violated' as const },
  ])
    expect(
      of(availability, { ...errors, ...change }).filter(({ id }) => id.startsWith('slo-web-errors-1h')),
    ).toHaveLength(1);
});

test('without Application Signals there are no alarms of budgets', () => {
  const alarms = objectiveAlarms({
    clusterName: 'c',
    environmentName: 'dev',
    objectives: [availability],
    hasBudgets: false,
  });
  expect(alarms.map(({ id }) => id)).toEqual(['slo-web-1h', 'slo-web-6h', 'slo-web-1d', 'slo-web-3d']);
});
