import type { Objective } from '../../../model/schema/slos';
import type { At, Firing } from '../../support/rules';

const NAMESPACE = 'namespace="shop",app="web"';

export const availability: Objective = {
  name: 'web',
  service: 'web',
  indicator: 'availability',
  source: { kind: 'envoy', namespace: 'shop', application: 'web', listener: 'web' },
  target: 99.9,
  windowDays: 30,
  silence: 'unknown',
  minimumEvents: 100,
};
export const strict: Objective = { ...availability, silence: 'violated' };
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
export const CHANGE = 360;

export const HEALTH: Readonly<Record<string, At>> = {
  'up{cluster="c",job="alloy",namespace="metrics",pod="alloy-0"}': () => 1,
  'prometheus_remote_storage_queue_highest_timestamp_seconds{cluster="c",job="alloy",namespace="metrics",pod="alloy-0"}':
    (minute) => minute * 60,
  'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{cluster="c",job="alloy",namespace="metrics",pod="alloy-0"}':
    (minute) => minute * 60,
};

export const requests = (pod: string, code: 2 | 5): string =>
  `envoy_http_downstream_rq_xx{cluster="c",job="kubernetes-pods",${NAMESPACE},pod="${pod}",envoy_http_conn_manager_prefix="web",envoy_response_code_class="${code}"}`;
const timed = (le?: string): string =>
  `envoy_http_downstream_rq_time_${le ? 'bucket' : 'count'}{cluster="c",job="kubernetes-pods",${NAMESPACE},pod="a",envoy_http_conn_manager_prefix="web"${le ? `,le="${le}"` : ''}}`;
const up = (pod: string): string => `up{cluster="c",job="kubernetes-pods",${NAMESPACE},pod="${pod}"}`;

/** A counter with so many events a minute before, and from the change on. */
const grows =
  (before: number, after = before): At =>
  (minute) =>
    before * Math.min(minute, CHANGE) + after * Math.max(0, minute - CHANGE);
export const until =
  (at: At): At =>
  (minute) =>
    minute <= CHANGE ? at(minute) : undefined;
const since =
  (at: At): At =>
  (minute) =>
    minute <= CHANGE ? undefined : at(minute - CHANGE);

/** Two pods that answer ten requests a second each. */
export const TRAFFIC = {
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

export const SCENARIOS: readonly Scenario[] = [
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
