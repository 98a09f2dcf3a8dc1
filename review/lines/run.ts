import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { onceForEach } from '../../model/once';
import { CORPUS_FOLDER, type GoldenLine } from './corpus';
import { type Plugin, type Router, setting } from './router';

/** What a router makes of a golden line. */
export interface Outcome {
  /** Why nothing is shipped of it. @default - something is */
  readonly leftOut?: 'dropped' | 'sampled' | 'left out';
  /** The events, as they are shipped. */
  readonly events: string;
}

/** What a router makes of all golden lines, or why nobody knows. */
export type Ran = { readonly outcomes: readonly Outcome[] } | { readonly notRun: string };

/** Lua that runs the scripts. It is read where the program runs, like the corpus. */
const PROGRAM = 'review/lines/run.lua';
/** Time that it may take for all lines. It takes a tenth of a second. */
const TIMEOUT_MILLISECONDS = 20_000;

/** Settings that name what lines belong to, and change nothing of them. */
const NAMES = /^ {2}(?:cluster|counted_\w+|objectives|positions_path|waiting_path|task_arn_prefix) = .*\n/gm;

/** Whether a filter decides about lines here: others add names. */
const isRead = (filter: Plugin): boolean => /^(?:grep|modify)$/.test(setting(filter, 'name') ?? '');

/** What routers made of lines, by what decides it. */
const ranOf = onceForEach((_: readonly GoldenLine[]) => new Map<string, Ran>());

/** Runs all lines through a router; once for routers that differ in names alone. */
export function run(router: Router, lines: readonly GoldenLine[]): Ran {
  const ran = ranOf(lines);
  const policy = JSON.stringify([
    [...router.scripts].map(([name, text]) => [name, name === 'settings.lua' ? text.replace(NAMES, '') : text]),
    router.filters.filter(isRead),
  ]);
  const key = createHash('sha1').update(policy).digest('base64');
  const outcome = ran.get(key) ?? outcomesOf(router, lines);
  ran.set(key, outcome);
  return outcome;
}

function outcomesOf(router: Router, lines: readonly GoldenLine[]): Ran {
  if (lines.length === 0) return { notRun: `there are no lines in ${CORPUS_FOLDER}/` };
  try {
    const thinned = lines.map(({ bytes }) => withoutLua(router, bytes.toString()));
    const scripted = router.scripts.size > 0 ? withLua(router, lines) : undefined;
    return { outcomes: thinned.map((outcome, at) => (outcome.leftOut ? outcome : (scripted?.[at] ?? outcome))) };
  } catch (error) {
    return { notRun: error instanceof Error ? error.message : String(error) };
  }
}

const hex = (text: string | Buffer): string => Buffer.from(text as string).toString('hex');

/** Why scripts leave a line out, by the name of the counter. */
const REASONS: Readonly<Record<string, Outcome['leftOut']>> = { Dropped: 'dropped', SampledOut: 'sampled' };

function withLua({ scripts }: Router, lines: readonly GoldenLine[]): Outcome[] {
  const input = [
    ...[...scripts].map(([name, text]) => `${hex(name)} ${hex(text)}`),
    '',
    ...lines.map(({ bytes }) => hex(bytes)),
    '',
  ].join('\n');
  const { error, status, stdout, stderr } = spawnSync('luajit', [PROGRAM], {
    input,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
    timeout: TIMEOUT_MILLISECONDS,
    maxBuffer: 2 ** 28,
  });
  if (error && 'code' in error && error.code === 'ENOENT') throw new Error('install luajit (Debian: luajit)');
  if (error || status !== 0) throw new Error(`its scripts end with: ${firstLine(stderr || `${error?.message}`)}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [why = '', events = ''] = line.split('\t');
      const text = Buffer.from(events, 'hex').toString();
      return text === '' ? { leftOut: REASONS[why] ?? 'left out', events: '' } : { events: text };
    });
}

/** The first line of a message, without the trace that follows. */
const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').replace(/^luajit: /, '').slice(0, 200);

/** What filters without Lua make of a line. https://docs.fluentbit.io/manual/data-pipeline/filters/grep */
function withoutLua({ filters }: Router, text: string): Outcome {
  const outcomes = text.split('\n').map((line) => filtered(filters, line));
  const kept = outcomes.filter(({ leftOut }) => !leftOut);
  const [first = { events: '' }] = outcomes;
  return kept.length > 0 ? { events: kept.map(({ events }) => events).join('\n') } : first;
}

function filtered(filters: Router['filters'], line: string): Outcome {
  let events = line;
  for (const filter of filters.filter(isRead)) {
    const name = setting(filter, 'name');
    const [, excluded] = /^log (.*)$/s.exec(setting(filter, 'exclude') ?? '') ?? [];
    if (name === 'grep' && excluded && expression(excluded).test(line))
      return { leftOut: excluded.includes('"trace(') ? 'sampled' : 'dropped', events: '' };
    const [, key, matched] = /^key_value_matches (\w+) (.*)$/s.exec(setting(filter, 'condition') ?? '') ?? [];
    if (name === 'modify' && key && matched && expression(matched).test(textOf(line, key))) events = '[REDACTED-WHOLE]';
  }
  return { events };
}

/** The engine's expressions are Ruby's: `\A` is the beginning of the text. */
const expression = (pattern: string): RegExp => new RegExp(pattern.replaceAll('\\A', '^'), 's');

/** The value of a key after the parser of JSON; a line of text is all in `log`. */
function textOf(line: string, key: string): string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return String((value as Record<string, unknown>)[key] ?? '');
  } catch {
    // It is text.
  }
  return key === 'log' ? line : '';
}
