import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killGroup, startGroup } from '../prove/processes';

/** Most that a program may print, in bytes. */
const MAX_BYTES = 2 ** 29;

/** How a program runs. */
export interface Running {
  /** Time that it may take. */
  readonly milliseconds: number;
  /** Folder that it runs in. @default - that of this program */
  readonly folder?: string;
  /** Its environment variables beside PATH. @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program printed, and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Status that it ended with; null: a signal ended it. */
  readonly status: number | null;
  /** Why it did not run, or not to its end. @default - it did */
  readonly error?: Error;
}

/** Runs a program to its end. It ends with this one, with all that it has started, because nothing here waits for it in between. */
export const runProgram = (
  program: string,
  args: readonly string[],
  { milliseconds, folder, env }: Running,
): Promise<Ended> =>
  new Promise((resolve) => {
    const { PATH = '' } = process.env;
    const child = startGroup(program, args, { cwd: folder, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let error: Error | undefined;
    const end = (reason: Error): void => {
      error ??= reason;
      killGroup(child);
    };
    const limit = setTimeout(() => end(new Error(`takes longer than ${milliseconds / 1000} s`)), milliseconds);
    const printed = [child.stdout, child.stderr].map((stream) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      stream?.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MAX_BYTES) end(new Error(`prints more than ${MAX_BYTES} bytes`));
        else parts.push(part);
      });
      return () => Buffer.concat(parts).toString();
    });
    child.once('error', end);
    child.once('close', (status) => {
      clearTimeout(limit);
      const [stdout = '', stderr = ''] = printed.map((text) => text());
      resolve({ stdout, stderr, status, ...(error && { error }) });
    });
  });

/** Calls a function with a new folder, which is gone afterwards, also where this program ends before. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  // A process that has just been killed may still write for a moment, so this tries again.
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  try {
    return await use(folder);
  } finally {
    remove();
    process.off('exit', remove);
  }
}
