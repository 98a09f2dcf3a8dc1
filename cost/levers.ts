import type { Range } from '../model/budgets/range';
import type { Environment } from '../model/schema/environment';
import { LOG_LEVELS, RETENTION_DAYS } from '../model/schema/logs';
import type { Estimate } from './estimate';

/** One setting that could be different, and what that saves. */
export interface Lever {
  /** The setting and its other value, such as `logs.sampleInfoPercent: 10`. */
  readonly change: string;
  /** What is given up for it. */
  readonly price: string;
  /** USD a month that are saved. */
  readonly usd: Range;
}

/** A change of one setting; undefined where it is already so. */
interface Change {
  readonly change: string;
  readonly price: string;
  readonly environment: Environment;
}

/** Share of info lines that the lever of sampling keeps, in percent. */
const SAMPLED = 10;
/** Levels that the lever of filtering drops. */
const DROPPED = LOG_LEVELS.slice(0, 2);
/** Days that retention is compared with. */
const MONTH_DAYS = 30;
/** The longest interval that keeps rules of five minutes right. */
const SLOW_SCRAPE_SECONDS = 60;

const CHANGES: readonly ((environment: Environment) => Change | undefined)[] = [
  (environment) => {
    const { logs } = environment;
    const more = DROPPED.filter((level) => !logs.dropLevels.includes(level));
    if (more.length === 0) return undefined;
    return {
      change: `logs.dropLevels: ${JSON.stringify([...DROPPED, ...logs.dropLevels.filter((level) => !DROPPED.includes(level))])}`,
      price: `lines of level ${more.join(' and ')} are nowhere`,
      environment: { ...environment, logs: { ...logs, dropLevels: [...logs.dropLevels, ...more] } },
    };
  },
  (environment) => {
    const { logs } = environment;
    if (logs.sampleInfoPercent <= SAMPLED || logs.dropLevels.includes('info')) return undefined;
    return {
      change: `logs.sampleInfoPercent: ${SAMPLED}`,
      price: `of traces without warnings and errors, ${SAMPLED} % are left`,
      environment: { ...environment, logs: { ...logs, sampleInfoPercent: SAMPLED } },
    };
  },
  (environment) => {
    const { logs } = environment;
    const retentionDays = RETENTION_DAYS.findLast((days) => days <= logs.retentionDays / 2);
    if (retentionDays === undefined) return undefined;
    return {
      change: `logs.retentionDays: ${retentionDays}`,
      price: `logs are gone after ${retentionDays} days instead of ${logs.retentionDays}`,
      environment: { ...environment, logs: { ...logs, retentionDays } },
    };
  },
  (environment) => {
    const { logs } = environment;
    if (!environment.compute.ec2 || !(logs.streams.host || logs.streams.dataplane)) return undefined;
    return {
      change: 'logs.streams: { host: false, dataplane: false }',
      price: 'the journals of nodes stay on the nodes',
      environment: { ...environment, logs: { ...logs, streams: { host: false, dataplane: false } } },
    };
  },
  (environment) => {
    const { archive, ...rest } = environment;
    if (!archive) return undefined;
    return { change: 'archive: none', price: 'logs are gone with their log group', environment: rest };
  },
  (environment) => {
    const { archive } = environment;
    if (!archive?.replication) return undefined;
    const { replication, ...rest } = archive;
    return {
      change: 'archive.replication: none',
      price: `the archive has no copy in ${replication.region}`,
      environment: { ...environment, archive: rest },
    };
  },
  (environment) => {
    const { metrics } = environment;
    if (!metrics.workspace || metrics.scrapeIntervalSeconds >= SLOW_SCRAPE_SECONDS) return undefined;
    return {
      change: `metrics.scrapeIntervalSeconds: ${SLOW_SCRAPE_SECONDS}`,
      price: `metrics have a point every ${SLOW_SCRAPE_SECONDS} s`,
      environment: { ...environment, metrics: { ...metrics, scrapeIntervalSeconds: SLOW_SCRAPE_SECONDS } },
    };
  },
  (environment) => {
    const { cloudwatchAgent } = environment;
    if (cloudwatchAgent.workloads.length === 0) return undefined;
    return {
      change: 'cloudwatchAgent.workloads: []',
      price: environment.metrics.workspace
        ? 'these metrics are in Amazon Managed Prometheus alone'
        : 'these metrics are nowhere',
      environment: { ...environment, cloudwatchAgent: { ...cloudwatchAgent, workloads: [] } },
    };
  },
  (environment) => {
    const { ecs, ...rest } = environment;
    if (!ecs) return undefined;
    return { change: 'ecs: none', price: 'the sample service on ECS is gone', environment: rest };
  },
];

/** What the overlay has, with what it would be without. */
const KEPT: readonly ((environment: Environment) => Change | undefined)[] = [
  (environment) => {
    const { logs } = environment;
    if (logs.dropLevels.length === 0) return undefined;
    return {
      change: `logs.dropLevels: ${JSON.stringify(logs.dropLevels)}`,
      price: 'no level dropped',
      environment: { ...environment, logs: { ...logs, dropLevels: [] } },
    };
  },
  (environment) => {
    const { logs } = environment;
    if (logs.sampleInfoPercent === 100) return undefined;
    return {
      change: `logs.sampleInfoPercent: ${logs.sampleInfoPercent}`,
      price: 'every line kept',
      environment: { ...environment, logs: { ...logs, sampleInfoPercent: 100 } },
    };
  },
  (environment) => {
    const { logs } = environment;
    if (logs.retentionDays >= MONTH_DAYS) return undefined;
    return {
      change: `logs.retentionDays: ${logs.retentionDays}`,
      price: `${MONTH_DAYS} days`,
      environment: { ...environment, logs: { ...logs, retentionDays: MONTH_DAYS } },
    };
  },
];

type EstimateOf = (environment: Environment) => Estimate;

const made = (list: typeof CHANGES, environment: Environment): Change[] =>
  list.flatMap((change) => change(environment) ?? []);

/** Environments that differ in one setting and may cost less. */
export const changes = (environment: Environment): Change[] => made(CHANGES, environment);

/** How much more one estimate is than another. */
const more = ({ usd: one }: Estimate, { usd: other }: Estimate): Range => ({
  low: one.low - other.low,
  high: one.high - other.high,
});

const worthwhile = (levers: readonly Lever[]): Lever[] =>
  levers.filter(({ usd }) => usd.high >= 0.01).sort((one, other) => other.usd.high - one.usd.high);

/**
 * What single settings save, the most first, by estimating again with each of them changed.
 * @param estimateOf makes the objects of an environment and prices them
 */
export function levers(environment: Environment, estimateOf: EstimateOf): Lever[] {
  const now = estimateOf(environment);
  return worthwhile(
    changes(environment).map(({ environment: other, ...lever }) => ({ ...lever, usd: more(now, estimateOf(other)) })),
  );
}

/** What settings of the log policy save already: `price` is what they are compared with. */
export function saved(environment: Environment, estimateOf: EstimateOf): Lever[] {
  const now = estimateOf(environment);
  return worthwhile(
    made(KEPT, environment).map(({ environment: other, ...lever }) => ({
      ...lever,
      usd: more(estimateOf(other), now),
    })),
  );
}
