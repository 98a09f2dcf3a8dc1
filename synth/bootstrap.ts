import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { BOOTSTRAP_FOLDER } from '../charts/common/bootstrap';
import { AFTER_SYNC, BOOTSTRAP_STEPS } from '../model/names/bootstrap-steps';
import { DIST } from './publish';

/**
 * What an administrator applies because of a change of the bootstrap, which Argo CD does not apply: what allows more before the
 * merge, what allows less, or refers to new log groups, after the sync. An environment that is new has it all before it.
 */
export function bootstrapNotices(name: string, files: ReadonlyMap<string, string>): string[] {
  const folder = join(DIST, name, BOOTSTRAP_FOLDER);
  if (!existsSync(folder)) return [];
  const before = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const after = new Map(
    Object.keys(BOOTSTRAP_STEPS).map((file) => [file, files.get(posix.join(name, BOOTSTRAP_FOLDER, file))]),
  );
  const late = new Set<number>();
  const early = new Set<number>();
  for (const [file, text] of after) {
    const old = before.get(file);
    if (text === undefined || text === old) continue;
    const step = BOOTSTRAP_STEPS[file] ?? 0;
    if (file === AFTER_SYNC || (old !== undefined && onlyLess(old, text))) late.add(step);
    else early.add(step);
  }
  const script = posix.join(DIST, name, BOOTSTRAP_FOLDER, 'apply.sh');
  const line = (when: string, steps: ReadonlySet<number>) =>
    steps.size === 0
      ? []
      : [`bootstrap: Argo CD does not apply this change; ${when}: sh ${script} ${[...steps].join(' ')}`];
  return [...line('before the merge', early), ...line('after the sync', late)];
}

/** Every line of the new text was in the old one. */
function onlyLess(before: string, after: string): boolean {
  const had = new Set(before.split('\n'));
  return after.split('\n').every((line) => had.has(line));
}
