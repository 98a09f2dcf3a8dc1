import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { problemLine } from '../model/problem';
import { overlays } from '../overlays';
import { synthEnvironment } from '../synth/environment';
import { validate } from '../validation/validate';

const DIST = join(__dirname, '..', 'dist');

const written = (): string[] =>
  readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(DIST, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

describe('dist/ is what `npm run synth` writes', () => {
  const { environments, problems } = validate(overlays);
  const outputs = environments.map(synthEnvironment);
  const files = new Map(outputs.flatMap((output) => [...output.files]));

  test('the overlays are valid, and the checks find nothing', () => {
    expect(problems.map(problemLine)).toEqual([]);
    expect(outputs.flatMap(({ problems }) => problems.map(problemLine))).toEqual([]);
  });

  test('no file is missing, and none is left over', () => {
    expect(written().sort()).toEqual([...files.keys()].sort());
  });

  test.each([...files])('%s', (path, content) => {
    expect(content).toBe(readFileSync(join(DIST, path), 'utf8'));
  });
});
