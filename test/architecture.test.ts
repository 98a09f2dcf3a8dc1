import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Sources that people write. */
const written = (...patterns: readonly string[]): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file && !/^(imports|dist)\//.test(file));
const sources = written('*.ts', '*.mjs');
const scripts = written('*.lua');
const inCharts = sources.filter((file) => file.startsWith('charts/'));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

/** The project's own modules that a file imports, in whatever form: `import … from`, `export … from`, `import '…'`, `import('…')`. */
const importsOf = (file: string): Import[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(/\b(?:(?:import|export) (type )?(?:[^;']*\sfrom )?|import\()'(\.[^']*)'/g),
  ].map(([, type, path = '']) => ({
    from: file,
    to: normalize(join(dirname(file), path)),
    isType: type !== undefined,
  }));

const componentOf = (path: string): string | undefined => /^charts\/([^/.]+)/.exec(path)?.[1];
const isStack = (component = ''): boolean => /^(\w+-)?stack$/.test(component);
const isShared = (component = ''): boolean => component === 'common' || isStack(component);

test('there are sources to look at', () => {
  expect(inCharts.length).toBeGreaterThan(80);
  expect(inCharts.flatMap(importsOf).length).toBeGreaterThan(200);
});

test('a component imports no other component: what two share is in charts/common', () => {
  const found = inCharts
    .filter((file) => !isShared(componentOf(file)))
    .flatMap(importsOf)
    .filter(({ from, to }) => {
      const target = componentOf(to);
      return target !== undefined && target !== 'common' && target !== componentOf(from);
    });
  expect(found).toEqual([]);
});

test('only the stack sees a whole environment: charts take the settings that they need', () => {
  const found = inCharts.filter(
    (file) =>
      !isStack(componentOf(file)) &&
      /schema\/environment'|\bEnvironment(?:Input)?\b(?! variables)/.test(readFileSync(file, 'utf8')),
  );
  expect(found).toEqual([]);
});

test('every chart is made from its scope and its own props', () => {
  const charts = inCharts.filter((file) => /extends ComponentChart\b/.test(readFileSync(file, 'utf8')));
  expect(charts.length).toBeGreaterThan(15);
  const made = /constructor\(\s*scope: Construct,\s*(?:private readonly props|props|\{[\w\s,]*\}): (\w+Props),?\s*\)/;
  expect(charts.filter((file) => !made.test(readFileSync(file, 'utf8')))).toEqual([]);
});

test('what is shared imports no component', () => {
  const found = inCharts
    .filter((file) => componentOf(file) === 'common')
    .flatMap(importsOf)
    .filter(({ to }) => to.startsWith('charts/') && componentOf(to) !== 'common');
  expect(found).toEqual([]);
});

/** The rooms of the project, and those below each that its files may import from. What proves and draws them sees all. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  model: [],
  imports: [],
  cost: ['model'],
  review: ['model', 'cost'],
  replay: ['model', 'cost', 'review', 'prove'],
  overlays: ['model'],
  validation: ['model'],
  charts: ['model', 'cost', 'imports'],
  checks: ['model', 'charts', 'imports'],
  synth: ['model', 'cost', 'charts', 'checks', 'package'],
  main: ['model', 'overlays', 'validation', 'synth'],
  scripts: ['model', 'cost', 'review', 'replay', 'overlays', 'validation', 'charts', 'synth'],
  bench: ['model', 'overlays', 'validation', 'synth', 'review', 'prove'],
  prove: ['model', 'overlays', 'validation', 'charts', 'checks', 'synth'],
};
const roomOf = (path: string): string => /^[^/.]+/.exec(path)?.[0] ?? '';

test('imports go downwards only', () => {
  const inRooms = sources.filter((file) => !/^test\//.test(file)).flatMap(importsOf);
  expect(inRooms.length).toBeGreaterThan(500);
  const isBelow = (from: string, to: string) => from === to || BELOW[from]?.includes(to);
  expect(inRooms.filter(({ from, to }) => !isBelow(roomOf(from), roomOf(to)))).toEqual([]);
});

test('overlays/ holds data: what it takes from elsewhere are types', () => {
  const found = sources.filter((file) => file.startsWith('overlays/')).flatMap(importsOf);
  expect(found.length).toBeGreaterThan(3);
  expect(found.filter(({ to, isType }) => roomOf(to) !== 'overlays' && !isType)).toEqual([]);
});

test('a source file fits in the head: 300 lines at most, tables of test cases excepted', () => {
  expect(scripts.length).toBeGreaterThan(20);
  const long = [...sources, ...scripts].filter(
    (file) => !file.endsWith('.test.ts') && readFileSync(file, 'utf8').split('\n').length > 301,
  );
  expect(long).toEqual([]);
});

test('every overlay is in overlays/index.ts, or shared by some that are', () => {
  const used = new Set(sources.flatMap(importsOf).map(({ to }) => `${to}.ts`));
  const files = sources.filter((file) => /^overlays\/[^/]+\.ts$/.test(file) && file !== 'overlays/index.ts');
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => !used.has(file))).toEqual([]);
});

test('every exported thing is documented', () => {
  const declaration = /^export (?:default |abstract |async )*(?:const|function\*?|class|interface|type|enum) \w/;
  const undocumented = sources
    .filter((file) => !file.startsWith('test/'))
    .flatMap((file) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      const above = lines.map((_, index) =>
        lines.slice(0, index).findLast((line) => !line.startsWith('// biome-ignore')),
      );
      return lines
        .filter((line, index) => declaration.test(line) && !above[index]?.endsWith('*/'))
        .map((line) => `${file}: ${line}`);
    });
  expect(undocumented).toEqual([]);
});
