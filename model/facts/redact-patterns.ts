/** A pattern of an environment's own whose matches the log routers replace (docs/redaction.md). */
export interface RedactPattern {
  /** What is found; the replacement says it: `employee-id` becomes `[REDACTED-EMPLOYEE-ID]`. */
  readonly name: string;
  /** A small part of regular expressions (`isRedactPattern`). */
  readonly pattern: string;
}

/** Longest pattern, in characters. CloudWatch Logs takes 200. */
const MOST_CHARACTERS = 100;
/** Shortest and longest text that a pattern may match, in characters. */
const LEAST_MATCH = 4;
const MOST_MATCH = 128;

const CLASS = '\\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Za-z0-9_#=@/;. ])+-?\\]';
const COUNT = '(?:\\{[0-9]{1,2}(?:,[0-9]{1,2})?\\}|\\?)';

/**
 * How a pattern is written: characters and classes, each once or with a count. None of these characters ends a string of any
 * configuration, or separates values of JSON. CloudWatch Logs takes all of them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL-custom-data-identifiers.html
 */
export const REDACT_PATTERN = new RegExp(`^(?:(?:${CLASS}|[A-Za-z0-9_#=@/; -])${COUNT}?){1,${MOST_CHARACTERS}}$`);

/** One part of a pattern: characters, and how many of them follow each other. */
interface Part {
  readonly members: ReadonlySet<string>;
  readonly least: number;
  readonly most: number;
}

/** Printable ASCII. */
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

function parts(pattern: string): Part[] {
  return [...pattern.matchAll(/(\[[^\]]+\]|.)(?:\{(\d+)(?:,(\d+))?\}|(\?))?/g)].map(([, of = '', m, n, optional]) => {
    const members = new RegExp(of.length > 1 ? of : `[${of}]`);
    const least = optional ? 0 : Number(m ?? 1);
    return { members: new Set(ASCII.filter((one) => members.test(one))), least, most: Number(n ?? m ?? 1) };
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Whether ranges of classes go upwards. */
const hasRanges = (pattern: string) =>
  [...pattern.matchAll(/\[[^\]]+\]/g)].every(([of]) =>
    [...of.matchAll(/([A-Za-z0-9])-([A-Za-z0-9])/g)].every(([, from = '', to = '']) => from <= to),
  );

/**
 * Whether a part of variable length is followed by other characters than its own. Then there is one way to match it: as many as
 * there are. Nothing is ever tried again, so the time for a line grows with its length alone.
 */
const isForced = (all: readonly Part[]) =>
  all.every(({ members, least, most }, index) => {
    if (least === most) return true;
    const rest = all.slice(index + 1);
    const needed = rest.findIndex((part) => part.least > 0);
    return rest.slice(0, needed + 1).every((part) => [...part.members].every((one) => !members.has(one)));
  });

/** Whether a text is a pattern that a router can look for in every line. */
export function isRedactPattern(pattern: string): boolean {
  if (pattern.length > MOST_CHARACTERS || !REDACT_PATTERN.test(pattern) || !hasRanges(pattern)) return false;
  const all = parts(pattern);
  // In JSON blanks may stand around a value that is no text.
  const isEnd = (part: Part | undefined) => part !== undefined && part.least > 0 && !part.members.has(' ');
  return (
    all.every(({ least, most }) => most > 0 && least <= most) &&
    sum(all.map(({ least }) => least)) >= LEAST_MATCH &&
    sum(all.map(({ most }) => most)) <= MOST_MATCH &&
    isEnd(all[0]) &&
    isEnd(all.at(-1)) &&
    isForced(all)
  );
}

/**
 * A regular expression for a pattern, without blanks. No letter or digit touches what it finds.
 * https://github.com/k-takata/Onigmo/blob/master/doc/RE
 */
export const expressionOf = (pattern: string): string =>
  `(?<![A-Za-z\\d])${pattern.replaceAll(' ', '\\s')}(?![A-Za-z\\d])`;

/** The first match of a pattern in a text, as the Lua finds it (patterns.lua). */
export const firstMatch = (pattern: string, text: string): string | undefined =>
  new RegExp(`(?<![A-Za-z0-9])(?=(${pattern}))\\1(?![A-Za-z0-9])`).exec(text)?.[1];
