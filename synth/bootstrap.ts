import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { BOOTSTRAP_FOLDER, bootstrapSteps } from '../model/names/bootstrap-steps';
import { DIST } from './publish';

/** What an administrator applies because of a change of the bootstrap, which Argo CD does not apply. */
export function bootstrapNotices(name: string, files: ReadonlyMap<string, string>): string[] {
  const folder = join(DIST, name, BOOTSTRAP_FOLDER);
  if (!existsSync(folder)) return [];
  const before = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const { early, late } = bootstrapSteps(
    (file) => before.get(file),
    (file) => files.get(posix.join(name, BOOTSTRAP_FOLDER, file)),
  );
  const script = posix.join(DIST, name, BOOTSTRAP_FOLDER, 'apply.sh');
  const line = (when: string, steps: readonly number[]) =>
    steps.length === 0
      ? []
      : [`bootstrap: Argo CD does not apply this change; ${when}: sh ${script} ${steps.join(' ')}`];
  return [...line('before the merge', early), ...line('after the sync', late)];
}
