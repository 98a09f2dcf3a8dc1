import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CACHE = join('node_modules', '.cache', 'run');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});

afterEach(() => {
  const kept = folder.replace(/[^\w.-]/g, '_');
  for (const file of readdirSync(CACHE)) if (file.startsWith(kept)) rmSync(join(CACHE, file));
  rmSync(folder, { recursive: true });
});

/** Runs an entry point as the scripts of package.json do. */
const run = () => execFileSync('node', ['run.mjs', join(folder, 'entry.ts')], { encoding: 'utf8' }).trim();

/** Writes the file that the entry point imports. */
const write = (value: string, file = 'value.ts') =>
  writeFileSync(join(folder, file), `export const value = '${value}';\n`);

test('what runs is what was written last, however often it ran before and whatever was kept', () => {
  writeFileSync(join(folder, 'entry.ts'), "import { value } from './value';\nconsole.log(value);\n");
  for (const value of ['aaa', 'bbb', 'a longer one', 'aaa']) {
    write(value);
    // Built, compiled for later, taken from what was compiled.
    expect([run(), run(), run()]).toEqual([value, value, value]);
  }
});

test('a file that is older than the bundle takes the place of another', () => {
  writeFileSync(join(folder, 'entry.ts'), "import { value } from './value';\nconsole.log(value);\n");
  write('old', 'kept.ts');
  utimesSync(join(folder, 'kept.ts'), 1_700_000_000, 1_700_000_000);
  write('new');
  expect(run()).toBe('new');
  renameSync(join(folder, 'kept.ts'), join(folder, 'value.ts'));
  expect(run()).toBe('old');
});
