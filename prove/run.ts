import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from './arguments';
import type { Check, StepName } from './check';
import { Clusters } from './cluster';
import { type DistEnvironment, readDist } from './dist';
import { Engines } from './engines';
import { annotation, junit, line, summary } from './output';
import { Processes } from './processes';
import { Progress } from './progress';
import { Report } from './report';
import { STEPS } from './steps';
import type { Context, Step } from './steps/types';
import { onUncaught } from './uncaught';

/** Signals that end a run: Ctrl-C, a cancelled job, a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resources of a run, removed at its end. */
interface Run {
  readonly folder: string;
  readonly processes: Processes;
  readonly engines: Engines;
  readonly clusters: Clusters;
  readonly report: Report;
  readonly interrupted: AbortController;
  /** The running step. */
  step?: StepName;
}

/** Runs the proof. @returns whether something was proved, and nothing failed */
export async function prove(options: Arguments): Promise<boolean> {
  const environments = readDist(options.dist, options.environment);
  const progress = new Progress(process.stdout);
  const summarize = (done: readonly Check[]) => {
    progress.print(`\n${summary(done)}`);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(done, null, 2)}\n`);
    if (options.junit) writeFileSync(options.junit, junit(done));
  };
  const checks = await runSteps(options, environments, progress.print, summarize).finally(() => progress.stop());
  const proved = options.build || checks.some(({ status }) => status === 'proved');
  if (!proved) console.error('nothing was proved');
  return proved && !checks.some(({ status }) => status === 'failed');
}

/**
 * Runs the selected steps, and always cleans up.
 * @param summarize called with all checks before `--keep` waits for Ctrl-C
 * @returns all checks
 */
export async function runSteps(
  options: Arguments,
  environments: readonly DistEnvironment[],
  print: (text: string) => void = console.log,
  summarize: (checks: readonly Check[]) => void = () => {},
): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'prove-'));
  const processes = new Processes(join(folder, 'logs'));
  const interrupted = new AbortController();
  const engines = new Engines((text) => print(`  … ${text}`), interrupted.signal, options.require);
  const run: Run = {
    folder,
    processes,
    engines,
    clusters: new Clusters(join(folder, 'clusters'), engines, processes),
    report: new Report((check, quiet) => {
      if (!quiet || options.verbose) print(line(check));
      if (process.env.GITHUB_ACTIONS && check.status === 'failed') print(annotation(check));
    }, print),
    interrupted,
  };
  const interrupt = () => interrupted.abort(new Error('interrupted'));
  // A second signal changes nothing: ending what runs takes seconds.
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const stopListening = onUncaught((error) => {
    const step = run.report.for(run.step ?? options.steps[0] ?? 'apiserver');
    step.failed({ environment: 'all', subject: 'handles every error' }, error);
    interrupt();
  });
  try {
    // In any step: no engine loads what cannot be read, and it must not count as proved.
    for (const { name, unreadable } of environments) for (const place of unreadable) run.report.unreadable(name, place);
    for (const name of options.steps) {
      if (interrupted.signal.aborted) break;
      run.step = name;
      await runStep(STEPS[name], run, environments, options, print);
    }
    summarize(run.report.checks);
    if (options.keep) await keepUp(run, print);
  } finally {
    await processes.stopAll();
    for (const { what, seconds } of engines.builds)
      print(`  … built ${what} in ${seconds} s (cold; not part of the times above)`);
    rmSync(folder, { recursive: true, force: true });
    for (const signal of SIGNALS) process.off(signal, interrupt);
    stopListening();
  }
  return run.report.checks;
}

/** Finds the engines of a step, then runs it within its time. */
async function runStep(
  step: Step,
  run: Run,
  environments: readonly DistEnvironment[],
  options: Arguments,
  print: (text: string) => void,
): Promise<void> {
  const report = run.report.for(step.name);
  print(`\n${step.name}: ${step.proves}`);
  try {
    for (const engine of step.needs) await run.engines.path(engine);
  } catch (error) {
    for (const { name } of environments) report.thrown({ environment: name, subject: step.proves }, error);
    return;
  }
  if (options.build) return;
  const folder = join(run.folder, step.name);
  mkdirSync(folder);
  const signal = AbortSignal.any([run.interrupted.signal, AbortSignal.timeout(step.limitSeconds * 1000)]);
  const context: Context = {
    variant: options.variant,
    alloy: options.alloy,
    pictures: options.pictures,
    quick: options.quick,
    keep: options.keep,
    folder,
    report,
    signal,
    ...pick(run),
  };
  const proveEnvironment = (environment: DistEnvironment): Promise<void> =>
    (signal.aborted
      ? aborted(signal, step)
      : Promise.race([step.run(context, environment), aborted(signal, step)])
    ).catch((error) => report.thrown({ environment: environment.name, subject: step.proves }, error));
  if (step.isParallel) await Promise.all(environments.map(proveEnvironment));
  else for (const environment of environments) await proveEnvironment(environment);
  report.close();
}

const pick = ({ processes, engines, clusters }: Run) => ({ processes, engines, clusters });

/** Fails when the time of a step is over, or the run is interrupted. */
const aborted = (signal: AbortSignal, step: Step): Promise<never> =>
  new Promise((_, reject) => {
    const end = () =>
      reject(
        signal.reason?.name === 'TimeoutError'
          ? new Error(`${step.name} was ended after ${step.limitSeconds} s`)
          : new Error('interrupted'),
      );
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });

/** Keeps everything running until Ctrl-C. */
async function keepUp({ clusters, folder, interrupted }: Run, print: (text: string) => void): Promise<void> {
  print(`\nkept until Ctrl-C; logs in ${join(folder, 'logs')}`);
  for (const kubeconfig of clusters.kubeconfigs) print(`  kubectl --kubeconfig ${kubeconfig} get all -A`);
  const alive = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => {
    if (interrupted.signal.aborted) resolve();
    else interrupted.signal.addEventListener('abort', () => resolve());
  });
  clearInterval(alive);
}
