import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import { type FileProblem, problemLine } from './model/problem';
import { bootstrapNotices } from './synth/bootstrap';
import { synthEnvironment } from './synth/environment';
import { shortened, unreadable, vanished } from './synth/losses';
import { DIST, publish, remove, stage, write, writingProblem } from './synth/publish';
import { noticeLines, Progress, type Row, table } from './synth/report';
import { loadingProblem } from './validation/loading';
import { type Validated, validate } from './validation/validate';

interface Result {
  readonly rows: Row[];
  readonly notices: Map<string, readonly string[]>;
  readonly problems: FileProblem[];
}

/** Writes all environments to a folder, one after the other, and returns the problems of all of them. */
function synthAll({ environments, notices }: Validated, folder: string): Result {
  const result: Result = { rows: [], notices: new Map(), problems: [] };
  const progress = new Progress(environments.length);
  for (const [done, environment] of environments.entries()) {
    const { name } = environment;
    progress.begin(done, name);
    const start = performance.now();
    const { files, objects, problems, ...made } = synthEnvironment(environment);
    write(folder, files);
    result.problems.push(...problems, ...shortened(name, files));
    result.notices.set(name, [
      ...(notices.get(name) ?? []),
      ...unreadable(name),
      ...made.notices,
      ...bootstrapNotices(name, files),
    ]);
    result.rows.push({ environment: name, files: files.size, objects, seconds: (performance.now() - start) / 1000 });
  }
  progress.end();
  return result;
}

/** Replaces dist/ with what the environments become, unless there are problems. */
function synth(validated: Validated): readonly FileProblem[] {
  const staged = stage();
  try {
    const { rows, notices, problems } = synthAll(validated, staged);
    problems.push(...vanished(validated.environments.map(({ name }) => name)));
    for (const line of noticeLines(notices)) console.warn(line);
    if (problems.length > 0) return problems;
    // `cdk8s synth` looks for the files in a folder that it has emptied, which therefore is not dist/ (cdk8s.yaml).
    const { CDK8S_OUTDIR: cliFolder = DIST } = process.env;
    if (resolve(cliFolder) !== resolve(DIST)) cpSync(staged, cliFolder, { recursive: true });
    publish(staged);
    console.log(table(rows));
    return [];
  } finally {
    remove(staged);
  }
}

/** The problems; none if dist/ was published. */
async function main(): Promise<readonly FileProblem[]> {
  let overlays: unknown;
  try {
    ({ overlays } = await import('./overlays/index.js'));
  } catch (error) {
    return [loadingProblem(error)];
  }
  try {
    const validated = validate(overlays);
    return validated.problems.length > 0 ? validated.problems : synth(validated);
  } catch (error) {
    return [writingProblem(error)];
  }
}

/** What an overlay started and did not wait for, such as a promise that is rejected. */
process.on('uncaughtException', (error) => {
  console.error(
    problemLine(error instanceof Error && 'syscall' in error ? writingProblem(error) : loadingProblem(error)),
  );
  process.exitCode = 1;
});

main().then((problems) => {
  for (const problem of problems) console.error(problemLine(problem));
  if (problems.length === 0) return;
  console.error(`\n${problems.length} problem${problems.length === 1 ? '' : 's'}: ${DIST}/ is as it was.`);
  process.exitCode = 1;
});
