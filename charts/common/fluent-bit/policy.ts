import { spellings } from '../../../model/facts/log-levels';
import { expressionOf } from '../../../model/facts/redact-patterns';
import type { FluentBitPlugin } from './model';
import { EXPRESSIONS, isRedacting, type RedactionSettings } from './redaction';

/**
 * The log policy as Fluent Bit filters, defined once for every router: the DaemonSet, the Fargate log router and FireLens.
 * Order in a pipeline: `thinning` on the raw line (key `log`, before the JSON parser: a dropped line costs nothing more),
 * the JSON parser, then redaction (keys `message`, `msg` and, where the line is no JSON, `log`).
 */
export interface LogPolicy extends RedactionSettings {
  /** Levels that are dropped; empty: none. */
  readonly dropLevels: readonly string[];
  /** Share of info lines that is kept, in percent, 1–100. */
  readonly sampleInfoPercent: number;
}

/** Where filters of the policy apply. */
export interface FilterScope {
  /** Tags, such as `kube.*`. */
  readonly match: string;
  /** Beginning of the filters' aliases, unique in the configuration, such as `application`. */
  readonly alias: string;
}

/** Drops and samples raw lines. Plain `grep` filters: the same on every router and every engine version. */
export const thinning = (policy: LogPolicy, scope: FilterScope): FluentBitPlugin[] => [
  ...dropLevels(policy.dropLevels, scope),
  ...sampleInfo(policy.sampleInfoPercent, scope),
];

/** Redaction for routers without Lua: no plugin replaces a part of a value, so a message with personal data is replaced whole. */
export const redactionWithoutLua = (policy: LogPolicy, scope: FilterScope): FluentBitPlugin[] => {
  if (!isRedacting(policy)) return [];
  const kinds = policy.redact.map((kind) => EXPRESSIONS[kind]);
  const pattern = [...kinds, ...policy.redactPatterns.map((own) => expressionOf(own.pattern))].join('|');
  return MESSAGE_KEYS.map((key) =>
    plugin(
      'modify',
      scope,
      `redact-${key}`,
      ['condition', `key_value_matches ${key} (?:${pattern})`],
      ['set', `${key} REDACTED`],
    ),
  );
};

/** Keys that hold what people read: the message of a JSON line by its usual names, or the line itself. */
export const MESSAGE_KEYS = ['message', 'msg', 'log'] as const;

const dropLevels = (levels: readonly string[], scope: FilterScope): FluentBitPlugin[] =>
  levels.length === 0 ? [] : [plugin('grep', scope, 'drop-levels', ['exclude', `log \\A${levelIs(levels)}`])];

/** Keeps whole traces: the decision depends on nothing but the trace ID, so every service of a request decides the same. */
const sampleInfo = (percent: number, scope: FilterScope): FluentBitPlugin[] =>
  percent >= 100
    ? []
    : [plugin('grep', scope, 'sample-info', ['exclude', `log \\A(?=${levelIs(['info'])})${traceIsNotKept(percent)}`])];

const STRING = '"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"';
/** A value of one line of JSON; objects and lists one level deep. */
const VALUE = `(?:${STRING}|[^"{}\\[\\],\\s]+|[{\\[](?:[^"{}\\[\\]]|${STRING})*[}\\]])`;

/**
 * A JSON object whose own `level` is one of these. It walks over the pairs in front of it, so that neither a nested "level" nor
 * one inside a string decides: an error line is never dropped for quoting a debug line. What it cannot walk over is kept.
 */
const levelIs = (levels: readonly string[]) =>
  `\\s*\\{(?:\\s*(?!"level")${STRING}\\s*:\\s*${VALUE}\\s*,)*\\s*"level"\\s*:\\s*"(?:${levels.flatMap(written).join('|')})"`;

/** `warning` is Python's `warn`. */
const written = (level: string) => (level === 'warn' ? ['warn', 'warning'] : [level]).flatMap(spellings);

/**
 * A trace ID whose last three hexadecimal digits say that its info lines are not kept. The last, because AWS X-Ray's IDs
 * begin with the time. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 * A line without a trace ID is kept.
 */
const traceIsNotKept = (percent: number) =>
  `.*"trace(?:_id|Id)"\\s*:\\s*"[^"]*(?!${hexBelow(Math.max(1, Math.round((percent * 4096) / 100)))})[0-9a-fA-F]{3}"`;

/** Three hexadecimal digits whose value is below `limit` (1–4095). */
export function hexBelow(limit: number): string {
  const digits = [limit >> 8, (limit >> 4) & 15, limit & 15];
  const alternatives = digits.flatMap((digit, index) =>
    digit === 0
      ? []
      : [`${digits.slice(0, index).map(hexDigit).join('')}${hexDigitBelow(digit)}${HEX.repeat(2 - index)}`],
  );
  return `(?:${alternatives.join('|')})`;
}

const HEX = '[0-9a-fA-F]';
const hexDigit = (digit: number) =>
  digit < 10 ? String(digit) : `[${digit.toString(16)}${digit.toString(16).toUpperCase()}]`;
const hexDigitBelow = (limit: number) => {
  if (limit <= 10) return limit === 1 ? '0' : `[0-${limit - 1}]`;
  const last = (limit - 1).toString(16);
  return `[0-9a-${last}A-${last.toUpperCase()}]`;
};

const plugin = (
  name: string,
  scope: FilterScope,
  step: string,
  ...properties: FluentBitPlugin['properties']
): FluentBitPlugin => ({
  name,
  properties: [['match', scope.match], ['alias', `${scope.alias}-${step}`], ...properties],
});
