import { basename } from 'node:path';
import { type Check, Failure, NotRun, type Status, type StepName, type Subject } from './check';
import type { Unreadable } from './dist';

/** Called with each check as soon as it is known. */
export type Listener = (check: Check, quiet: boolean) => void;

/** The checks of a run. */
export class Report {
  readonly checks: Check[];
  private closed = false;

  /** @param step step that the checks belong to; `for` gives the report of another step of the same run */
  constructor(
    private readonly listener: Listener = () => {},
    private readonly print: (text: string) => void = () => {},
    private readonly step: StepName = 'apiserver',
    checks: Check[] = [],
  ) {
    this.checks = checks;
  }

  /** The same report, for the checks of one step. */
  for(step: StepName): Report {
    return new Report(this.listener, this.print, step, this.checks);
  }

  /**
   * Runs one check: proved when it returns (it may return how), failed when it throws.
   * @returns whether it is proved, so that dependent checks can be skipped
   */
  async check(subject: Subject, body: () => Promise<string | undefined> | string | undefined): Promise<boolean> {
    const began = subject.since ?? performance.now();
    try {
      const detail = await body();
      this.add(subject, 'proved', began, detail ?? '');
      return true;
    } catch (error) {
      const status = error instanceof NotRun ? 'not run' : 'failed';
      this.add(subject, status, began, error instanceof Error ? error.message : String(error), error);
      return false;
    }
  }

  /** Prints a line that is not a check: the total of many quiet ones. */
  note(environment: string, text: string): void {
    if (!this.closed) this.print(`  · ${environment.padEnd(8)} ${text}`);
  }

  /** Closes the report: what a step reports after its time is over does not count. */
  close(): void {
    this.closed = true;
  }

  /** Reports a check as not run, with the reason. */
  notRun(subject: Subject, reason: string): void {
    this.add(subject, 'not run', performance.now(), reason);
  }

  /** Reports a failed check, for what is found on the way. */
  failed(subject: Subject, error: unknown): void {
    this.add(subject, 'failed', performance.now(), error instanceof Error ? error.message : String(error), error);
  }

  /** Reports a check that threw: as not run, or as failed. */
  thrown(subject: Subject, error: unknown): void {
    if (error instanceof NotRun) this.notRun(subject, error.message);
    else this.failed(subject, error);
  }

  /** Reports a place in dist/ that contains no object. */
  unreadable(environment: string, { file, line, message }: Unreadable): void {
    const check: Check = {
      step: this.step,
      environment,
      subject: `${basename(file)}: holds objects alone`,
      status: 'failed',
      seconds: 0,
      detail: message,
      file,
      line,
    };
    this.checks.push(check);
    this.listener(check, false);
  }

  private add(subject: Subject, status: Status, began: number, detail: string, error?: unknown): void {
    if (this.closed) return;
    const failure = error instanceof Failure ? error : undefined;
    const object = failure?.object ?? subject.object;
    const place = status === 'failed' && object?.place(failure?.path ?? []);
    const check: Check = {
      step: this.step,
      environment: subject.environment,
      subject: subject.subject,
      status,
      seconds: Math.round((performance.now() - began) / 10) / 100,
      detail,
      ...(place || {}),
    };
    this.checks.push(check);
    this.listener(check, subject.quiet === true && status === 'proved');
  }
}
