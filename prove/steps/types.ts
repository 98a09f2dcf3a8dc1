import type { AlloyBlock } from '../../charts/alloy/syntax';
import type { StepName } from '../check';
import type { Cluster, Clusters } from '../cluster';
import type { DistEnvironment } from '../dist';
import type { EngineName, Engines } from '../engines';
import type { Processes } from '../processes';
import type { Report } from '../report';

export type { Cluster, DistEnvironment };

/** One part of the proof. It reports its checks through `context.report`; nothing else is proved. */
export interface Step {
  readonly name: StepName;
  /** What it proves, in one line. */
  readonly proves: string;
  /** Engines that all of its checks need; they are found or built before its time begins. */
  readonly needs: readonly EngineName[];
  /** Time limit in seconds; after it, the step is ended and counts as failed. */
  readonly limitSeconds: number;
  /** Whether it proves all environments at the same time, because it waits more than it works. @default false */
  readonly isParallel?: boolean;
  /** Proves one environment. What it throws fails that environment, and no other. */
  run(context: Context, environment: DistEnvironment): Promise<void>;
}

/** What a step needs. */
export interface Context {
  /** A folder like dist/ with another configuration of every agent. @default - synthesized from the overlays */
  readonly variant?: string;
  /** Alloy's configuration, if dist/ differs from the overlays: in a mutation. @default - from the overlays */
  readonly alloy?: readonly AlloyBlock[];
  /** Folder to draw the panels of Grafana in. @default - not drawn */
  readonly pictures?: string;
  /** Skip checks that take a minute, and report them as not run. */
  readonly quick: boolean;
  /** Keep everything running, to look around after the run. */
  readonly keep: boolean;
  /** Folder of this step, empty at its start; gone after the run unless it is kept. */
  readonly folder: string;
  /** Takes checks: `report.check(…)`, `report.notRun(…)`. Throw `NotRun` for what cannot run, `Failure` for what fails at a place in dist/. */
  readonly report: Report;
  /** Starts and ends child processes, finds free ports. Everything that it started ends with the run. */
  readonly processes: Processes;
  /** Paths of engines. */
  readonly engines: Engines;
  /** Control planes: `clusters.of(environment)` has the objects of dist/ and is shared by the steps, `clusters.start(name)` is empty. */
  readonly clusters: Clusters;
  /** Aborted when the time of the step is over or the run is interrupted. */
  readonly signal: AbortSignal;
}
