import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { errorText, type FileProblem, problemLine } from '../model/problem';
import { type Replayed, readRecorded, replay } from '../replay';
import { collect, type Renamed } from '../review/collect';
import { Unreadable } from '../review/items';
import { Page } from '../review/page/page';
import { collectParallel } from '../review/parallel';
import { renames } from '../review/renames';
import { report } from '../review/report';
import { baseState, headState, Refused, type State, workTree } from '../review/states';
import { engines } from './engines';

// Prints what happens when the work tree is merged: `npm run review -- --base <commit or folder> [--renamed <old>=<new>]… [--html <file>] [--replay <folder>]`.

const USAGE: FileProblem = {
  file: 'npm run review',
  field: '(arguments)',
  wrong: 'are not understood',
  allowed:
    '--base <commit or folder>, --renamed <old>=<new> for each environment with another name, --html <file> for a page, and --replay <folder> for a recording',
};

interface Arguments {
  readonly base: string;
  readonly renamed: Renamed;
  readonly page?: string;
  readonly recording?: string;
}

/** The arguments, or that they are wrong. */
function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        base: { type: 'string', default: 'origin/main' },
        renamed: { type: 'string', multiple: true, default: [] },
        html: { type: 'string' },
        replay: { type: 'string' },
      },
    });
    const pairs = values.renamed.map((pair) => pair.split('='));
    if (pairs.some((pair) => pair.length !== 2 || pair.includes('')) || values.html === '' || values.replay === '')
      throw new Refused(USAGE);
    const renamed = new Map(pairs.map(([from = '', to = '']) => [from, to]));
    return { base: values.base, renamed, page: values.html, recording: values.replay };
  } catch {
    throw new Refused(USAGE);
  }
}

async function main(): Promise<string> {
  const { base, renamed, page, recording } = readArguments();
  const before = baseState(base);
  const after = headState(before);
  for (const problem of renames(before, after, renamed)) throw new Refused(problem);
  const replayed = recording === undefined ? undefined : await replayOf(recording, before, after, renamed);
  const provenance = {
    base: before.name,
    head: workTree(),
    engines: engines(),
    ...(replayed && { replayed: replayed.provenance }),
  };
  const pages = page === undefined ? undefined : new Page();
  const known = { renamed, ...(replayed && { more: replayed.findings }) };
  const comparison = pages
    ? collect(before, after, { ...known, visit: (...environment) => pages.add(...environment) })
    : await collectParallel(before, after, known);
  if (page !== undefined && pages) writeWhole(page, pages.text(comparison, provenance));
  return report(comparison, provenance);
}

/** Several reasons for no report. */
class AllRefused extends Error {
  constructor(readonly problems: readonly FileProblem[]) {
    super('refused');
  }
}

/** What a recording shows, with the engines that are found. */
async function replayOf(folder: string, base: State, head: State, renamed: Renamed): Promise<Replayed> {
  const recording = await readRecorded(folder);
  if (!('name' in recording)) throw new AllRefused(recording);
  const { FLUENT_BIT: fluentBit } = process.env;
  return replay(base, head, recording, {
    ...(fluentBit && { fluentBit }),
    renamed,
    announce: (text) => console.error(text),
    handlesSignals: true,
  });
}

/** Writes a file, or nothing of it. */
function writeWhole(file: string, text: string): void {
  const staged = `${file}.${randomUUID()}`;
  try {
    writeFileSync(staged, text);
    renameSync(staged, file);
  } catch (error) {
    rmSync(staged, { force: true });
    throw new Refused({
      file: 'npm run review',
      field: '--html',
      value: file,
      wrong: `cannot be written: ${errorText(error)}`,
      allowed: 'a file in a folder that exists',
    });
  }
}

/** Why there is no report. */
function problemsOf(error: unknown): readonly FileProblem[] {
  if (error instanceof AllRefused) return error.problems;
  if (error instanceof Refused || error instanceof Unreadable) return [error.problem];
  return [{ file: 'npm run review', field: '(all of it)', wrong: `cannot be made: ${errorText(error)}` }];
}

// Ctrl-C, a cancelled job and a closed terminal end the program by its exit, at which copies and processes of a replay are gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

main().then(
  (text) => process.stdout.write(text),
  (error) => {
    for (const problem of problemsOf(error)) console.error(problemLine(problem));
    process.exitCode = 1;
  },
);
