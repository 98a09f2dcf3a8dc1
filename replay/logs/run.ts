import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { EVENT_BYTES } from '../../model/budgets/log-volume';
import { errorText } from '../../model/problem';
import { endLogRun, type LogRun, prepareLogRun } from '../../prove/local/log-run';
import { nodePath } from '../../prove/local/node';
import type { StoredEvent } from '../../prove/servers/cloudwatch-logs';
import { sleep } from '../../prove/wait';
import { count } from '../../review/markdown';
import { NotReplayed } from '../not-replayed';
import { type Amount, amountOf, type Recording } from '../recording';
import { numbered, type Replayable, readBy, recordedOf } from './configuration';

/** What was counted of the lines of a group, where the agent counts them. A stack trace is one. */
export interface Counted {
  readonly Lines: number;
  readonly Dropped: number;
  readonly SampledOut: number;
  readonly Limited: number;
}

/** What became of the recorded lines of a log group. */
export interface Outcome {
  readonly recorded: Amount;
  readonly events: number;
  /** Bytes that CloudWatch charges for. */
  readonly charged: number;
  /** Places that were redacted. */
  readonly redactions: number;
  /** @default - the agent does not count */
  readonly counted?: Counted;
  /** Equal for the same events, in whatever order they came. */
  readonly digest: string;
}

/** How an agent is run. */
export interface RunOptions {
  /** Whether it has a process group of its own: where this program handles signals. @default false */
  readonly ownGroup?: boolean;
  /** All of it, in seconds. @default 300 */
  readonly limitSeconds?: number;
  /** Without a further event until none is expected, in seconds: lines that may go on wait for three. @default 8 */
  readonly quietSeconds?: number;
}

/**
 * Runs an agent over a recording.
 * @param binary path of Fluent Bit
 * @returns outcomes by the numbers of groups
 * @throws NotReplayed where not every line was read, or not every event came once
 */
export async function run(
  binary: string,
  replayed: Replayable,
  recording: Recording,
  { ownGroup, ...times }: RunOptions = {},
): Promise<Outcome[]> {
  const { agent, files, groups } = replayed;
  const expected = rowsOf(replayed, recording);
  if (expected === 0) throw new NotReplayed('none of its inputs reads the recorded files');
  const started = await prepareLogRun(
    binary,
    { namespace: agent.namespace, files, roots: agent.mounts, configuration: agent.configuration },
    groups.map((_, number) => numbered(number)),
    recording.pods,
  );
  try {
    cpSync(recording.logs, nodePath(started.agent.node, agent.podLogs), { recursive: true, dereference: true });
    await started.agent.start(ownGroup);
    await settled(started, replayed, expected, times);
    return outcomesOf(started.cloudwatch.events, replayed, recording, started.cloudwatch.violations);
  } catch (error) {
    throw error instanceof NotReplayed ? error : new NotReplayed(reasonOf(error));
  } finally {
    await endLogRun(started);
  }
}

/** What the engine says of its end: its first error, or its last line; or what else happened. */
function reasonOf(error: unknown): string {
  const [what = '', ...said] = (error instanceof Error ? error.message : errorText(error)).trim().split('\n');
  const first = said.map((line) => /\[ *error\] (.*)/.exec(line)?.[1]).find(Boolean);
  const last = said.at(-1);
  return last === undefined ? what.replace(/:$/, '') : `Fluent Bit ends with: ${first ?? last}`;
}

/** Rows that all inputs are to read; a file that two of them read counts twice. */
const rowsOf = (replayed: Replayable, recording: Recording): number =>
  [...readBy(replayed, recording).values()].flat().reduce((sum, { rows }) => sum + rows, 0);

/** Records that inputs of files have read so far, as the engine counts them. */
async function rowsRead({ agent }: LogRun, { inputs }: Replayable): Promise<number> {
  const { status, body } = await agent.get('/api/v1/metrics');
  if (status !== 200) return 0;
  const counts = (JSON.parse(body) as { input?: Record<string, { records?: number }> }).input ?? {};
  const aliases = new Set(inputs.map((input) => new Map(input).get('alias') ?? ''));
  return Object.entries(counts).reduce((sum, [alias, { records = 0 }]) => sum + (aliases.has(alias) ? records : 0), 0);
}

/** Waits until all rows are read and no event has come for a time. */
async function settled(
  started: LogRun,
  replayed: Replayable,
  expected: number,
  { limitSeconds = 300, quietSeconds = 8 }: RunOptions,
): Promise<void> {
  const began = Date.now();
  let [rows, events, since] = [0, 0, began];
  const seconds = (from: number): number => (Date.now() - from) / 1000;
  while (seconds(since) < quietSeconds || (rows !== expected && seconds(since) < 3 * quietSeconds)) {
    if (seconds(began) > limitSeconds)
      throw new NotReplayed(`it has not come to its end within ${limitSeconds} s: record less`);
    await sleep(250);
    const [nowRows, nowEvents] = [await rowsRead(started, replayed), linesIn(started.cloudwatch.events).length];
    if (nowRows !== rows || nowEvents !== events) [rows, events, since] = [nowRows, nowEvents, Date.now()];
  }
  if (rows !== expected) throw new NotReplayed(`it has read ${count(rows, 'line')} of ${expected}`);
}

/** Events of lines; reports of counters are none. */
const linesIn = (events: readonly StoredEvent[]): StoredEvent[] => events.filter(({ format }) => format === undefined);

function outcomesOf(
  events: readonly StoredEvent[],
  replayed: Replayable,
  recording: Recording,
  violations: readonly string[],
): Outcome[] {
  if (violations[0]) throw new NotReplayed(`CloudWatch Logs would refuse what it sends: ${violations[0]}`);
  const recorded = recordedOf(replayed, recording);
  const counters = countersOf(events);
  return replayed.groups.map((group, number) => {
    const own = linesIn(events).filter((event) => event.group === numbered(number));
    const messages = own.map(({ message }) => message);
    const counted = counters.get(numbered(number));
    const kept = counted && counted.Lines - counted.Dropped - counted.SampledOut - counted.Limited;
    if (kept !== undefined && kept !== own.length)
      throw new NotReplayed(`of ${count(kept, 'event')} for ${group} ${own.length} came`);
    return {
      recorded: recorded[number] ?? amountOf([]),
      events: own.length,
      charged: messages.reduce((sum, message) => sum + Buffer.byteLength(message) + EVENT_BYTES, 0),
      redactions: messages.reduce((sum, message) => sum + (message.match(/\[REDACTED-/g)?.length ?? 0), 0),
      ...(counted && { counted }),
      digest: createHash('sha1').update(messages.sort().join('\n')).digest('base64'),
    };
  });
}

/** What the reports of counters say of groups. */
function countersOf(events: readonly StoredEvent[]): Map<string, Counted> {
  const found = new Map<string, Counted>();
  for (const { format, message } of events) {
    if (format === undefined) continue;
    const report = JSON.parse(message) as Readonly<Record<string, unknown>>;
    if (typeof report.LogGroupName !== 'string') continue;
    const sum = found.get(report.LogGroupName);
    const of = (name: keyof Counted): number => (sum?.[name] ?? 0) + (Number(report[name]) || 0);
    found.set(report.LogGroupName, {
      Lines: of('Lines'),
      Dropped: of('Dropped'),
      SampledOut: of('SampledOut'),
      Limited: of('Limited'),
    });
  }
  return found;
}
