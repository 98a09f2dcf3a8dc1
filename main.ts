import { cpSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { overlays } from './overlays';
import type { Environment } from './overlays/schema/environment';
import { problemLine, validate } from './overlays/validate';
import { synthEnvironment } from './synth/environment';
import { DIST, publish, stage, write } from './synth/publish';
import { Progress, type Row, table } from './synth/report';

/** Writes all environments to a folder, one after the other, and says what is wrong with any of them. */
function synthAll(environments: readonly Environment[], folder: string): { rows: Row[]; failures: string[] } {
  const rows: Row[] = [];
  const failures: string[] = [];
  const progress = new Progress(environments.length);
  for (const [done, environment] of environments.entries()) {
    progress.begin(done, environment.name);
    const start = performance.now();
    try {
      const { files, objects, findings, notices } = synthEnvironment(environment);
      write(folder, files);
      failures.push(...findings);
      for (const notice of notices) console.warn(notice);
      const seconds = (performance.now() - start) / 1000;
      rows.push({ environment: environment.name, files: files.size, objects, seconds });
    } catch (error) {
      failures.push(`${environment.name}  ${error instanceof Error ? error.stack : error}`);
    }
  }
  progress.end();
  return { rows, failures };
}

/** What is wrong, a line each; nothing where dist/ is published. */
function main(): string[] {
  const { environments, problems } = validate(overlays);
  if (problems.length > 0) return problems.map(problemLine);
  const staged = stage();
  try {
    const { rows, failures } = synthAll(environments, staged);
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
