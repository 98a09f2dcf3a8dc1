import { join } from 'node:path';
import { buildSync } from 'esbuild';

test('validation loads nothing of Kubernetes: it answers in milliseconds', () => {
  const { metafile } = buildSync({
    entryPoints: [join(__dirname, '../../validation/validate.ts')],
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  // Nor of files: what it refuses cannot have written any.
  const builtIn = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  expect(builtIn).toEqual([]);
  const packages = Object.keys(metafile.inputs).map((file) => /node_modules\/([^/]+)/.exec(file)?.[1]);
  expect([...new Set(packages)].sort()).toEqual(['fastest-levenshtein', 'zod', undefined]);
});
