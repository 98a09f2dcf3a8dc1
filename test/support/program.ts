import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A test that needs a program; where it is not installed, it is reported as skipped. */
export const testWith = (program: string): jest.It =>
  spawnSync(program, ['--version']).status === 0 ? test : test.skip;

/** Runs a program on files of a folder of its own. Throws with what it says. */
export function runOn(program: string, args: string[], files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), `${program}-`));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return execFileSync(program, args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
