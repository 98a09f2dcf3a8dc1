import type { AlloyBlock } from '../../charts/alloy/syntax';
import type { StepName } from '../check';
import type { Cluster, Clusters } from '../cluster';
import type { DistEnvironment } from '../dist';
import type { EngineName, Engines } from '../engines';
import type { Processes } from '../processes';
import type { Report } from '../report';

export type { Cluster, DistEnvironment };

/** One part of the proof. It says what holds through `context.report`; what it does not say is not proved. */
export interface Step {
  readonly name: StepName;
  /** What it proves, in one line. */
  readonly proves: string;
  /** Engines without which nothing of it can run; they are found or built before its time begins. */
  readonly needs: readonly EngineName[];
  /** After so many seconds it is ended, and counts as failed. */
  readonly limitSeconds: number;
  /** Whether it proves all environments at the same time, because it waits more than it works. @default false */
  readonly isParallel?: boolean;
  /** Proves one environment. What it throws fails that environment, and no other. */
  run(context: Context, environment: DistEnvironment): Promise<void>;
}

/** What a step works with. */
export interface Context {
  /** A folder like dist/ with another configuration of every agent. @default - synthesized from the overlays */
  readonly variant?: string;
  /** Alloy's configuration, if dist/ differs from the overlays: in a mutation. @default - from the overlays */
  readonly alloy?: readonly AlloyBlock[];
  /** Leave out what takes a minute, and say that it was not run. */
  readonly quick: boolean;
  /** Leave up what was started, to look around in after the run. */
  readonly keep: boolean;
  /** Folder of this step, empty at its start; gone after the run unless it is kept. */
  readonly folder: string;
  /** Takes checks: `report.check(…)`, `report.notRun(…)`. Throw `NotRun` for what cannot run, `Failure` for what fails at a place in dist/. */
  readonly report: Report;
  /** Starts and ends child processes, gives free ports. Whatever it has started ends with the run. */
  readonly processes: Processes;
  /** Paths of engines. */
  readonly engines: Engines;
  /** Control planes: `clusters.of(environment)` holds what dist/ holds and is shared by the steps, `clusters.start(name)` is a fresh one. */
  readonly clusters: Clusters;
  /** Aborted when the time of the step is over or the run is interrupted. */
  readonly signal: AbortSignal;
}
