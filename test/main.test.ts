import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(__dirname, '..');

/** Modules of ours to replace, by their path, with other content. */
type Replaced = Record<string, string>;

/** A checkout in which nothing was ever made, apart from a dist/ that an earlier run left. */
let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'main-'));
  symlinkSync(join(root, 'charts'), join(checkout, 'charts'));
  mkdirSync(join(checkout, 'dist'));
  writeFileSync(join(checkout, 'dist', 'earlier'), '');
});
afterEach(() => rmSync(checkout, { recursive: true }));

/** Runs main.ts as `npm run synth` does, in that checkout. */
async function run(replaced: Replaced, env: Record<string, string> = {}) {
  const outfile = join(checkout, '.main.cjs');
  await build({
    entryPoints: [join(root, 'main.ts')],
    outfile,
    bundle: true,
    logLevel: 'error',
    platform: 'node',
    target: 'node20',
    plugins: [
      {
        name: 'replace',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const contents = replaced[path.slice(root.length + 1)];
            return contents === undefined ? undefined : { contents, loader: 'ts', resolveDir: join(path, '..') };
          }),
      },
    ],
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], {
    cwd: checkout,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout, stderr };
}

const files = (folder: string): string[] => readdirSync(join(checkout, folder)).sort();

/** Two environments, the second by this file. */
const overlays = (second: string): Replaced => ({
  'overlays/index.ts': `
    import { minimal } from '../test/support/environments';
    const oidcIssuer = minimal.cluster.oidcIssuer.replace('EXAMPLE', 'ANOTHER');
    const other = { ...minimal, name: 'other', cluster: { ...minimal.cluster, name: 'second', oidcIssuer } };
    export const overlays = { minimal, other: ${second} };`,
});

test('all environments are written, and what was there before is gone', async () => {
  const { status, stdout, stderr } = await run(overlays('other'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^environment +files +objects +seconds\nminimal +\d+ +\d+ +\d\.\d\d\nother +\d+ +\d+ +\d\.\d\d\nall +\d+ +\d+ +\d\.\d\d\n$/,
  );
  expect(files('dist')).toEqual(['minimal', 'other']);
  expect(files('dist/other')).toEqual(expect.arrayContaining(['bootstrap', 'iam.k8s.yaml', 'log-groups.k8s.yaml']));
  expect(files('dist/other/bootstrap')).toContain('argocd.k8s.yaml');
  expect(files('.')).toEqual(['.main.cjs', 'charts', 'dist']);
});

test('`cdk8s synth` finds the same files in its own folder', async () => {
  mkdirSync(join(checkout, '.synth'));
  const { status } = await run(overlays('other'), { CDK8S_OUTDIR: '.synth' });
  expect(status).toBe(0);
  const file = 'other/iam.k8s.yaml';
  expect(readFileSync(join(checkout, '.synth', file), 'utf8')).toBe(readFileSync(join(checkout, 'dist', file), 'utf8'));
});

/** A check that finds something in every environment. */
const failingCheck: Replaced = {
  'checks/index.ts': `export const check = (manifests) =>
    manifests.slice(0, 1).map((object) => ({ object, field: 'spec', wrong: 'is wrong' }));`,
};

const failing: Record<string, [replaced: Replaced, stderr: RegExp]> = {
  'an overlay is wrong': [
    overlays('{ ...other, logs: { retentionDays: 6 } }'),
    /^overlays\/other.ts {2}logs.retentionDays: 6 is not a CloudWatch retention; allowed: 1, 3, .*\n\n1 problem: dist\/ is as it was.\n$/,
  ],
  'a check finds something in both environments': [
    { ...overlays('other'), ...failingCheck },
    /^dist\/minimal\/\S+ {2}\S+ aws-observability\/\S+ {2}spec: is wrong\ndist\/other\/.*\n\n2 problems: dist\/ is as it was.\n$/,
  ],
  'a chart throws in both environments': [
    {
      ...overlays('other'),
      'charts/log-groups/index.ts': "export class LogGroups { constructor() { throw new Error('no log groups'); } }",
    },
    /^overlays\/minimal\.ts {2}\(all of it\): cannot be made, by a fault of these sources: no log groups \(at .*\)\noverlays\/other\.ts {2}\(all of it\): .*\n\n2 problems: dist\/ is as it was.\n$/,
  ],
};

test.each(Object.entries(failing))('nothing is published where %s', async (_, [replaced, expected]) => {
  const { status, stdout, stderr } = await run(replaced);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(expected);
  expect(files('dist')).toEqual(['earlier']);
  expect(files('.')).toEqual(['.main.cjs', 'charts', 'dist']);
});

test('what a killed run left is removed, and what it had taken away is put back', async () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const left = [`.dist-${ended}-abc`, `.dist-${ended}-abc-previous`, `.dist-${process.pid}-running`, '.dist-mine'];
  rmSync(join(checkout, 'dist'), { recursive: true });
  for (const folder of left) {
    mkdirSync(join(checkout, folder));
    writeFileSync(join(checkout, folder, 'file'), folder);
  }
  const { status } = await run({ ...overlays('other'), ...failingCheck });
  expect(status).toBe(1);
  expect(readFileSync(join(checkout, 'dist', 'file'), 'utf8')).toBe(`.dist-${ended}-abc-previous`);
  expect(files('.')).toEqual([`.dist-${process.pid}-running`, '.dist-mine', '.main.cjs', 'charts', 'dist']);
});
