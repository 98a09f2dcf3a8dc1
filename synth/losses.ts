import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { grouped } from '../model/grouped';
import type { FileProblem } from '../model/problem';
import { DIST } from './publish';

/** Environment variable with the names of the environments that may lose something, separated by commas. */
export const CONFIRM = 'CONFIRM';

/** Whether the user knows what an environment loses. */
const isConfirmed = (name: string): boolean => (process.env[CONFIRM] ?? '').split(',').includes(name);

/** Environments that are in dist/ and in no overlay. */
export const vanished = (environments: readonly string[]): FileProblem[] =>
  foldersOf(DIST)
    .filter((name) => !environments.includes(name) && !isConfirmed(name))
    .map((name) => ({
      file: 'overlays/index.ts',
      field: name,
      wrong: `is missing, so ${DIST}/${name}/ would be deleted`,
      allowed: `the environment as it was, or ${CONFIRM}=${name} npm run synth`,
    }));

const foldersOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

/** Files of an environment with objects that delete data by its age. */
const HOLDERS = ['log-groups.k8s.yaml', 'log-archive.k8s.yaml'];

/** Data that an environment would keep for a shorter time than in dist/: AWS deletes what is older, for good. */
export const shortened = (name: string, files: ReadonlyMap<string, string>): FileProblem[] =>
  isConfirmed(name) ? [] : HOLDERS.flatMap((holder) => shortenedIn(name, `${name}/${holder}`, files));

/** Files in dist/ that say nothing of ages, such as one with the marks of a merge conflict: a loss would go unnoticed. */
export const unreadable = (name: string): string[] =>
  HOLDERS.map((holder) => `${name}/${holder}`)
    .filter((path) => agesInDist(path) === undefined)
    .map((path) => `${DIST}/${path}: cannot be read, so nothing says whether data would be kept for a shorter time`);

function shortenedIn(name: string, path: string, files: ReadonlyMap<string, string>): FileProblem[] {
  const now = ages(files.get(path) ?? '');
  const shorter = [...(agesInDist(path) ?? [])].flatMap(([what, days]) => {
    const left = now.get(what) ?? days;
    const wrong = `would keep ${left} day${left === 1 ? '' : 's'} instead of ${days}, and AWS would delete what is older`;
    return left < days ? [{ what, wrong }] : [];
  });
  return [...grouped(shorter, ({ wrong }) => wrong)].map(([wrong, [first, ...others]]) => ({
    file: `overlays/${name}.ts`,
    field: others.length > 0 ? `${first?.what} and ${others.length} more` : `${first?.what}`,
    wrong,
    allowed: `the retention as it was, or ${CONFIRM}=${name} npm run synth`,
  }));
}

interface Holder {
  readonly kind: string;
  readonly spec: {
    readonly name: string;
    readonly retentionDays?: number;
    readonly lifecycle?: { readonly rules: readonly { readonly expiration?: { readonly days?: number } }[] };
  };
}

/** The same of a file in dist/ as it is; undefined if it cannot be read. */
function agesInDist(path: string): Map<string, number> | undefined {
  const file = join(DIST, path);
  try {
    return ages(existsSync(file) ? readFileSync(file, 'utf8') : '');
  } catch {
    return undefined;
  }
}

/** Days that each log group and bucket of a file keeps its data. */
function ages(text: string): Map<string, number> {
  const holders = (loadAll(text) as Holder[]).filter(
    (object) => object?.kind === 'LogGroup' || object?.kind === 'Bucket',
  );
  return new Map(
    holders.map(({ kind, spec: { name, retentionDays, lifecycle } }) => [
      kind === 'Bucket' ? `bucket ${name}` : `log group ${name}`,
      Math.min(
        retentionDays ?? Number.POSITIVE_INFINITY,
        ...(lifecycle?.rules ?? []).map(({ expiration }) => expiration?.days ?? Number.POSITIVE_INFINITY),
      ),
    ]),
  );
}
