import type { Edit, Index } from './diff';

/** Lines of a text that come or go one after the other. */
export interface Run {
  /** All of them as one edit, at the place of the first one. */
  readonly edit: Edit;
  readonly lines: number;
}

/** The line of a text that an edit adds or removes; undefined: it does something else. */
function lineOf({ op, path }: Edit): Index | undefined {
  const [language, line] = path.slice(-2);
  if ((op !== 'add' && op !== 'remove') || typeof language !== 'object' || typeof line !== 'object') return undefined;
  return 'embedded' in language && language.embedded === 'lines' && 'index' in line ? line : undefined;
}

/** Runs of two lines and more, by each of their edits; the edits are in the order of their places. */
export function runsOf(edits: readonly Edit[]): ReadonlyMap<Edit, Run> {
  const runs: Edit[][] = [];
  for (const edit of edits) {
    const [last] = runs.at(-1)?.slice(-1) ?? [];
    if (last && follows(last, edit)) runs.at(-1)?.push(edit);
    else runs.push([edit]);
  }
  return new Map(
    runs
      .filter(({ length }) => length > 1)
      .flatMap((run) => {
        const all = joined(run);
        return run.map((edit) => [edit, { edit: all, lines: run.length }] as const);
      }),
  );
}

const follows = (last: Edit, edit: Edit): boolean => {
  const [one, other] = [lineOf(last), lineOf(edit)];
  const [left, right] = [last, edit].map(({ path }) => JSON.stringify(path.slice(0, -1)));
  return last.op === edit.op && left === right && one !== undefined && other?.index === one.index + 1;
};

function joined(run: readonly Edit[]): Edit {
  const [first] = run;
  if (!first) throw new Error('a run of nothing');
  const text = (side: 'before' | 'after'): string => run.map((edit) => edit[side]).join('\n');
  const { path, op } = first;
  return op === 'add' ? { path, op, after: text('after') } : { path, op, before: text('before') };
}
