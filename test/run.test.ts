import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const KEPT = join('node_modules', '.cache', 'run', 'entry.ts.cjs.kept');

/** esbuild itself, which says in `.builds` that it was called, and can change a file in the middle of a build. */
const ESBUILD = `
  const { appendFileSync, existsSync, renameSync } = require('node:fs');
  const esbuild = require(${JSON.stringify(resolve('node_modules/esbuild'))});
  exports.buildSync = (options) => {
    appendFileSync('.builds', 'x');
    const built = esbuild.buildSync(options);
    if (existsSync('.edited')) renameSync('.edited', 'value.ts');
    return built;
  };`;

/** A checkout: an entry point that prints what one of its files, a package and a data file say. */
let checkout: string;
let parent: string;

/** Writes files by their path in the checkout. */
function write(files: Record<string, string>, folder = checkout): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const value = (text: string) => `export const value = '${text}';\n`;
const packaged = (text: string) => `exports.packaged = '${text}';\n`;

/** One in which everything has been kept, to be copied: that is quicker than to build it for each test. */
let settled: string;

beforeAll(() => {
  settled = realpathSync(mkdtempSync(join(tmpdir(), 'run-')));
  checkout = settled;
  write({
    'run.mjs': readFileSync('run.mjs', 'utf8'),
    'package.json': '{}',
    'tsconfig.json': '{}',
    'entry.ts': `
      import { readFileSync } from 'node:fs';
      import { packaged } from 'packaged';
      import { value } from './value';
      console.log(value, packaged, readFileSync('data', 'utf8'));`,
    'value.ts': value('one'),
    data: 'data',
    'node_modules/packaged/package.json': '{ "main": "main.js" }',
    'node_modules/packaged/main.js': packaged('old'),
    'node_modules/esbuild/package.json': '{ "version": "1.0.0" }',
    'node_modules/esbuild/index.js': ESBUILD,
  });
  settle();
});

beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'run-')));
  checkout = join(parent, 'checkout');
  execFileSync('cp', ['-a', settled, checkout]);
});

afterEach(() => rmSync(parent, { recursive: true }));
afterAll(() => rmSync(settled, { recursive: true }));

/** Runs the entry point as the scripts of package.json do. */
const run = (cwd = checkout) =>
  execFileSync(process.execPath, ['run.mjs', 'entry.ts'], { cwd, encoding: 'utf8' }).trim();

const builds = (folder = checkout) => readFileSync(join(folder, '.builds'), 'utf8').length;

/** Runs until nothing is left to prepare: the inputs found, the bundle kept, the bundle compiled. */
function settle(): void {
  for (const _ of ['inputs', 'bundle', 'code']) run();
}

/** The entry point prints this from what was kept: nothing is built, compiled or written. */
function expectReused(output: string, folder = checkout): void {
  const [count, { ino }] = [builds(folder), statSync(join(folder, KEPT))];
  expect(run(folder)).toBe(output);
  expect([builds(folder), statSync(join(folder, KEPT)).ino]).toEqual([count, ino]);
}

/** The entry point prints this from a new build. */
function expectBuilt(output: string, folder = checkout): void {
  const count = builds(folder);
  expect(run(folder)).toBe(output);
  expect(builds(folder)).toBe(count + 1);
}

test('a bundle is built, kept and compiled, and from then on reused', () => {
  for (const left of ['node_modules/.cache', '.builds']) rmSync(join(checkout, left), { recursive: true });
  expect([run(), run(), run()]).toEqual(Array(3).fill('one old data'));
  expect(builds()).toBe(2);
  expectReused('one old data');
});

test('the bundle of this project is reused too', () => {
  const kept = join('node_modules', '.cache', 'run', 'synth_environment.ts.cjs.kept');
  const inodes: number[] = [];
  // Other tests may write a file meanwhile, which is a reason to build.
  while (inodes.length < 10 && (inodes.length < 2 || inodes.at(-1) !== inodes.at(-2))) {
    execFileSync(process.execPath, ['run.mjs', 'synth/environment.ts']);
    inodes.push(statSync(kept).ino);
  }
  expect(inodes.at(-1)).toBe(inodes.at(-2));
  expect(statSync(kept).size).toBeGreaterThan(2 ** 20);
});

test('an edit of the same length runs', () => {
  write({ 'value.ts': value('two') });
  expectBuilt('two old data');
});

test('a file that is older than the bundle takes the place of another', () => {
  write({ 'kept.ts': value('six') });
  utimesSync(join(checkout, 'kept.ts'), 1_700_000_000, 1_700_000_000);
  settle();
  renameSync(join(checkout, 'kept.ts'), join(checkout, 'value.ts'));
  expectBuilt('six old data');
});

test('the time of a file says nothing', () => {
  utimesSync(join(checkout, 'value.ts'), 2_000_000_000, 2_000_000_000);
  expectReused('one old data');
});

test('a copied checkout reuses the bundle, and runs what is written in the copy', () => {
  const copy = join(parent, 'copy');
  execFileSync('cp', ['-a', checkout, copy]);
  expectReused('one old data', copy);
  write({ 'value.ts': value('two') }, copy);
  expectBuilt('two old data', copy);
  expectReused('one old data');
});

test('a moved checkout reuses the bundle, and runs what is written after the move', () => {
  renameSync(checkout, join(parent, 'moved'));
  checkout = join(parent, 'moved');
  expectReused('one old data');
  write({ 'value.ts': value('two') });
  expectBuilt('two old data');
});

test('a linked worktree runs its own files, with packages of its own or those of the first checkout', () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout });
  const tree = join(parent, 'tree');
  write({ '.gitignore': 'node_modules\n.builds\n' });
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message=First');
  git('worktree', 'add', '--quiet', tree);
  cpSync(join(checkout, 'node_modules'), join(tree, 'node_modules'), { recursive: true });
  write({ '.builds': '' }, tree);
  expectReused('one old data', tree);
  write({ 'value.ts': value('two') }, tree);
  expectBuilt('two old data', tree);

  rmSync(join(tree, 'node_modules'), { recursive: true });
  symlinkSync(join(checkout, 'node_modules'), join(tree, 'node_modules'));
  for (const _ of [1, 2, 3]) expectBuilt('two old data', tree);
  expectBuilt('one old data');
});

test('an edit of a package runs', () => {
  write({ 'node_modules/packaged/main.js': packaged('new') });
  expectBuilt('one new data');
});

test('a package runs another of its files, when its package.json says so', () => {
  write({ 'node_modules/packaged/other.js': packaged('other') });
  settle();
  write({ 'node_modules/packaged/package.json': '{ "main": "other.js" }' });
  expectBuilt('one other data');
});

test.each([
  ['a file before a folder', { 'value/index.ts': value('two') }, 'value.ts'],
  ['one extension before another', { 'value.js': value('two') }, 'value.ts'],
])('a new file hides another: %s', (_, hidden, hiding) => {
  rmSync(join(checkout, 'value.ts'));
  write(hidden as Record<string, string>);
  settle();
  expectReused('two old data');
  write({ [hiding]: value('three') });
  expectBuilt('three old data');
});

test('a new copy of a package hides another', () => {
  write({ 'node_modules/packaged.js': packaged('hiding') });
  expectBuilt('one hiding data');
});

test('a linked package is built each time', () => {
  write({ 'package.json': '{ "main": "main.js" }', 'main.js': packaged('linked') }, join(parent, 'packaged'));
  rmSync(join(checkout, 'node_modules', 'packaged'), { recursive: true });
  symlinkSync(join(parent, 'packaged'), join(checkout, 'node_modules', 'packaged'));
  settle();
  for (const _ of [1, 2]) expectBuilt('one linked data');
});

test('a link that leads to another package runs that one', () => {
  for (const name of ['a', 'b'])
    write({ [`store/${name}/package.json`]: '{ "main": "main.js" }', [`store/${name}/main.js`]: packaged(name) });
  const link = join(checkout, 'node_modules', 'packaged');
  rmSync(link, { recursive: true });
  symlinkSync('../store/a', link);
  settle();
  expectReused('one a data');
  rmSync(link);
  symlinkSync('../store/b', link);
  expectBuilt('one b data');
});

test('a change of tsconfig.json runs', () => {
  write({
    'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": true } }',
    'value.ts': "class Base { set field(value: string) { this.value = 'set'; } value = 'unset'; }\n".concat(
      "class Derived extends Base { field = ''; }\nexport const { value } = new Derived();\n",
    ),
  });
  settle();
  expectReused('unset old data');
  write({ 'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": false } }' });
  expectBuilt('set old data');
});

test('a tsconfig.json that sends imports elsewhere is built each time', () => {
  write({ 'tsconfig.json': '{ "compilerOptions": { "paths": { "unused": ["./dist/unused"] } } }' });
  settle();
  expectBuilt('one old data');
});

test('another version of esbuild builds', () => {
  write({ 'node_modules/esbuild/package.json': '{ "version": "2.0.0" }' });
  expectBuilt('one old data');
});

test('a change of the launcher builds', () => {
  appendFileSync(join(checkout, 'run.mjs'), '// changed\n');
  expectBuilt('one old data');
});

test('an edit in the middle of a build runs the next time', () => {
  write({ 'value.ts': value('two'), '.edited': value('six') });
  expectBuilt('two old data');
  expectBuilt('six old data');
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['empty', () => Buffer.alloc(0)],
  ['cut in half', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['changed in one byte', (bytes) => Buffer.concat([bytes.subarray(0, -100), Buffer.from([1]), bytes.subarray(-99)])],
])('what was kept is not used when it is %s', (_, damage) => {
  writeFileSync(join(checkout, KEPT), damage(readFileSync(join(checkout, KEPT))));
  expectBuilt('one old data');
});

test('data that is read while it runs is read by every run', () => {
  write({ data: 'other' });
  expectReused('one old other');
});

test('a bundle runs where nothing can be kept', () => {
  rmSync(join(checkout, 'node_modules', '.cache'), { recursive: true });
  write({ 'node_modules/.cache': 'a file' });
  settle();
  expectBuilt('one old data');
});

test('runs at the same time all print what is written', async () => {
  write({ 'value.ts': value('two') });
  const outputs = [1, 2, 3, 4].map(async () => {
    const child = spawn(process.execPath, ['run.mjs', 'entry.ts'], { cwd: checkout });
    const chunks = await child.stdout.toArray();
    return Buffer.concat(chunks).toString().trim();
  });
  expect(await Promise.all(outputs)).toEqual(Array(4).fill('two old data'));
  settle();
  expectReused('two old data');
}, 60_000);

test('a run that fails says where in the sources, from the second time on', () => {
  write({
    'value.ts': "import { existsSync } from 'node:fs';\nif (existsSync('.bad')) throw new Error('bad');\n".concat(
      value('one'),
    ),
  });
  settle();
  expectReused('one old data');
  write({ '.bad': '' });
  expect(() => run()).toThrow('bad');
  expect(() => run()).toThrow(/value\.ts:2:\d+/);
  rmSync(join(checkout, '.bad'));
  expectBuilt('one old data');
});

test('nothing runs in another folder, whose files it would read', () => {
  const script = join(checkout, 'run.mjs');
  expect(() => execFileSync(process.execPath, [script, join(checkout, 'entry.ts')], { cwd: parent })).toThrow(
    `usage, in ${checkout}: node run.mjs <file.ts>`,
  );
  expect(builds()).toBe(2);
});

test('a reader that leaves, as head does, neither stops nor fails what is under way', async () => {
  write({
    'entry.ts': `
      import { writeFileSync } from 'node:fs';
      process.on('uncaughtException', (error) => {
        console.error(error);
        process.exitCode = 1;
      });
      console.log('begins');
      process.stdin.on('end', async () => {
        for (let line = 0; line < 5; line++) {
          console.log(line);
          console.error(line);
          await new Promise((done) => setTimeout(done, 20));
        }
        writeFileSync('done', '');
      });
      process.stdin.resume();`,
  });
  const child = spawn(process.execPath, ['run.mjs', 'entry.ts'], { cwd: checkout, timeout: 20_000 });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(readFileSync(join(checkout, 'done'), 'utf8')).toBe('');
}, 60_000);
