import { spawnSync } from 'node:child_process';

/** Whether a process runs, and is more than an entry of one that has ended. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.startsWith('Z');
  } catch {
    return false;
  }
}

function run(how: string): { status: number | null; pids: number[]; rest: string[]; errors: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['run.mjs', 'test/prove/support/uncaught.ts', how], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const [shell, child, ...rest] = stdout.trim().split('\n');
  return { status, pids: [Number(shell), Number(child)], rest, errors: stderr };
}

test('a connection without a listener that is reset fails a check, and ends what was started', () => {
  const { status, pids, rest, errors } = run('reset');
  expect(rest).toEqual(['handles every error: an error that nobody caught: read ECONNRESET']);
  expect({ status, errors }).toEqual({ status: 1, errors: '' });
  expect(pids.every((pid) => pid > 1)).toBe(true);
  expect(pids.filter(runs)).toEqual([]);
});

test('a process that exits takes what it started with it, and what that has started', () => {
  const { status, pids } = run('exit');
  expect(status).toBe(3);
  expect(pids.every((pid) => pid > 1)).toBe(true);
  expect(pids.filter(runs)).toEqual([]);
});
