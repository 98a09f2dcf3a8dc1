import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Most that promtool may print, in bytes. */
const MAX_BYTES = 2 ** 29;

/** What promtool printed. Tests whose result is another one than expected end with status 1, so the status alone is no failure. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  /** Why it did not run to its end, or ended with an error of its own. @default - it did run */
  readonly failure?: string;
}

/** Where and how long promtool runs. */
export interface Surroundings {
  /** Folder that it runs in. */
  readonly folder: string;
  /** Time that it may take. */
  readonly milliseconds: number;
  /** Statuses that are no failure. @default [0] */
  readonly statuses?: readonly number[];
}

/** Runs promtool, without the environment variables of this process. */
export function runPromtool(args: readonly string[], { folder, milliseconds, statuses = [0] }: Surroundings): Printed {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: folder,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
    timeout: milliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_BYTES,
  });
  const printed = { stdout: stdout ?? '', stderr: stderr ?? '', status };
  const code = error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return { ...printed, failure: 'install promtool (Debian: prometheus)' };
  if (code === 'ETIMEDOUT') return { ...printed, failure: `promtool takes longer than ${milliseconds / 1000} s` };
  if (error) return { ...printed, failure: error.message };
  if (status === null || !statuses.includes(status))
    return { ...printed, failure: `promtool ends with ${status}: ${stderr.trim().split('\n')[0]?.slice(0, 200)}` };
  return printed;
}

/** Runs promtool on files of a folder of its own. */
export function runPromtoolOn(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  how: Omit<Surroundings, 'folder'>,
): Printed {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return runPromtool(args, { ...how, folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
