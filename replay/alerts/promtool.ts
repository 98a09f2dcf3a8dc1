import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotReplayed } from '../not-replayed';
import { type Ended, inFolder, runProgram } from '../program';
import { LABELS, labelsIn } from './labels';

/** What promtool printed. */
export interface Printed extends Ended {
  /** Why it did not run to its end, or ended with an error of its own. @default - it did run */
  readonly failure?: string;
}

/** Where and how long promtool runs. */
export interface Surroundings {
  /** Folder that it runs in, and in which it keeps what it needs meanwhile. */
  readonly folder: string;
  /** Time that it may take. */
  readonly milliseconds: number;
  /** Statuses that are no failure: tests whose result is another one than expected end with 1. @default [0] */
  readonly statuses?: readonly number[];
}

/** Runs promtool, without the environment variables of this process. */
export async function runPromtool(
  args: readonly string[],
  { folder, milliseconds, statuses = [0] }: Surroundings,
): Promise<Printed> {
  const ended = await runProgram('promtool', args, { folder, milliseconds, env: { TMPDIR: folder } });
  const { error, status, stderr } = ended;
  if (error && 'code' in error && error.code === 'ENOENT')
    return { ...ended, failure: 'install promtool (Debian: prometheus)' };
  if (error) return { ...ended, failure: `promtool ${error.message}` };
  if (status === null || !statuses.includes(status))
    return { ...ended, failure: `promtool ends with ${status}: ${stderr.trim().split('\n')[0]?.slice(0, 200)}` };
  return ended;
}

/** Runs promtool on files of a folder of its own. */
export const runPromtoolOn = (
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  how: Omit<Surroundings, 'folder'>,
): Promise<Printed> =>
  inFolder((folder) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return runPromtool(args, { ...how, folder });
  });

/** One series of a result. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLES = new RegExp(String.raw`(${LABELS}) (\S+?)(?=, |$)`, 'g');

/** Lines of a result that is another one than expected; every other line of a failure says what went wrong. */
const OF_RESULT = /^\s*(?:FAILED:|expr: .*, time: \w+,|exp: ?.*|got: ?.*)?\s*$/;

/**
 * All results that promtool printed because others were expected.
 * @throws NotReplayed with the first thing that went wrong
 */
export function readResults({ stdout, stderr }: Pick<Printed, 'stdout' | 'stderr'>): Sample[] {
  const lines = stderr.split('\n');
  const wrong = lines.find((line) => !OF_RESULT.test(line));
  if (wrong !== undefined) throw new NotReplayed(wrong.trim().slice(0, 300));
  if (!/FAILED|SUCCESS/.test(stderr + stdout)) throw new NotReplayed('promtool prints no result');
  return lines.flatMap((line) => {
    const [, got] = /^\s*got: ?(.*)$/.exec(line) ?? [];
    return got === undefined || got === 'nil' ? [] : [...got.matchAll(SAMPLES)].map(sampleOf);
  });
}

const sampleOf = ([, labels = '', value = '']: RegExpExecArray): Sample => ({
  labels: Object.fromEntries(labelsIn(labels.slice(1, -1))),
  value: Number(value.replace('Inf', 'Infinity')),
});
