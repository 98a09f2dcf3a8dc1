import { readFileSync } from 'node:fs';
import { toYaml } from '../../../charts/common/yaml';
import { ruleGroups } from '../../../charts/prometheus-rules/groups';
import { burnRates, silenceMinutes } from '../../../model/facts/objectives';
import type { Objective } from '../../../model/schema/slos';
import { testWithPromtool } from '../../support/promtool';
import { type At, expectAlerts, type Firing } from '../../support/rules';

const NAMESPACE = 'namespace="shop",app="web"';

const availability: Objective = {
  name: 'web',
  service: 'web',
  indicator: 'availability',
  source: { kind: 'envoy', namespace: 'shop', application: 'web', listener: 'web' },
  target: 99.9,
  windowDays: 30,
  silence: 'unknown',
  minimumEvents: 100,
};
const strict: Objective = { ...availability, silence: 'violated' };
const latency: Objective = { ...availability, indicator: 'latency', thresholdMilliseconds: 250, target: 95 };
const pods: Objective = {
  ...availability,
  source: { kind: 'targets', namespace: 'shop', application: 'web' },
  silence: 'violated',
};
const freshness: Objective = {
  ...availability,
  indicator: 'freshness',
  source: { kind: 'remote-write' },
  thresholdSeconds: 120,
};

/** Minute at which things change. */
const CHANGE = 360;

const HEALTH: Readonly<Record<string, At>> = {
  'up{cluster="c",job="alloy",namespace="metrics",pod="alloy-0"}': () => 1,
  'prometheus_remote_storage_queue_highest_timestamp_seconds{cluster="c",job="alloy",namespace="metrics",pod="alloy-0"}':
    (minute) => minute * 60,
  'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{cluster="c",job="alloy",namespace="metrics",pod="alloy-0"}':
    (minute) => minute * 60,
};

const requests = (pod: string, code: 2 | 5): string =>
  `envoy_http_downstream_rq_xx{cluster="c",job="kubernetes-pods",${NAMESPACE},pod="${pod}",envoy_http_conn_manager_prefix="web",envoy_response_code_class="${code}"}`;
const timed = (le?: string): string =>
  `envoy_http_downstream_rq_time_${le ? 'bucket' : 'count'}{cluster="c",job="kubernetes-pods",${NAMESPACE},pod="a",envoy_http_conn_manager_prefix="web"${le ? `,le="${le}"` : ''}}`;
const up = (pod: string): string => `up{cluster="c",job="kubernetes-pods",${NAMESPACE},pod="${pod}"}`;

/** A counter with so many events a minute before, and from the change on. */
const grows =
  (before: number, after = before): At =>
  (minute) =>
    before * Math.min(minute, CHANGE) + after * Math.max(0, minute - CHANGE);
const until =
  (at: At): At =>
  (minute) =>
    minute <= CHANGE ? at(minute) : undefined;
const since =
  (at: At): At =>
  (minute) =>
    minute <= CHANGE ? undefined : at(minute - CHANGE);

/** Two pods that answer ten requests a second each. */
const TRAFFIC = {
  [requests('a', 2)]: grows(600),
  [requests('a', 5)]: grows(0),
  [requests('b', 2)]: grows(600),
  [requests('b', 5)]: grows(0),
};

interface Scenario {
  /** As docs/objectives.md says it. */
  readonly happens: string;
  readonly objective: Objective;
  readonly series: Readonly<Record<string, At>>;
  /** Minutes after the change at which this fires, and nothing else. */
  readonly within: number;
  readonly firing: Firing;
}

const SCENARIOS: readonly Scenario[] = [
  {
    happens: 'every request fails',
    objective: availability,
    series: {
      ...TRAFFIC,
      [requests('a', 2)]: grows(600, 0),
      [requests('a', 5)]: grows(0, 600),
      [requests('b', 2)]: grows(600, 0),
      [requests('b', 5)]: grows(0, 600),
    },
    within: 3,
    firing: { ErrorBudgetBurnFast: 'critical', ErrorBudgetBurnSlow: 'warning' },
  },
  {
    happens: '2 % of the requests fail',
    objective: availability,
    series: { ...TRAFFIC, [requests('a', 5)]: grows(0, 24) },
    within: 50,
    firing: { ErrorBudgetBurnFast: 'critical', ErrorBudgetBurnSlow: 'warning' },
  },
  {
    happens: '0.4 % of the requests fail',
    objective: availability,
    series: { ...TRAFFIC, [requests('a', 5)]: grows(4.8) },
    within: 60,
    firing: { ErrorBudgetBurnSlow: 'warning' },
  },
  {
    happens: 'one pod of two fails every request',
    objective: availability,
    series: { ...TRAFFIC, [requests('a', 2)]: grows(600, 0), [requests('a', 5)]: grows(0, 600) },
    within: 4,
    firing: { ErrorBudgetBurnFast: 'critical', ErrorBudgetBurnSlow: 'warning' },
  },
  {
    happens: 'all pods are gone; silence is violated',
    objective: strict,
    series: Object.fromEntries(Object.entries(TRAFFIC).map(([name, at]) => [name, until(at)])),
    within: 10,
    firing: { ObjectiveSilent: 'critical' },
  },
  {
    happens: 'all pods have been gone for some time; silence is violated',
    objective: strict,
    series: Object.fromEntries(Object.entries(TRAFFIC).map(([name, at]) => [name, until(at)])),
    within: 40,
    firing: { ObjectiveSilent: 'critical', ErrorBudgetHalfSpent: 'info' },
  },
  {
    happens: 'all pods are gone; silence is unknown',
    objective: availability,
    series: Object.fromEntries(Object.entries(TRAFFIC).map(([name, at]) => [name, until(at)])),
    within: 12,
    firing: { ObjectiveSourceMissing: 'warning' },
  },
  {
    happens: 'traffic ends; silence is violated',
    objective: strict,
    series: { ...TRAFFIC, [requests('a', 2)]: grows(600, 0), [requests('b', 2)]: grows(600, 0) },
    within: 11,
    firing: { ObjectiveSilent: 'critical' },
  },
  {
    happens: 'traffic ends; silence is unknown',
    objective: availability,
    series: { ...TRAFFIC, [requests('a', 2)]: grows(600, 0), [requests('b', 2)]: grows(600, 0) },
    within: 240,
    firing: {},
  },
  {
    happens: 'one request fails, at one request in 100 s',
    objective: availability,
    series: { [requests('a', 2)]: grows(0.6), [requests('a', 5)]: (minute) => (minute <= CHANGE ? 0 : 1) },
    within: 240,
    firing: {},
  },
  {
    happens: 'every request fails, at one request in 100 s',
    objective: availability,
    series: { [requests('a', 2)]: grows(0.6, 0), [requests('a', 5)]: grows(0, 0.6) },
    within: 8,
    firing: { ErrorBudgetBurnFast: 'critical' },
  },
  {
    happens: 'counters begin anew',
    objective: strict,
    series: Object.fromEntries(
      Object.entries(TRAFFIC).map(([name, at]): [string, At] => [name, (minute) => at(minute % CHANGE)]),
    ),
    within: 30,
    firing: {},
  },
  {
    happens: 'a rollout replaces all pods by others',
    objective: strict,
    series: {
      ...Object.fromEntries(Object.entries(TRAFFIC).map(([name, at]) => [name, until(at)])),
      [requests('c', 2)]: since((minute) => 600 * minute),
      [requests('c', 5)]: since(() => 0),
      [requests('d', 2)]: since((minute) => 600 * minute),
      [requests('d', 5)]: since(() => 0),
    },
    within: 30,
    firing: {},
  },
  {
    happens: 'half of the pods are gone, the others answer',
    objective: strict,
    series: { ...TRAFFIC, [requests('b', 2)]: until(grows(600)), [requests('b', 5)]: until(grows(0)) },
    within: 60,
    firing: {},
  },
  {
    happens: 'half of the pods do not answer scrapes',
    objective: pods,
    series: { [up('a')]: () => 1, [up('b')]: (minute) => (minute <= CHANGE ? 1 : 0) },
    within: 4,
    firing: { ErrorBudgetBurnFast: 'critical', ErrorBudgetBurnSlow: 'warning' },
  },
  {
    happens: '80 % of the requests are too slow',
    objective: latency,
    series: { [timed()]: grows(600), [timed('250')]: grows(600, 120) },
    within: 70,
    firing: { ErrorBudgetBurnFast: 'critical', ErrorBudgetBurnSlow: 'warning' },
  },
  {
    happens: '4 % of the requests are too slow',
    objective: latency,
    series: { [timed()]: grows(600), [timed('250')]: grows(600, 576) },
    within: 240,
    firing: {},
  },
  {
    happens: 'samples arrive ten minutes late',
    objective: freshness,
    series: {
      'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{cluster="c",job="alloy",namespace="metrics",pod="alloy-0"}':
        (minute) => (minute <= CHANGE ? minute * 60 : Math.max(CHANGE, minute - 10) * 60),
    },
    within: 12,
    firing: { ErrorBudgetBurnFast: 'critical', ErrorBudgetBurnSlow: 'warning' },
  },
];

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
