import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from './wait';

/** Options of a process. */
export interface StartOptions {
  readonly args?: readonly string[];
  /** Environment variables in addition to PATH, HOME and TMPDIR, which are the only inherited ones. */
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /**
   * Whether it has a process group of its own, so that Ctrl-C reaches only the run, which then ends its processes in order. Not in runs
   * that handle no signal, such as those of tests: there Ctrl-C must reach it. @default true
   */
  readonly ownGroup?: boolean;
}

/** Processes that run. */
const running = new Set<ChildProcess>();

/** Ends a process; with its children, by the id of its group, where it has one of its own. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return; // it was never started
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // it has no such group, or has ended in between
  }
}

/** Leaves no process behind, however the run ends, also after an uncaught error. */
const killAll = (): void => {
  for (const child of running) killGroup(child);
};

/** Starts a program, which ends with this one. */
export function startGroup(binary: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  // Before folders go that they write to.
  if (running.size === 0) process.prependOnceListener('exit', killAll);
  const child = spawn(binary, args, { detached: true, ...options });
  running.add(child);
  const forget = () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
  };
  child.once('exit', forget);
  child.on('error', () => {
    if (child.pid === undefined) forget(); // it could not be started
  });
  return child;
}

/** A child process of the run, with its output in a file. */
export class Process {
  constructor(
    readonly name: string,
    readonly logFile: string,
    private readonly child: ChildProcess,
  ) {}

  /** Process ID; undefined: it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
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

  /** Ends it and what it has started at once, where nobody can wait. */
  kill(): void {
    if (this.running) killGroup(this.child);
  }

  /** Ends it, by force after a while. Resolves when it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMilliseconds = 3000): Promise<void> {
    if (!this.running) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    if (signal === 'SIGKILL') killGroup(this.child);
    else this.child.kill(signal);
    const force = setTimeout(() => killGroup(this.child), graceMilliseconds);
    await ended;
    clearTimeout(force);
    killGroup(this.child); // what it has started and left behind
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
  }

  /** Starts a program; its output goes to `<name>.log`. A program that cannot start counts as ended; `untilReady` reports it. */
  start(name: string, binary: string, options: StartOptions = {}): Process {
    const logFile = join(this.folder, `${name}.log`);
    const output = openSync(logFile, 'a');
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const child = startGroup(binary, options.args ?? [], {
      cwd: options.cwd,
      detached: options.ownGroup ?? true,
      env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...options.env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const started = new Process(name, logFile, child);
    this.started.push(started);
    return started;
  }

  /** Waits until a started process responds; fails with the end of its log if it ends first. */
  async untilReady(process: Process, ready: () => Promise<boolean>, seconds = 60): Promise<void> {
    await until(`${process.name} answers`, seconds, async () => {
      if (!process.running) throw new Error(`${process.name} has ended:\n${process.tail()}`);
      return ready().catch(() => false);
    });
  }

  /** A free port of 127.0.0.1, never the same twice in a run. */
  async freePort(): Promise<number> {
    for (;;) {
      const port = await freePort();
      if (this.ports.has(port)) continue;
      this.ports.add(port);
      return port;
    }
  }

  /** Ends all running processes, the last one first. */
  async stopAll(): Promise<void> {
    for (const child of this.started.reverse()) await child.stop();
  }
}

/** A free port of 127.0.0.1. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/**
 * Runs a program to its end.
 * @param options its folder, and a signal that ends it
 * @returns what it wrote to its standard output
 * @throws Error with its last lines when it fails
 */
export const execute = (
  program: string,
  args: readonly string[],
  { cwd, signal }: { cwd?: string; signal?: AbortSignal } = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = startGroup(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, all]: [string[], string[]] = [[], []];
    const kill = () => killGroup(child);
    child.stdout?.on('data', (data: Buffer) => output.push(data.toString()));
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => all.push(data.toString())).on('error', () => {});
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', kill);
      if (code === 0) return resolve(output.join(''));
      const lines = all.join('').trimEnd().split('\n').slice(-20).join('\n');
      return reject(signal?.aborted ? signal.reason : new Error(`${program} ${args[0]} ended with ${code}:\n${lines}`));
    });
    signal?.addEventListener('abort', kill);
    if (signal?.aborted) kill();
  });
