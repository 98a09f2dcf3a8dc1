import { readFileSync } from 'node:fs';
import { toYaml } from '../../../charts/common/yaml';
import { ruleGroups } from '../../../charts/prometheus-rules/groups';
import { burnRates, silenceMinutes } from '../../../model/facts/objectives';
import type { Objective } from '../../../model/schema/slos';
import { testWithPromtool } from '../../support/promtool';
import { type At, expectAlerts, type Firing } from '../../support/rules';
import { availability, CHANGE, HEALTH, requests, SCENARIOS, strict, TRAFFIC, until } from './objective-scenarios';

const rulesOf = (objective: Objective, groups = /^slo-/): string =>
  toYaml({
    groups: ruleGroups({
      cluster: 'c',
      scrapeIntervalSeconds: 60,
      mostSeries: 10_000,
      kubeStateMetrics: true,
      alloy: { namespace: 'metrics', replicas: 1 },
      objectives: [objective],
    }).filter(({ name }) => groups.test(name)),
  });

testWithPromtool.each(SCENARIOS)('$happens: within $within minutes', ({ objective, series, within, firing }) => {
  expectAlerts(rulesOf(objective), {
    series: { ...HEALTH, ...series },
    minutes: CHANGE + within,
    expected: [
      // Before, nothing fires but what has been wrong all the time.
      ...(firing.ErrorBudgetBurnSlow && !firing.ErrorBudgetBurnFast ? [] : [{ minute: CHANGE, firing: {} }]),
      { minute: CHANGE + within, firing },
    ],
  });
});

/** What fires in each minute of the two hours after the change. */
const eachMinute = (firing: (minute: number) => Firing) =>
  Array.from({ length: 120 }, (_, index) => ({ minute: CHANGE + index, firing: firing(CHANGE + index) }));

testWithPromtool('an outage of the metrics calls once, as what it is, and nobody when they are back', () => {
  const lasts = 20;
  const gap = Object.fromEntries(
    Object.entries({ ...HEALTH, ...TRAFFIC }).map(([name, at]): [string, At] => [
      name,
      (minute) => (minute > CHANGE && minute < CHANGE + lasts ? undefined : at(minute)),
    ]),
  );
  const isTold = (minute: number) => minute >= CHANGE + 11 && minute < CHANGE + lasts;
  expectAlerts(rulesOf(strict, /^(slo-|metrics$)/), {
    series: gap,
    minutes: CHANGE + 120,
    expected: eachMinute((minute): Firing => (isTold(minute) ? { NoMetricsFromCluster: 'critical' } : {})),
  });
});

testWithPromtool('an outage of the application calls once, as silence, and nobody when it is back', () => {
  const lasts = 20;
  const gap = Object.fromEntries(
    Object.entries(TRAFFIC).map(([name, at]): [string, At] => [
      name,
      (minute) => (minute > CHANGE && minute < CHANGE + lasts ? undefined : at(minute)),
    ]),
  );
  // A rate needs two samples: what is silent is so four minutes later, and a minute longer.
  const isTold = (minute: number) => minute >= CHANGE + 10 && minute <= CHANGE + lasts;
  expectAlerts(rulesOf(strict), {
    series: { ...HEALTH, ...gap },
    minutes: CHANGE + 120,
    expected: eachMinute((minute): Firing => (isTold(minute) ? { ObjectiveSilent: 'critical' } : {})),
  });
});

testWithPromtool('silence spends the budget as failure does, also while nobody sees the cluster', () => {
  for (const health of [HEALTH, Object.fromEntries(Object.entries(HEALTH).map(([name, at]) => [name, until(at)]))])
    expectAlerts(rulesOf(strict), {
      series: { ...health, ...Object.fromEntries(Object.entries(TRAFFIC).map(([name, at]) => [name, until(at)])) },
      minutes: CHANGE + 70,
      expected: [
        {
          minute: CHANGE + 70,
          firing: {
            ...(health === HEALTH && { ObjectiveSilent: 'critical' }),
            ErrorBudgetHalfSpent: 'info',
            ErrorBudgetMostlySpent: 'warning',
            ErrorBudgetGone: 'critical',
          },
        },
      ],
    });
});

/** An outage of so many minutes, and what fires eight hours later: what is left of 43 minutes. */
const OUTAGES: readonly [minutes: number, firing: Firing][] = [
  [15, {}],
  [26, { ErrorBudgetHalfSpent: 'info' }],
  [37, { ErrorBudgetHalfSpent: 'info', ErrorBudgetMostlySpent: 'warning' }],
  [48, { ErrorBudgetHalfSpent: 'info', ErrorBudgetMostlySpent: 'warning', ErrorBudgetGone: 'critical' }],
];

testWithPromtool.each(OUTAGES)('after an outage of %s minutes the budget says what is left', (minutes, firing) => {
  const down = (minute: number) => Math.min(Math.max(0, minute - CHANGE), minutes);
  expectAlerts(rulesOf(availability), {
    series: {
      ...HEALTH,
      [requests('a', 2)]: (minute) => 600 * (minute - down(minute)),
      [requests('a', 5)]: (minute) => 600 * down(minute),
    },
    minutes: CHANGE + minutes + 480,
    expected: [{ minute: CHANGE + minutes + 480, firing }],
  });
});

test('the burn rates are those of the workbook', () => {
  const factors = (days: number) =>
    [...burnRates(days, 'fast'), ...burnRates(days, 'slow')].map(({ long, short, factor }) => [
      long,
      short,
      Number(factor.toPrecision(4)),
    ]);
  expect(factors(30)).toEqual([
    ['1h', '5m', 14.4],
    ['6h', '30m', 6],
    ['1d', '2h', 3],
    ['3d', '6h', 1],
  ]);
  expect(factors(28).map(([, , factor]) => factor)).toEqual([13.44, 5.6, 2.8, 0.9333]);
});

test('silence is told once it would burn what wakes somebody, between five minutes and an hour', () => {
  expect([99.99, 99.9, 99.5, 99, 95, 90].map((target) => silenceMinutes({ target, windowDays: 30 }))).toEqual([
    5, 5, 5, 9, 43, 60,
  ]);
});

test('no rule reads raw counters over more than five minutes', () => {
  const long = [...rulesOf(strict).matchAll(/(\S+)\{[^}]*\}\[(\w+)\]/g)].filter(([, , range]) => range !== '5m');
  expect(long.length).toBeGreaterThan(10);
  expect(long.filter(([, metric]) => !metric?.includes('slo:'))).toEqual([]);
});

test('docs/objectives.md says of each case what fires, and when', () => {
  const rows = readFileSync('docs/objectives.md', 'utf8')
    .split('\n')
    .filter((line) => / minutes \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const said = rows.map(([, happens, alerts, within]) => ({ happens, alerts, within }));
  const tested = SCENARIOS.map(({ happens, firing, within }) => ({
    happens,
    alerts:
      Object.entries(firing)
        .map(([name, severity]) => `${name} (${severity})`)
        .join(', ') || 'none',
    within: `${within} minutes`,
  }));
  expect(said).toEqual(tested);
});
