import { cpSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { problemLine } from './model/problem';
import type { Environment } from './model/schema/environment';
import { overlays } from './overlays';
import { synthEnvironment } from './synth/environment';
import { DIST, publish, stage, write } from './synth/publish';
import { noticeLines, Progress, type Row, table } from './synth/report';
import { validate } from './validation/validate';

interface Result {
  readonly rows: Row[];
  readonly notices: Map<string, readonly string[]>;
  readonly failures: string[];
}

/** Writes all environments to a folder, one after the other, and returns the problems of all of them. */
function synthAll(environments: readonly Environment[], folder: string): Result {
  const result: Result = { rows: [], notices: new Map(), failures: [] };
  const progress = new Progress(environments.length);
  for (const [done, environment] of environments.entries()) {
    const { name } = environment;
    progress.begin(done, name);
    const start = performance.now();
    const { files, objects, problems, notices } = synthEnvironment(environment);
    write(folder, files);
    result.failures.push(...problems.map(problemLine));
    result.notices.set(name, notices);
    result.rows.push({ environment: name, files: files.size, objects, seconds: (performance.now() - start) / 1000 });
  }
  progress.end();
  return result;
}

/** The problems, one line each; none if dist/ was published. */
function main(): string[] {
  const { environments, problems } = validate(overlays);
  if (problems.length > 0) return problems.map(problemLine);
  const staged = stage();
  try {
    const { rows, notices, failures } = synthAll(environments, staged);
    for (const line of noticeLines(notices)) console.warn(line);
    if (failures.length > 0) return failures;
    publish(staged);
    // `cdk8s synth` looks for the files in a folder that it has emptied, which therefore is not dist/ (cdk8s.yaml).
    const { CDK8S_OUTDIR: cliFolder = DIST } = process.env;
    if (resolve(cliFolder) !== resolve(DIST)) cpSync(DIST, cliFolder, { recursive: true });
    console.log(table(rows));
    return [];
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

const failures = main();
for (const failure of failures) console.error(failure);
if (failures.length > 0) {
  console.error(`\n${failures.length} problem${failures.length === 1 ? '' : 's'}: ${DIST}/ is as it was.`);
  process.exitCode = 1;
}
