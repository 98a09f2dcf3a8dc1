import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { problemLine } from '../../model/problem';
import { collect } from '../../review/collect';
import { Unreadable } from '../../review/items';
import { renames } from '../../review/renames';
import { baseState, headState, Refused } from '../../review/states';

jest.setTimeout(30_000);

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\ndata:\n  key: ';
let folder = '';
const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    stdio: 'pipe',
  });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const commit = () => {
  git('add', '.');
  git('commit', '-q', '-m', 'state', '--allow-empty');
};
const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refused || error instanceof Unreadable) return problemLine(error.problem);
    throw error;
  }
  return 'no problem';
};
const compared = (base: string) => {
  const before = baseState(base, folder);
  return collect(before, headState(before, folder));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'review-'));
  git('init', '-q', '-b', 'main');
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(['sha1', 'sha256'])('a commit is compared with the work tree (%s)', (format) => {
  rmSync(join(folder, '.git'), { recursive: true });
  git('init', '-q', '-b', 'main', `--object-format=${format}`);
  write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
  write('dist/dev/b.k8s.yaml', `${CONFIG.replace('name: a', 'name: é')}same\n`);
  commit();
  expect(compared('main').counts.size).toBe(0);
  write('dist/dev/a.k8s.yaml', `${CONFIG}two\n`);
  expect([...compared('main').counts]).toEqual([['dev', { added: 0, changed: 1, removed: 0, replaced: 0 }]]);
});

test('what has come to the base since the change began is no part of it', () => {
  write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
  commit();
  git('checkout', '-q', '-b', 'topic');
  git('checkout', '-q', 'main');
  write('dist/dev/a.k8s.yaml', `${CONFIG}of others\n`);
  commit();
  git('checkout', '-q', 'topic');
  expect(compared('main').counts.size).toBe(0);
});

test('a folder is compared as a commit is', () => {
  write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
  write('before/dev/a.k8s.yaml', `${CONFIG}two\n`);
  expect(compared('before').counts.size).toBe(1);
});

test('other bytes are a change, also where they are no text', () => {
  write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
  writeFileSync(join(folder, 'dist/dev/a.bin'), Buffer.from([0xff]));
  commit();
  writeFileSync(join(folder, 'dist/dev/a.bin'), Buffer.from([0xfe]));
  const { found } = compared('main');
  expect(found.map(({ text }) => text).join()).toMatch(/`a\.bin: bytes`: `\w{40}` → `\w{40}`/);
});

test('what a symbolic link leads to is not compared, so it is refused', () => {
  write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
  commit();
  symlinkSync('/dev/null', join(folder, 'dist/dev/b.k8s.yaml'));
  expect(message(() => compared('main'))).toBe(
    `${join(folder, 'dist/dev/b.k8s.yaml')}  (all of it): is a symbolic link, and what it leads to is not compared; allowed: a file as \`npm run synth\` writes it`,
  );
});

test('Git is started once for several environments', () => {
  const names = Array.from({ length: 16 }, (_, at) => `dev-${at}`);
  for (const name of names) write(`dist/${name}/a.k8s.yaml`, `${CONFIG}one ${name}\n`);
  commit();
  for (const [at, name] of names.entries()) write(`dist/${name}/a.k8s.yaml`, `${CONFIG}two ${name} ${at % 2}\n`);
  const base = baseState('main', folder);
  const read = jest.fn(base.read);
  expect(collect({ ...base, read }, headState(base, folder)).counts.size).toBe(16);
  // Twice to find those that are the same, and once to compare one of each kind.
  expect(read).toHaveBeenCalledTimes(3);
});

describe('what cannot be compared says what to do', () => {
  test('no checkout', () => {
    rmSync(join(folder, '.git'), { recursive: true });
    expect(message(() => baseState('origin/main', folder))).toBe(
      'npm run review  --base: "origin/main" cannot be read: this folder is no checkout of Git; allowed: --base with a folder',
    );
  });

  test('an unknown base, and one that looks like an option', () => {
    commit();
    for (const base of ['origin/main', '--output=x', 'nothing'])
      expect(message(() => baseState(base, folder))).toContain(
        'is no commit of this repository; allowed: a branch, tag or commit, such as origin/main after `git fetch origin`',
      );
  });

  test('no name, as an empty variable of CI gives it, and a folder that is not dist/', () => {
    write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
    write('docs/pages/a.yaml', 'a: b\n');
    commit();
    for (const base of ['', ' '])
      expect(message(() => baseState(base, folder))).toContain('names nothing; allowed: a commit or a folder');
    for (const base of ['.', 'docs'])
      expect(message(() => baseState(base, folder))).toContain('has no environments; allowed: a folder as `npm run');
  });

  test('a shallow clone, without the base and without a commit in common', () => {
    write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
    commit();
    commit();
    git('branch', 'topic');
    commit();
    const clone = join(folder, 'clone');
    git('clone', '-q', '--depth=1', '--branch=topic', `file://${folder}`, clone);
    expect(message(() => baseState('origin/main', clone))).toContain(
      '"origin/main" is not in this shallow clone; allowed: the whole history: `with: { fetch-depth: 0 }` of actions/checkout',
    );
    execFileSync('git', ['-C', clone, 'fetch', '-q', '--depth=1', 'origin', 'main:refs/remotes/origin/main']);
    expect(message(() => baseState('origin/main', clone))).toContain('has no commit in common with HEAD');
    execFileSync('git', ['-C', clone, 'fetch', '-q', '--unshallow', 'origin']);
    expect(message(() => baseState('origin/main', clone))).toBe('no problem');
  });

  test('a base without dist/, and a work tree without one', () => {
    write('README.md', 'nothing\n');
    commit();
    expect(message(() => baseState('main', folder))).toContain('"main" has no dist/ with environments');
    write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
    commit();
    rmSync(join(folder, 'dist'), { recursive: true });
    expect(message(() => compared('main'))).toContain(
      'has no environments; allowed: a folder as `npm run synth` writes',
    );
  });

  test('broken YAML on either side, with its file and side', () => {
    write('dist/dev/a.k8s.yaml', `${CONFIG}one\n`);
    commit();
    write('dist/dev/a.k8s.yaml', `<<<<<<< HEAD\n${CONFIG}two\n=======\n`);
    expect(message(() => compared('main'))).toContain(
      'dist/dev/a.k8s.yaml  work tree: has the marks of a merge conflict',
    );
    commit();
    write('dist/dev/a.k8s.yaml', `${CONFIG}"two\n`);
    expect(message(() => compared('main'))).toMatch(/^dist\/dev\/a\.k8s\.yaml {2}main \(\w{8}\): has the marks/);
    rmSync(join(folder, '.git'), { recursive: true });
    write('before/dev/a.k8s.yaml', CONFIG);
    expect(message(() => compared('before'))).toContain('work tree: is not YAML: ');
  });

  test('an environment with another name', () => {
    const iam = 'kind: Role\nmetadata:\n  name: a\nspec: {arn: "arn:aws:eks:eu-west-1:111122223333:cluster/one"}\n';
    write('before/dev/iam.k8s.yaml', iam);
    write('dist/development/iam.k8s.yaml', iam);
    const before = baseState('before', folder);
    const after = headState(before, folder);
    expect(renames(before, after, new Map()).map(problemLine)).toEqual([
      'dist/dev/  dev: is gone, and dist/development/ is new for the same cluster; allowed: npm run review -- --renamed dev=development, or the environment as it was',
    ]);
    expect(renames(before, after, new Map([['dev', 'development']]))).toEqual([]);
    expect(collect(before, after, { renamed: new Map([['dev', 'development']]) }).counts.size).toBe(0);
    expect(renames(before, after, new Map([['prod', 'development']]))).toHaveLength(1);
  });
});

describe('npm run review', () => {
  const review = (...args: string[]) =>
    spawnSync(process.execPath, ['run.mjs', 'scripts/review.ts', ...args], { encoding: 'utf8' });

  test('prints a report', () => {
    const { status, stdout, stderr } = review('--base', 'dist');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('**Nothing changes in 3 environments.**');
  });

  test('writes a page next to it, or nothing', () => {
    const file = join(folder, 'review.html');
    const { status, stdout } = review('--base', 'dist', '--html', file);
    expect([status, stdout.split('\n')[0]]).toEqual([0, '# What happens when this is merged']);
    expect(readFileSync(file, 'utf8')).toContain('<strong>Nothing changes in 3 environments.</strong>');
    expect(readdirSync(folder)).toEqual(['.git', 'review.html']);
  });

  test.each([
    [['--base', 'dist', '--html', 'no/such/folder/review.html'], '"no/such/folder/review.html" cannot be written'],
    [['--base', 'dist', '--html', ''], '(arguments): are not understood'],
    [['--base', 'no-such-commit'], '"no-such-commit" is no'],
    [['--bse', 'dist'], '(arguments): are not understood'],
    [['--base', 'dist', '--renamed', 'dev'], '(arguments): are not understood'],
  ])('%j prints one line and no report', (args, expected) => {
    const { status, stdout, stderr } = review(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
