import { execFileSync } from 'node:child_process';
import type { Environment } from '../../model/schema/environment';
import { logGroupsOf, readDist } from '../../prove/dist';
import type { AgentFiles } from '../../prove/local/fluent-bit';
import { model } from '../../prove/model';
import { mountedFiles, workloadsOf } from '../../prove/workloads';

/** Fluent Bit's binary, of the version in the image in model/names/images.ts or newer. */
export const FLUENT_BIT = process.env.FLUENT_BIT ?? '';

/** Ends the program, with a word, if there is no Fluent Bit to run. */
export function needFluentBit(): void {
  if (FLUENT_BIT) return;
  console.error('FLUENT_BIT must name the binary of Fluent Bit: its image is in model/names/images.ts');
  process.exit(2);
}

/** An environment as it is in dist/: what its log agent is given, and what must exist for it. */
export interface Subject {
  readonly agent: AgentFiles;
  /** Names of its log groups. */
  readonly groups: readonly string[];
  readonly logs: Environment['logs'];
}

/** An environment of the repository. */
export function subject(name = 'prod'): Subject {
  const [environment] = readDist('dist', name);
  const settings = model().get(name);
  const workload = environment && workloadsOf(environment).find(({ component }) => component === 'fluent-bit');
  if (!environment || !settings || !workload) throw new Error(`dist/${name} has no Fluent Bit`);
  return {
    agent: { namespace: workload.namespace ?? '', files: mountedFiles(environment, workload) },
    groups: logGroupsOf(environment),
    logs: settings.logs,
  };
}

/** Its version: `5.1.1`. */
export const engineVersion = (): string =>
  /v(\d+\.\d+\.\d+)/.exec(execFileSync(FLUENT_BIT, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
