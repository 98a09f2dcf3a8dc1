import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorText, type FileProblem } from '../model/problem';

/** The published output: committed, reviewed, applied. */
export const DIST = 'dist';

/**
 * Folders of a run in progress: `.dist-<process>-<random>`, next to dist/ so that a rename can replace dist/. A run that fails
 * removes its own; the next run removes those of a killed one.
 */
const STAGED = /^\.dist-(\d+)-/;
const PREVIOUS = '-previous';

/** An empty folder that may become dist/. */
export function stage(): string {
  for (const folder of readdirSync('.')) {
    const owner = STAGED.exec(folder)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    // Killed in the middle of `publish`.
    if (folder.endsWith(PREVIOUS) && !existsSync(DIST)) renameSync(folder, DIST);
    else remove(folder);
  }
  return mkdtempSync(`.dist-${process.pid}-`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Writes files by their path in a folder. */
export function write(folder: string, files: ReadonlyMap<string, string>): void {
  for (const directory of new Set([...files.keys()].map(dirname)))
    mkdirSync(join(folder, directory), { recursive: true });
  for (const [path, text] of files) writeFileSync(join(folder, path), text);
}

/**
 * Replaces dist/ with a staged folder: a reader sees the old one or the new one, never a half-written one. What cannot be deleted
 * of the old one is left to the next run.
 */
export function publish(staged: string): void {
  const previous = `${staged}${PREVIOUS}`;
  chmodSync(staged, 0o755);
  if (existsSync(DIST)) renameSync(DIST, previous);
  try {
    renameSync(staged, DIST);
  } catch (error) {
    if (existsSync(previous)) renameSync(previous, DIST);
    throw error;
  }
  remove(previous);
}

/** Removes a folder of a run, if it can be removed. */
export function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    console.warn(`${folder}  is no longer needed, and cannot be deleted: ${errorText(error)}`);
  }
}

/** Why nothing was published, such as a full disk or a folder that is read-only. */
export function writingProblem(error: unknown): FileProblem {
  const isOfFiles = error instanceof Error && 'syscall' in error;
  const wrong = isOfFiles ? 'cannot be written' : 'cannot be made, by a fault of these sources';
  return { file: `${DIST}/`, field: '(all of it)', wrong: `${wrong}: ${errorText(error)}` };
}
