import type { DistObject } from './dist';

/** The parts of the proof, in the order that they run. */
export const STEP_NAMES = ['objects', 'apiserver', 'rbac', 'nodes', 'argocd', 'aws', 'prometheus', 'agents'] as const;
/** One of `STEP_NAMES`. */
export type StepName = (typeof STEP_NAMES)[number];

/** Result of a check. `not run` never counts as proved. */
export type Status = 'proved' | 'failed' | 'not run';

/** One statement about dist/, and the result of an engine. */
export interface Check {
  readonly step: StepName;
  /** Environment that it is about; `all` for what several share. */
  readonly environment: string;
  /** The statement, worded the same in every run: `DaemonSet aws-observability/fluent-bit: one pod on every EC2 node`. */
  readonly subject: string;
  readonly status: Status;
  readonly seconds: number;
  /** The message of the engine, or why the check was not run. */
  readonly detail: string;
  /** File and line in dist/ of the object that failed. */
  readonly file?: string;
  readonly line?: number;
  /** Settings of the overlay that the object comes from. */
  readonly setting?: string;
}

/** What a check is about. */
export interface Subject {
  readonly environment: string;
  readonly subject: string;
  /** Object that a failure points at, unless the failure names another. */
  readonly object?: DistObject;
  /** Counted, but not printed when it is proved. For checks that exist in hundreds. */
  readonly quiet?: boolean;
  /** When the checked work began, by `performance.now()`. @default - when the check begins */
  readonly since?: number;
}

/** A check that fails at a place in dist/: the object, and the path of the field in it, where known. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly object?: Pick<DistObject, 'place'>,
    readonly path: readonly (string | number)[] = [],
  ) {
    super(message);
  }
}

/** Something that cannot run here. Never counted as proved. */
export class NotRun extends Error {}
