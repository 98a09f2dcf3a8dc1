import type { Range } from '../../model/budgets/range';

/** Hours of a month, as AWS's own examples count them. */
export const HOURS = 730;
/** Seconds of a month. */
export const SECONDS = HOURS * 3600;
/** Days of a month. */
export const DAYS = HOURS / 24;

const GIBIBYTE = 2 ** 30;

/** Bytes of an hour, of which there are so many GB in a month. */
export const bytesOfHour = (gigabytesOfMonth: number): number => (gigabytesOfMonth * GIBIBYTE) / HOURS;

/** GB of a month from bytes per second. */
export const gigabytes = ({ low, high }: Range): Range => ({
  low: (low * SECONDS) / GIBIBYTE,
  high: (high * SECONDS) / GIBIBYTE,
});

/**
 * What gzip leaves of logs, as CloudWatch stores them and Firehose delivers them: the share that AWS's own calculator takes.
 * https://calculator.aws/#/createCalculator/CloudWatch
 */
export const COMPRESSED = 0.15;
