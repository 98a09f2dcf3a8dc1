/**
 * What objectives can be about. A source is something that the stack collects of an application or of itself; who evaluates it
 * follows from where it goes.
 */
export const INDICATORS = ['availability', 'error-ratio', 'latency', 'freshness'] as const;
/** One of them. */
export type Indicator = (typeof INDICATORS)[number];

/** Settings of a source besides its kind. */
export type SourceField = 'namespace' | 'application' | 'listener' | 'loadBalancer';

/** Who evaluates an objective. */
export type Evaluator = 'prometheus' | 'cloudwatch';

/** Kinds of sources: the indicators that each can tell, the settings that it needs, and who evaluates it. */
export const SOURCES = {
  /** Requests that Envoy answered, by its own metrics. */
  envoy: {
    indicators: ['availability', 'error-ratio', 'latency'],
    needs: ['namespace', 'application', 'listener'],
    evaluatedBy: 'prometheus',
  },
  /** Requests that HAProxy answered, by its own metrics. */
  haproxy: {
    indicators: ['availability', 'error-ratio'],
    needs: ['namespace', 'application', 'listener'],
    evaluatedBy: 'prometheus',
  },
  /** Whether the pods of an application answer scrapes. */
  targets: { indicators: ['availability'], needs: ['namespace', 'application'], evaluatedBy: 'prometheus' },
  /** Whether log records that the agents have read are shipped. */
  'log-agents': { indicators: ['availability'], needs: [], evaluatedBy: 'prometheus' },
  /** How old the samples are that reach the workspace. */
  'remote-write': { indicators: ['freshness'], needs: [], evaluatedBy: 'prometheus' },
  /** Requests in the access log of an application on EC2 nodes, as the log agents count them. */
  'access-log': {
    indicators: ['availability', 'error-ratio', 'latency'],
    needs: ['namespace', 'application'],
    evaluatedBy: 'cloudwatch',
  },
  /** Requests that the load balancer of the ECS service answered. */
  'load-balancer': {
    indicators: ['availability', 'error-ratio', 'latency'],
    needs: ['loadBalancer'],
    evaluatedBy: 'cloudwatch',
  },
} as const satisfies Record<
  string,
  { indicators: readonly Indicator[]; needs: readonly SourceField[]; evaluatedBy: Evaluator }
>;
/** One of them. */
export type SourceKind = keyof typeof SOURCES;

/** Whether CloudWatch evaluates an objective: it has its events. */
export const isInCloudWatch = ({ source }: { readonly source: { readonly kind: SourceKind } }): boolean =>
  SOURCES[source.kind].evaluatedBy === 'cloudwatch';

/** Those of objectives that CloudWatch evaluates. */
export const inCloudWatch = <Slo extends { readonly source: { readonly kind: SourceKind } }>(
  objectives: readonly Slo[],
): Slo[] => objectives.filter(isInCloudWatch);

/** All of them. */
export const SOURCE_KINDS = Object.keys(SOURCES) as SourceKind[];

/** Upper bounds of Envoy's histograms, in milliseconds. https://www.envoyproxy.io/docs/envoy/latest/operations/admin#get--stats?histogram_buckets=cumulative */
export const ENVOY_BUCKETS = [
  1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000,
] as const;

/** Metrics of applications that objectives read. */
export const OBJECTIVE_METRICS = [
  'envoy_http_downstream_rq_time_bucket',
  'envoy_http_downstream_rq_time_count',
  'envoy_http_downstream_rq_xx',
  'haproxy_frontend_http_responses_total',
] as const;

/** Days over which an objective holds, where there is a table of burn rates. */
export const OBJECTIVE_DAYS = [28, 30] as const;

/** A pair of windows: both burn, so that an alert is soon over when the fault is. */
export interface BurnRate {
  readonly long: '1h' | '6h' | '1d' | '3d';
  readonly short: '5m' | '30m' | '2h' | '6h';
  /** Hours of the long window. */
  readonly hours: number;
  /** How many times faster than allowed the budget burns. */
  readonly factor: number;
}

/** How much of the budget may burn in a window: in percent, and whether somebody is woken. */
const BURNED = [
  { long: '1h', short: '5m', hours: 1, percent: 2, fast: true },
  { long: '6h', short: '30m', hours: 6, percent: 5, fast: true },
  { long: '1d', short: '2h', hours: 24, percent: 10, fast: false },
  { long: '3d', short: '6h', hours: 72, percent: 10, fast: false },
] as const;

/**
 * Burn rates of an objective over so many days: 14.4 and 6 wake somebody, 3 and 1 do not, over 30 days.
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export const burnRates = (days: number, speed: 'fast' | 'slow'): BurnRate[] =>
  BURNED.filter(({ fast }) => fast === (speed === 'fast')).map(({ percent, fast: _, ...windows }) => ({
    ...windows,
    factor: (percent / 100) * ((days * 24) / windows.hours),
  }));

/** Fewest events in a long window with which it is judged: so many that a single bad one is not too much. */
export const enoughEvents = (
  slo: { readonly target: number; readonly minimumEvents: number },
  { factor }: Pick<BurnRate, 'factor'>,
): number => Math.max(slo.minimumEvents, Math.ceil(1 / (factor * budgetOf(slo))) + 1);

/**
 * Highest target, in percent: 26 seconds of a month, less than passes between two looks of the rules. What promises more cannot be seen to
 * be kept, and its first failure would spend the budget before anybody could act. https://sre.google/sre-book/availability-table/
 */
export const HIGHEST_TARGET = 99.999;

/** Share of events that may be bad, 0 to 1. */
export const budgetOf = ({ target }: { readonly target: number }): number => Number((1 - target / 100).toPrecision(10));

/**
 * Time of silence after which somebody is told, in minutes: what would burn as much of the budget as wakes somebody when events fail.
 * At least what a restart takes, at most an hour.
 */
export const silenceMinutes = (slo: { readonly target: number; readonly windowDays: number }): number =>
  Math.min(60, Math.max(5, Math.round((BURNED[0].percent / 100) * budgetOf(slo) * slo.windowDays * 1440)));
