import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, YamlOutputType } from 'cdk8s';
import { addCharts } from './charts/stack';
import { overlays } from './overlays';
import type { Environment } from './overlays/schema/environment';
import { validate } from './overlays/validate';

/** Writes one environment to `<outdir>/<environment>/`. */
function synthEnvironment(environment: Environment, outdir: string): void {
  const app = new App({ outdir: join(outdir, environment.name), yamlOutputType: YamlOutputType.FILE_PER_CHART });
  addCharts(app, environment);
  app.synth();
}

/** Puts a finished output in the place of `dist/`. A reader sees the old one or the new one. */
function publish(staged: string, keep: boolean): void {
  const next = keep ? mkdtempSync('.dist-') : staged;
  if (keep) cpSync(staged, next, { recursive: true });
  const previous = mkdtempSync('.dist-');
  if (existsSync('dist')) renameSync('dist', join(previous, 'dist'));
  renameSync(next, 'dist');
  rmSync(previous, { recursive: true });
}

function main(): void {
  const { environments, problems } = validate(overlays);
  if (problems.length > 0) {
    for (const problem of problems) console.error(`${problem.file}  ${problem.setting}: ${problem.message}`);
    process.exitCode = 1;
    return;
  }
  const cliOutdir = process.env.CDK8S_OUTDIR;
  const staged = cliOutdir ?? mkdtempSync('.dist-');
  for (const environment of environments) synthEnvironment(environment, staged);
  publish(staged, cliOutdir !== undefined);
}

main();
