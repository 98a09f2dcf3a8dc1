import { parseArgs } from 'node:util';
import { errorText, type FileProblem, problemLine } from '../model/problem';
import { collect, type Renamed } from '../review/collect';
import { Unreadable } from '../review/items';
import { renames } from '../review/renames';
import { report } from '../review/report';
import { baseState, headState, Refused } from '../review/states';

// Prints what happens when the work tree is merged: `npm run review -- --base <commit or folder> [--renamed <old>=<new>]…`.

const USAGE: FileProblem = {
  file: 'npm run review',
  field: '(arguments)',
  wrong: 'are not understood',
  allowed: '--base <commit or folder>, and --renamed <old>=<new> for each environment with another name',
};

/** The arguments, or that they are wrong. */
function readArguments(): { base: string; renamed: Renamed } {
  try {
    const { values } = parseArgs({
      options: {
        base: { type: 'string', default: 'origin/main' },
        renamed: { type: 'string', multiple: true, default: [] },
      },
    });
    const pairs = values.renamed.map((pair) => pair.split('='));
    if (pairs.some((pair) => pair.length !== 2 || pair.includes(''))) throw new Refused(USAGE);
    return { base: values.base, renamed: new Map(pairs.map(([from = '', to = '']) => [from, to])) };
  } catch {
    throw new Refused(USAGE);
  }
}

function main(): string {
  const { base, renamed } = readArguments();
  const before = baseState(base);
  const after = headState(before);
  for (const problem of renames(before, after, renamed)) throw new Refused(problem);
  return report(collect(before, after, renamed), { base: before.name, head: after.name });
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
