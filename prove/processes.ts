import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** How a process is started. */
export interface StartOptions {
  readonly args?: readonly string[];
  /** Its whole environment beside PATH, HOME and TMPDIR. */
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** A child process of the run, with its output in a file. */
export class Process {
  constructor(
    readonly name: string,
    readonly logFile: string,
    private readonly child: ChildProcess,
  ) {}

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** What it has written so far. */
  log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  /** Its last lines, for messages. */
  tail(lines = 8): string {
    return this.log().trimEnd().split('\n').slice(-lines).join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it, by force after a while. Resolves when it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMilliseconds = 3000): Promise<void> {
    if (!this.running) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill(signal);
    const force = setTimeout(() => this.child.kill('SIGKILL'), graceMilliseconds);
    await ended;
    clearTimeout(force);
  }

  /** Resolves with the exit code when it has ended. */
  async ended(): Promise<number | null> {
    if (this.running) await new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    return this.child.exitCode;
  }
}

/** The child processes of a run. All of them listen on loopback, log into one folder, and end with the run. */
export class Processes {
  private readonly started: Process[] = [];
  private readonly ports = new Set<number>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    // Also when the run ends by an error that nobody caught: nothing of it stays behind.
    process.once('exit', this.killAll);
  }

  /** Starts a program; its output goes to `<name>.log`. */
  start(name: string, binary: string, options: StartOptions = {}): Process {
    const logFile = join(this.folder, `${name}.log`);
    const output = openSync(logFile, 'a');
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const child = spawn(binary, options.args ?? [], {
      cwd: options.cwd,
      env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...options.env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    child.once('error', () => {}); // a binary that cannot be started ends at once; `untilReady` says so
    const started = new Process(name, logFile, child);
    this.started.push(started);
    return started;
  }

  /** Waits until a process that was started answers; fails with the end of its log if it ends before. */
  async untilReady(process: Process, ready: () => Promise<boolean>, seconds = 60): Promise<void> {
    await until(`${process.name} answers`, seconds, async () => {
      if (!process.running) throw new Error(`${process.name} has ended:\n${process.tail()}`);
      return ready().catch(() => false);
    });
  }

  /** A port of 127.0.0.1 that nothing listens on, never the same twice in a run. */
  async freePort(): Promise<number> {
    for (;;) {
      const port = await anyPort();
      if (this.ports.has(port)) continue;
      this.ports.add(port);
      return port;
    }
  }

  /** Ends all that still run, the last one first. */
  async stopAll(): Promise<void> {
    for (const child of this.started.reverse()) await child.stop();
    process.off('exit', this.killAll);
  }

  private readonly killAll = (): void => {
    for (const { pid, running } of this.started) {
      if (!running || pid === 0) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it has ended in between
      }
    }
  };
}

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Waits until a condition holds. Fails with what it waited for.
 * @param what a sentence for the message, such as "every pod is ready"
 * @param holds true, or a text that says what is still missing
 */
export async function until(
  what: string,
  seconds: number,
  holds: () => Promise<boolean | string> | boolean | string,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await holds();
    if (answer === true) return;
    if (Date.now() > deadline || signal?.aborted)
      throw new Error(`not within ${seconds} s: ${what}${answer ? `; ${answer}` : ''}`);
    await sleep(100);
  }
}
