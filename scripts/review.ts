import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { errorText, type FileProblem, problemLine } from '../model/problem';
import { collect, type Renamed } from '../review/collect';
import { Unreadable } from '../review/items';
import { Page } from '../review/page/page';
import { renames } from '../review/renames';
import { report } from '../review/report';
import { baseState, headState, Refused, workTree } from '../review/states';
import { engines } from './engines';

// Prints what happens when the work tree is merged: `npm run review -- --base <commit or folder> [--renamed <old>=<new>]… [--html <file>]`.

const USAGE: FileProblem = {
  file: 'npm run review',
  field: '(arguments)',
  wrong: 'are not understood',
  allowed:
    '--base <commit or folder>, --renamed <old>=<new> for each environment with another name, and --html <file> for a page',
};

/** The arguments, or that they are wrong. */
function readArguments(): { base: string; renamed: Renamed; page?: string } {
  try {
    const { values } = parseArgs({
      options: {
        base: { type: 'string', default: 'origin/main' },
        renamed: { type: 'string', multiple: true, default: [] },
        html: { type: 'string' },
      },
    });
    const pairs = values.renamed.map((pair) => pair.split('='));
    if (pairs.some((pair) => pair.length !== 2 || pair.includes('')) || values.html === '') throw new Refused(USAGE);
    return { base: values.base, renamed: new Map(pairs.map(([from = '', to = '']) => [from, to])), page: values.html };
  } catch {
    throw new Refused(USAGE);
  }
}

function main(): string {
  const { base, renamed, page } = readArguments();
  const before = baseState(base);
  const after = headState(before);
  for (const problem of renames(before, after, renamed)) throw new Refused(problem);
  const provenance = { base: before.name, head: workTree(), engines: engines() };
  const pages = page === undefined ? undefined : new Page();
  const comparison = collect(before, after, {
    renamed,
    ...(pages && { visit: (...environment) => pages.add(...environment) }),
  });
  if (page !== undefined && pages) writeWhole(page, pages.text(comparison, provenance));
  return report(comparison, provenance);
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

try {
  process.stdout.write(main());
} catch (error) {
  const isKnown = error instanceof Refused || error instanceof Unreadable;
  console.error(
    problemLine(
      isKnown
        ? error.problem
        : { file: 'npm run review', field: '(all of it)', wrong: `cannot be made: ${errorText(error)}` },
    ),
  );
  process.exitCode = 1;
}
