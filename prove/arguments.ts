import { parseArgs } from 'node:util';
import type { AlloyBlock } from '../charts/alloy/syntax';
import { STEP_NAMES, type StepName } from './check';

/** Options of a run. */
export interface Arguments {
  /** Steps to run, in their order. */
  readonly steps: readonly StepName[];
  /** Only this environment. @default - all */
  readonly environment?: string;
  /** Folder to prove. @default 'dist' */
  readonly dist: string;
  /** Folder with another configuration of every agent. @default - synthesized from the overlays */
  readonly variant?: string;
  /** Alloy's configuration, if dist/ differs from the overlays: in a mutation. @default - from the overlays */
  readonly alloy?: readonly AlloyBlock[];
  /** Folder to draw the panels of Grafana in, from what Prometheus has scraped. @default - not drawn */
  readonly pictures?: string;
  /** Skip checks that take a minute. */
  readonly quick: boolean;
  /** Keep the clusters running until Ctrl-C. */
  readonly keep: boolean;
  /** Print every check, including those that exist in hundreds. */
  readonly verbose: boolean;
  /** A missing engine that can be installed or built fails the checks that need it. Otherwise they are not run. */
  readonly require: boolean;
  /** Find and build the engines, and nothing else. */
  readonly build: boolean;
  /** Files to write the checks to. */
  readonly json?: string;
  readonly junit?: string;
}

/** What `--help` prints. */
export const USAGE = `usage: npm run prove -- [options]
  --only <step>    one part of the proof (may be repeated): ${STEP_NAMES.join(', ')}
  --env <name>     one environment
  --dist <folder>  folder to prove instead of dist/
  --pictures <dir> draw the panels of Grafana, from what the step prometheus scrapes in two more minutes
  --quick          skip what takes a minute: the loss of a node
  --keep           keep the clusters running until Ctrl-C, and print the paths of their kubeconfigs
  --verbose        print every check, including proved checks of single objects
  --require        fail if an engine is missing that can be installed or built; for CI
  --build          find and build the engines only
  --json <file>    write the checks as JSON
  --junit <file>   write the checks as JUnit XML`;

const isStep = (name: string): name is StepName => (STEP_NAMES as readonly string[]).includes(name);

/** The options of the command line, or what is wrong with it. */
export function parseArguments(args: readonly string[]): Arguments | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        env: { type: 'string' },
        dist: { type: 'string', default: 'dist' },
        pictures: { type: 'string' },
        quick: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        require: { type: 'boolean', default: false },
        build: { type: 'boolean', default: false },
        json: { type: 'string' },
        junit: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return USAGE;
    const unknown = (values.only ?? []).find((name) => !isStep(name));
    if (unknown) return `there is no step "${unknown}"\n${USAGE}`;
    const { only, env, dist, pictures, quick, keep, verbose, require, build, json, junit } = values;
    const steps = STEP_NAMES.filter((name) => !only || only.includes(name));
    if (pictures !== undefined && !steps.includes('prometheus'))
      return `--pictures needs the step prometheus\n${USAGE}`;
    return { steps, environment: env, dist, pictures, quick, keep, verbose, require, build, json, junit };
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n${USAGE}`;
  }
}
