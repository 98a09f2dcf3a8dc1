import { ERROR_LEVELS, spellings } from '../../model/facts/log-levels';
import type { LogGroup } from '../../model/names/log-groups';

/**
 * Patterns of metric filters. Two regular expressions a pattern at most, without groups and blanks; 1024 characters.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

/** Events that are errors, as the writers of a group mark them. */
export function errorPattern({ id }: Pick<LogGroup, 'id'>): string {
  // The router's own log is text: [2026/01/31 12:34:56] [error] [output:…
  return id === 'fargate-process' ? '"[error]"' : json([IS_ERROR_LEVEL]);
}

/**
 * Events that stand for others, which sampling has left out: info events with a trace ID that ends in three hexadecimal digits,
 * as routers without a reader read it.
 */
export function sampledPattern(): string {
  const isInfo = spellings('info').map((level) => `$.level = "${level}"`);
  const hasTrace = ['trace_id', 'traceId'].map((key) => `$.${key} = %[0-9a-fA-F]{3}$%`);
  return json([`((${isInfo.join(' || ')}) && (${hasTrace.join(' || ')}))`]);
}

const json = (alternatives: readonly string[]) => `{ ${alternatives.join(' || ')} }`;

/** `err` stands for err, error, Err, Error, ERR and ERROR. */
const IS_ERROR_LEVEL = `$.level = %${ERROR_LEVELS.map((level) => {
  const [first = ''] = level;
  return `^[${first.toUpperCase()}${first}]${level.slice(1)}|^${level.toUpperCase()}`;
}).join('|')}%`;
