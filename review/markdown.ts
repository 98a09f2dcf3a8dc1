import { escapeInvisible } from '../model/problem';
import { isTree, type Step } from './diff';

/** Longest value in the report, in characters. */
const VALUE_MAX_CHARACTERS = 140;

/** Keys whose values are secrets: they are not repeated. */
const SECRET_KEY =
  /(?:^|[-_.]|[a-z](?=[A-Z]))(?:password|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)$/i;
/** Secrets by what they look like, wherever they are. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, '(hidden)'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '(hidden)'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, '(hidden)'],
  [/(:\/\/)[^/\s"@]*@/g, '$1(hidden)@'],
  [/((?:password|passwd|secret|token|api[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',]{4,}/gi, '$1(hidden)'],
  [/\b(bearer\s+)[\w.~+/-]{8,}/gi, '$1(hidden)'],
];

/** A text without secrets. */
export const withoutSecrets = (text: string): string =>
  SECRETS.reduce((value, [pattern, instead]) => value.replace(pattern, instead), text);

/** A value that a key names, without what is secret in it. */
export function masked(value: unknown, key: string): unknown {
  if (typeof value === 'string') return SECRET_KEY.test(key) ? '(hidden)' : withoutSecrets(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, key));
  if (!isTree(value)) return value;
  const isSecret = value.kind === 'Secret';
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      isSecret && /^(?:data|stringData)$/.test(name) ? '(hidden)' : masked(item, name),
    ]),
  );
}

/**
 * A text as code in Markdown, on one line, cut where it is long. Nothing in it can end the code: its fence is longer than any row of
 * backticks within. https://spec.commonmark.org/0.31.2/#code-spans
 */
export function code(text: string, most = VALUE_MAX_CHARACTERS): string {
  const line = escapeInvisible(text.replace(/\r?\n/g, '⏎').replace(/\p{Cc}/gu, ' '));
  if (line.trim() === '') return '` `';
  const characters = Array.from(line);
  const cut = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
  const fence = '`'.repeat(Math.max(0, ...(cut.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  const pad = /^[` ]|[` ]$/.test(cut) ? ' ' : '';
  return `${fence}${pad}${cut}${pad}${fence}`;
}

/** Code for a cell of a table: a bar would end the cell even within code. https://github.github.com/gfm/#tables-extension- */
export const cell = (text: string): string => code(text).replace(/\|/g, '\\|');

/** A value of an object of some kind, at a path, as a text without secrets. */
function clear(value: unknown, path: readonly Step[], kind: string): string {
  if (kind === 'Secret' && /^(?:data|stringData)$/.test(String(path[0] ?? 'data'))) return '(hidden)';
  const key = path.findLast((step) => typeof step === 'string');
  const without = masked(value, typeof key === 'string' ? key : '');
  return typeof without === 'string' ? without : (JSON.stringify(without) ?? 'nothing');
}

/** A value of an object of some kind, at a path. */
export const shown = (value: unknown, path: readonly Step[], kind = ''): string => code(clear(value, path, kind));

/** Longest value that is shown as a whole beside another one, in characters. */
const WHOLE_CHARACTERS = 60;
/** Characters of what two longer values share that are shown on each side of their difference. */
const SHARED_CHARACTERS = 30;

/** Two values, of long ones only where they differ: `old` → `new`. */
export function shownChange(before: unknown, after: unknown, path: readonly Step[], kind: string): string {
  const [from, to] = [clear(before, path, kind), clear(after, path, kind)];
  if (Math.max(from.length, to.length) <= WHOLE_CHARACTERS) return `${code(from)} → ${code(to)}`;
  const most = Math.min(from.length, to.length);
  let [head, tail] = [0, 0];
  while (head < most && from[head] === to[head]) head++;
  while (tail < most - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  const [left, right] = [from.slice(0, head), from.slice(from.length - tail)];
  const part = (text: string): string =>
    code(lastWords(left) + text.slice(head, text.length - tail) + firstWords(right));
  return `${part(from)} → ${part(to)}`;
}

/** Where a text may be cut: before and behind words and parts of paths. */
const JOINT = /[\s/,;"'(){}[\]]/;
/** Least that a cut may leave, in characters. */
const LEAST_CHARACTERS = 10;

/** The end of a long text. */
function lastWords(text: string): string {
  if (text.length <= SHARED_CHARACTERS) return text;
  const end = text.slice(-SHARED_CHARACTERS);
  const joint = end.slice(0, -LEAST_CHARACTERS).search(JOINT);
  return `…${end.slice(joint + 1)}`;
}

/** The beginning of a long text. */
function firstWords(text: string): string {
  if (text.length <= SHARED_CHARACTERS) return text;
  let end = SHARED_CHARACTERS;
  while (end > LEAST_CHARACTERS && !JOINT.test(text[end] ?? '')) end--;
  return `${text.slice(0, end > LEAST_CHARACTERS ? end : SHARED_CHARACTERS).trimEnd()}…`;
}

/** Longest name of an item in a path, in characters: what is in the item matters more. */
const LABEL_MAX_CHARACTERS = 40;

const shortened = (label: string): string =>
  label.length > LABEL_MAX_CHARACTERS ? `${label.slice(0, LABEL_MAX_CHARACTERS - 1)}…` : label;

/** A path for people: `spec.policyDocument ▸ Statement[WriteLogs].Resource[2]`, `data.config ▸ line 7`. */
export function pathText(path: readonly Step[]): string {
  const parts = path.map((step, at) => {
    if (typeof step === 'string') return /^[\w-]+$/.test(step) ? `.${step}` : `["${step}"]`;
    if ('embedded' in step) return ' ▸ ';
    const before = path[at - 1];
    if (typeof before === 'object' && 'embedded' in before && before.embedded === 'lines')
      return `line ${step.index + 1}`;
    return `[${shortened(step.label ?? String(step.index))}]`;
  });
  return parts.join('').replace(/^\./, '').replaceAll('▸ .', '▸ ') || '(all of it)';
}

/** Some of many, and how many more: `a, b and 3 more`. */
export function some(texts: readonly string[], most = 3): string {
  const shownTexts = texts.slice(0, most);
  const rest = texts.length - shownTexts.length;
  return rest > 0 ? `${shownTexts.join(', ')} and ${rest} more` : shownTexts.join(', ');
}

/** A number with its noun: `1 object`, `2 objects`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
