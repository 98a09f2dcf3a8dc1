import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** Each run bundles and starts the program. */
jest.setTimeout(60_000);

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
async function run(replaced: Replaced, env: Record<string, string> = {}, before = '') {
  const outfile = join(checkout, '.main.cjs');
  writeFileSync(outfile, `${before};${await bundleOf(replaced)}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], {
    cwd: checkout,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout, stderr };
}

const bundles = new Map<string, Promise<string>>();

/** The program with some modules replaced, built once. */
function bundleOf(replaced: Replaced): Promise<string> {
  const key = JSON.stringify(replaced);
  const bundle = bundles.get(key) ?? bundled(replaced);
  bundles.set(key, bundle);
  return bundle;
}

async function bundled(replaced: Replaced): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'main.ts')],
    write: false,
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
  return outputFiles[0]?.text ?? '';
}

const files = (folder: string): string[] => readdirSync(join(checkout, folder)).sort();

/** Environments that synth has nothing to say of: this file lists them. */
const listed = (list: string): Replaced => ({
  'overlays/index.ts': `
    import { minimal as unheard } from '../test/support/environments';
    const told = { emails: ['on-call@example.com'] };
    const minimal = { ...unheard, notifications: { critical: told, warning: told } };
    const oidcIssuer = minimal.cluster.oidcIssuer.replace('EXAMPLE', 'ANOTHER');
    const other = { ...minimal, name: 'other', cluster: { ...minimal.cluster, name: 'second', oidcIssuer } };
    export const overlays = { ${list} };`,
});

/** Two environments, the second by this file. */
const overlays = (second: string): Replaced => listed(`minimal, other: ${second}`);

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

/** Two environments, of which the first throws while it is loaded. */
const throwing = (thrown: string): Replaced => ({
  'overlays/index.ts': `export { dev } from './dev'; export const overlays = {};`,
  'overlays/dev.ts': `export const dev = {}; throw ${thrown};`,
});

test('what an overlay starts and does not wait for is one line too', async () => {
  const { status, stderr } = await run({
    'overlays/index.ts': `export { dev as overlays } from './dev';`,
    'overlays/dev.ts': `const load = async () => { throw new Error('no network'); }; export const dev = { dev: load() };`,
  });
  expect(status).toBe(1);
  expect(stderr.split('\n')).toEqual([
    'overlays/dev.ts  (all of it): is a Promise; allowed: plain data',
    '',
    '1 problem: dist/ is as it was.',
    'overlays/dev.ts  (all of it): throws while it is loaded: no network; allowed: plain data',
    '',
  ]);
  expect(files('dist')).toEqual(['earlier']);
});

/** What somebody may get wrong about who is told and what is promised, and what is said of it. */
const WRONG_DECISIONS: readonly [setting: string, said: RegExp][] = [
  [
    "slos: [promise({ target: 100 }), promise({ name: 'b', windowDays: 90 })]",
    /slos\[0\]\.target: 100 is not a target; allowed: .*\n.*slos\[1\]\.windowDays: 90 is not a window with a table of burn rates; allowed: 28, 30/,
  ],
  [
    "slos: [promise({ source: { kind: 'envoy', namespace: 'shop', application: 'web', listener: 'web' } })]",
    /slos\[0\]\.source\.kind: "envoy" is in a workspace, and metrics\.workspace is missing; allowed: /,
  ],
  ['notifications: { critical: told }', /notifications\.warning: has no receiver: .*; allowed: emails, /],
  [
    'notifications: { critical: told, warning: told, info: told }',
    /notifications\.info\.emails: \["on-call@example\.com"\] would hear nothing: .*; allowed: none, or /,
  ],
  [
    "notifications: { critical: { endpoints: ['http://a.example.com/x'] }, warning: told }",
    /notifications\.critical\.endpoints\[0\]: "http:\/\/a\.example\.com\/x" is not an HTTPS endpoint; allowed: https:/,
  ],
  [
    "maintenance: [{ name: 'a', start: '25:00', durationMinutes: 60 }]",
    /maintenance\[0\]\.start: "25:00" is not a time of the day; allowed: HH:MM/,
  ],
];

test.each(WRONG_DECISIONS)('nothing is written of an environment with %s', async (setting, said) => {
  const promise = `(change) => ({
    name: 'a', service: 'web', indicator: 'availability', target: 99.9,
    source: { kind: 'access-log', namespace: 'shop', application: 'web' }, ...change,
  })`;
  const { status, stderr } = await run(overlays(`((promise) => ({ ...other, ${setting} }))(${promise})`));
  expect(status).toBe(1);
  expect(stderr).toMatch(said);
  expect(stderr).toMatch(/^overlays\/other\.ts {2}/);
  expect(stderr).not.toMatch(/ at .*:\d+:\d+/);
  expect(files('dist')).toEqual(['earlier']);
});

const failing: Record<string, [replaced: Replaced, stderr: RegExp]> = {
  'an overlay is wrong': [
    overlays('{ ...other, logs: { retentionDays: 6 } }'),
    /^overlays\/other.ts {2}logs.retentionDays: 6 is not a CloudWatch retention; allowed: 1, 3, .*\n\n1 problem: dist\/ is as it was.\n$/,
  ],
  'an overlay throws while it is loaded': [
    throwing("new Error('not here')"),
    /^overlays\/dev.ts {2}\(all of it\): throws while it is loaded: not here; allowed: plain data\n\n1 problem: .*\n$/,
  ],
  'an overlay has a getter that throws': [
    overlays("{ ...other, get logs() { throw new Error('not yet'); } }"),
    /^overlays\/other.ts {2}logs: cannot be read: not yet; allowed: plain data\n\n1 problem: .*\n$/,
  ],
  'there is no list of overlays': [
    { 'overlays/index.ts': 'export default {};' },
    /^overlays\/index.ts {2}overlays: missing; allowed: one overlay or more\n\n1 problem: .*\n$/,
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

/** Makes one function of `node:fs` fail at its nth call, as a full disk or a folder without rights does. */
const failingCall = (name: string, nth: number, code: string): string => `{
  const fs = require('node:fs'), original = fs.${name};
  let calls = 0;
  fs.${name} = (...args) => {
    if (++calls !== ${nth}) return original(...args);
    throw Object.assign(new Error('${code}: no, ${name}'), { code: '${code}', syscall: '${name}' });
  };
}`;

test.each([
  ['mkdtempSync', 1, 'EACCES'],
  ['mkdirSync', 1, 'EROFS'],
  ['writeFileSync', 1, 'ENOSPC'],
  ['writeFileSync', 20, 'ENOSPC'],
  ['renameSync', 1, 'EBUSY'],
  ['renameSync', 2, 'EACCES'],
  ['readdirSync', 1, 'EACCES'],
])('%s fails at call %i with %s: one line, and dist/ is as it was', async (name, nth, code) => {
  const { status, stdout, stderr } = await run(overlays('other'), {}, failingCall(name, nth, code));
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: `dist/  (all of it): cannot be written: ${code}: no, ${name}\n\n1 problem: dist/ is as it was.\n`,
  });
  expect(files('dist')).toEqual(['earlier']);
  expect(files('.')).toEqual(['.main.cjs', 'charts', 'dist']);
});

test('a folder of before that cannot be deleted is said, and no failure', async () => {
  const { status, stderr } = await run(overlays('other'), {}, failingCall('rmSync', 1, 'EACCES'));
  expect(status).toBe(0);
  expect(stderr).toMatch(/^\.dist-\S+-previous {2}is no longer needed, and cannot be deleted: EACCES: no, rmSync\n$/);
  expect(files('dist')).toEqual(['minimal', 'other']);
});

describe('what dist/ would lose needs a word', () => {
  const alone = listed('minimal');
  const kept = (days: number, warm: number) =>
    overlays(
      `{ ...other, logs: { retentionDays: ${days} }, archive: { bucketName: 'example-logs', warmDays: ${warm} } }`,
    );

  test('an environment that is in no overlay any more', async () => {
    expect((await run(overlays('other'))).status).toBe(0);
    const { status, stdout, stderr } = await run(alone);
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'overlays/index.ts  other: is missing, so dist/other/ would be deleted; allowed: the environment as it was, or CONFIRM=other npm run synth\n\n1 problem: dist/ is as it was.\n',
    });
    expect(files('dist')).toEqual(['minimal', 'other']);
    expect((await run(alone, { CONFIRM: 'another,other' })).status).toBe(0);
    expect(files('dist')).toEqual(['minimal']);
  });

  test('a file in dist/ that cannot be read stops nothing, and is said', async () => {
    mkdirSync(join(checkout, 'dist', 'other'));
    writeFileSync(
      join(checkout, 'dist', 'other', 'log-groups.k8s.yaml'),
      '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n',
    );
    const { status, stderr } = await run(overlays('other'));
    expect(status).toBe(0);
    expect(stderr).toContain(
      'other  dist/other/log-groups.k8s.yaml: cannot be read, so nothing says whether data would be kept for a shorter time\n',
    );
  });

  test('data that would not be kept as long as before', async () => {
    expect((await run(kept(30, 60))).status).toBe(0);
    const { status, stderr } = await run(kept(7, 50));
    expect(status).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'overlays/other.ts  log group /aws/containerinsights/second/application and 4 more: would keep 7 days instead of 30, and AWS would delete what is older; allowed: the retention as it was, or CONFIRM=other npm run synth',
      'overlays/other.ts  bucket example-logs: would keep 415 days instead of 425, and AWS would delete what is older; allowed: the retention as it was, or CONFIRM=other npm run synth',
      '',
      '2 problems: dist/ is as it was.',
      '',
    ]);
    expect((await run(kept(60, 60))).status).toBe(0);
    expect((await run(kept(7, 50), { CONFIRM: 'other' })).status).toBe(0);
    expect((await run(kept(7, 50))).status).toBe(0);
  });
});
