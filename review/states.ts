import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorText, type FileProblem } from '../model/problem';

/** Where the texts of a state are: at hand, in a folder, or in the checkout of Git in a folder, by digest. */
type Source =
  | { readonly kind: 'texts'; readonly texts: ReadonlyMap<string, string> }
  | { readonly kind: 'folder' | 'checkout'; readonly folder: string };

/** What makes a state, as plain data that another thread can be given. */
export interface StateData {
  /** How the report names it, such as `origin/main (0123abcd)`. */
  readonly name: string;
  /** Digest of each file by its path in dist/: files with the same digest are the same. */
  readonly files: ReadonlyMap<string, string>;
  readonly source: Source;
}

/** One state of dist/. */
export interface State extends StateData {
  /** The texts of files, in the order of their paths. */
  read(paths: readonly string[]): string[];
}

/** The state that data make. */
export function stateFrom({ name, files, source }: StateData): State {
  const read = (paths: readonly string[]): string[] => {
    if (source.kind === 'texts') return paths.map((path) => source.texts.get(path) ?? '');
    if (source.kind === 'folder') return paths.map((path) => readFileSync(join(source.folder, path), 'utf8'));
    return blobs(
      new Git(source.folder),
      paths.map((path) => files.get(path) ?? ''),
    );
  };
  return { name, files, source, read };
}

/**
 * A state of which some files are read already. Each reading of a checkout starts Git, which takes longer than to compare most
 * environments. Other states stay as they are.
 * @param paths so few that all of them fit into the memory
 */
export function readAhead(state: State, paths: readonly string[]): State {
  if (state.source.kind !== 'checkout') return state;
  const texts = state.read(paths);
  const known = new Map(paths.map((path, at) => [path, texts[at] ?? '']));
  const read = (wanted: readonly string[]): string[] =>
    wanted.every((path) => known.has(path)) ? wanted.map((path) => known.get(path) ?? '') : state.read(wanted);
  return { ...state, read };
}

/** Why a state cannot be had. */
export class Refused extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem.wrong);
  }
}

const DIST = 'dist';

/** Digest of a file as Git computes it. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
const blobDigest = (bytes: Buffer, algorithm: string): string =>
  createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** A state from texts, by path. */
export const stateOf = (name: string, texts: ReadonlyMap<string, string>): State =>
  stateFrom({
    name,
    files: new Map([...texts].map(([path, text]) => [path, blobDigest(Buffer.from(text), 'sha1')])),
    source: { kind: 'texts', texts },
  });

/**
 * The state of a folder.
 * @throws Refused where there is no such folder, or where it has no environment
 */
export function stateOfFolder(folder: string, name: string, algorithm = 'sha1'): State {
  const paths = existsSync(folder) && statSync(folder).isDirectory() ? filesBelow(folder) : [];
  if (!paths.some((path) => OBJECTS.test(path)))
    throw new Refused({
      file: folder,
      field: name,
      wrong: 'has no environments',
      allowed: 'a folder as `npm run synth` writes it: run it first',
    });
  const files = new Map(paths.map((path) => [path, blobDigest(readFileSync(join(folder, path)), algorithm)]));
  return stateFrom({ name, files, source: { kind: 'folder', folder } });
}

/** Files of objects of an environment: a folder without any is another one, such as the checkout itself. */
const OBJECTS = /^[^/]+\/[^/]+\.k8s\.yaml$/;

/** Files below a folder. What links lead to can change without them, and Argo CD follows them. */
function filesBelow(folder: string): string[] {
  const pathOf = (entry: Dirent): string => join(entry.parentPath, entry.name).slice(join(folder, '/').length);
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((each) =>
    pathOf(each).includes('/'),
  );
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link)
    throw new Refused({
      file: join(folder, pathOf(link)),
      field: '(all of it)',
      wrong: 'is a symbolic link, and what it leads to is not compared',
      allowed: 'a file as `npm run synth` writes it',
    });
  return entries
    .filter((entry) => entry.isFile())
    .map(pathOf)
    .sort();
}

/** Git in one folder. */
class Git {
  constructor(private readonly folder: string) {}

  bytes(args: readonly string[], input?: string): Buffer {
    return execFileSync('git', ['-C', this.folder, ...args], { input, maxBuffer: 2 ** 31 - 1, stdio: 'pipe' });
  }

  line(...args: string[]): string {
    return this.bytes(args).toString().trim();
  }

  isRight(...args: string[]): boolean {
    try {
      this.bytes(args);
      return true;
    } catch {
      return false;
    }
  }
}

/** Length of Git's digests by algorithm: SHA-256 has 64 digits. */
const algorithmOf = (digest: string | undefined): string => (digest?.length === 64 ? 'sha256' : 'sha1');

/** What makes the history of a clone complete, per system. */
const WHOLE_HISTORY =
  'the whole history: `with: { fetch-depth: 0 }` of actions/checkout, `variables: { GIT_DEPTH: 0 }` in GitLab CI, or `git fetch --unshallow origin`';

/** The commit that both histories have: what has come to the base since is no part of this change. */
function startOf(git: Git, ref: string): string {
  if (!git.isRight('rev-parse', '--git-dir'))
    throw refusal(ref, 'cannot be read: this folder is no checkout of Git', '--base with a folder');
  const isShallow = git.line('rev-parse', '--is-shallow-repository') === 'true';
  if (!git.isRight('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`))
    throw refusal(
      ref,
      isShallow ? 'is not in this shallow clone' : 'is no commit of this repository',
      isShallow ? WHOLE_HISTORY : 'a branch, tag or commit, such as origin/main after `git fetch origin`, or a folder',
    );
  const commit = git.line('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`);
  if (git.isRight('merge-base', commit, 'HEAD')) return git.line('merge-base', commit, 'HEAD');
  if (isShallow) throw refusal(ref, 'has no commit in common with HEAD in this shallow clone', WHOLE_HISTORY);
  return commit;
}

const refusal = (value: string, wrong: string, allowed: string): Refused =>
  new Refused({ file: 'npm run review', field: '--base', value, wrong, allowed });

/** The state of dist/ in Git, where this change begins. */
function stateOfCommit(folder: string, ref: string): State {
  const git = new Git(folder);
  const commit = startOf(git, ref);
  const listed = git.bytes([
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    `${git.line('rev-parse', '--show-prefix')}${DIST}/`,
  ]);
  const files = new Map(
    listed
      .toString()
      .split('\0')
      .flatMap((entry): [string, string][] => {
        const [, digest = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(?:.*?\/)??dist\/(.+\/.+)$/s.exec(entry) ?? [];
        return path ? [[path, digest]] : [];
      }),
  );
  if (files.size === 0)
    throw refusal(
      ref,
      `has no ${DIST}/ with environments`,
      'a commit that has one: commit what `npm run synth` writes',
    );
  return stateFrom({ name: `${ref} (${commit.slice(0, 8)})`, files, source: { kind: 'checkout', folder } });
}

/** The contents of blobs. The answer to each is a line that ends with its size, its bytes, and a line feed. */
function blobs(git: Git, digests: readonly string[]): string[] {
  if (digests.length === 0) return [];
  const bytes = git.bytes(['cat-file', '--batch'], `${digests.join('\n')}\n`);
  let at = 0;
  return digests.map((digest) => {
    const end = bytes.indexOf('\n', at);
    const size = Number(/^\S+ blob (\d+)$/.exec(bytes.toString('utf8', at, end))?.[1] ?? Number.NaN);
    if (Number.isNaN(size)) throw refusal(digest, 'is not in this clone', WHOLE_HISTORY);
    at = end + 1 + size + 1;
    return bytes.toString('utf8', end + 1, at - 1);
  });
}

/**
 * The state that is compared with: a folder, or a commit of the checkout in `folder`.
 * @throws Refused where it cannot be had, with what to do
 */
export function baseState(base: string, folder = '.'): State {
  try {
    if (base.trim() === '') throw refusal(base, 'names nothing', 'a commit or a folder');
    const path = resolve(folder, base);
    return existsSync(path) && statSync(path).isDirectory() ? stateOfFolder(path, base) : stateOfCommit(folder, base);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw refusal(base, `cannot be read: ${errorText(error).slice(0, 300)}`, 'a commit or a folder');
  }
}

/** The state of the work tree, with digests that are those of the base. */
export const headState = (base: State, folder = '.'): State =>
  stateOfFolder(join(folder, DIST), 'work tree', algorithmOf([...base.files.values()][0]));

/** The work tree with its commit, where it has one. */
export function workTree(folder = '.'): string {
  const git = new Git(folder);
  if (!git.isRight('rev-parse', '--verify', '--quiet', 'HEAD^{commit}')) return 'work tree';
  const isDirty = git.line('status', '--porcelain', '--', DIST) !== '';
  const changes = isDirty ? `, with changes of ${DIST}/ that are not committed` : '';
  return `work tree of ${git.line('rev-parse', 'HEAD').slice(0, 8)}${changes}`;
}
