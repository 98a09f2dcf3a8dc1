import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '../../prove/wait';

/** Each run bundles and starts the program. */
jest.setTimeout(120_000);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reviews dist/ against itself, with a page. */
function review(recording: string, fluentBit?: string, path = process.env.PATH) {
  const page = join(folder, 'review.html');
  const args = ['scripts/review.ts', '--base', 'dist', '--html', page, '--replay', recording];
  const { status, stdout, stderr } = spawnSync(process.execPath, ['run.mjs', ...args], {
    encoding: 'utf8',
    env: { PATH: path, ...(fluentBit !== undefined && { FLUENT_BIT: fluentBit }) },
  });
  return { status, stdout, stderr: stderr.replaceAll(folder, '…'), hasPage: existsSync(page) };
}

/** A program that says which version it is, and does nothing else. */
function program(says: string): string {
  const path = join(folder, 'fluent-bit');
  writeFileSync(path, `#!/bin/sh\n${says}\n`);
  chmodSync(path, 0o755);
  return path;
}

const SAMPLE = 'replay/sample';
/** The sample without its metrics. */
function linesOfSample(): string {
  cpSync(join(SAMPLE, 'logs'), join(folder, 'lines', 'logs'), { recursive: true });
  return join(folder, 'lines');
}
/** The sample without its lines. */
function metricsOfSample(): string {
  cpSync(join(SAMPLE, 'metrics'), join(folder, 'series', 'metrics'), { recursive: true });
  return join(folder, 'series');
}
const nothing = { status: 1, stdout: '', hasPage: false };

test('without a recording, or an engine that runs, there is no report and no page', () => {
  expect(review('')).toMatchObject({
    ...nothing,
    stderr: expect.stringMatching(/^npm run review {2}\(arguments\): are not/),
  });
  expect(review(folder)).toEqual({
    ...nothing,
    stderr: expect.stringMatching(
      /^npm run review {2}--replay: "…" has no folder logs\/ or metrics\/; allowed: a folder with logs\/</,
    ),
  });
  expect(review(linesOfSample())).toEqual({
    ...nothing,
    stderr: expect.stringMatching(/^npm run review {2}--replay: has no engine; allowed: .*FLUENT_BIT/),
  });
  // Nothing is on this path.
  expect(review(SAMPLE, undefined, folder)).toEqual({
    ...nothing,
    stderr: expect.stringMatching(
      /has no engine; allowed: .*FLUENT_BIT, for lines; promtool on the path .*, for metrics\n$/,
    ),
  });
  expect(review(SAMPLE, join(folder, 'nowhere'))).toEqual({
    ...nothing,
    stderr: expect.stringMatching(
      /^npm run review {2}FLUENT_BIT: "…\/nowhere" does not run: .*ENOENT; allowed: the path/,
    ),
  });
  expect(review(SAMPLE, program('exit 3'))).toEqual({
    ...nothing,
    stderr:
      'npm run review  FLUENT_BIT: "…/fluent-bit" does not run: status 3; allowed: the path of a binary of Fluent Bit\n',
  });
  expect(review(SAMPLE, program('echo other 1.0'))).toEqual({
    ...nothing,
    stderr:
      'npm run review  FLUENT_BIT: "…/fluent-bit" is another program; allowed: the path of a binary of Fluent Bit\n',
  });
});

test('the report says what was replayed, also where no agent differs', () => {
  const { status, stdout, stderr, hasPage } = review(SAMPLE, program("echo 'Fluent Bit v5.1.1'"));
  expect({ status, stderr, hasPage }).toEqual({ status: 0, stderr: '', hasPage: true });
  expect(stdout).toMatch(/^- replayed: 1,\d{3} lines \(\d+ kB\) of `replay\/sample` with `Fluent Bit v5\.1\.1`$/m);
  expect(stdout).toMatch(/^- replayed: 4 series from 2026-11-26 03:00 UTC to .* of `replay\/sample` with `promtool`$/m);
});

test('without Fluent Bit recorded metrics are replayed, and the report says what is not', () => {
  const { status, stdout, stderr } = review(SAMPLE);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^- replayed: .* lines .* of `replay\/sample` \*\*with nothing: set `FLUENT_BIT`\*\*$/m);
});

test('what is wrong with lines and metrics is said at once', () => {
  for (const part of ['logs', 'metrics']) mkdirSync(join(folder, part));
  expect(review(folder)).toEqual({
    ...nothing,
    stderr: expect.stringMatching(/^…\/logs {2}\(files\): are none; .*\n…\/metrics {2}metrics: has no metrics; .*\n$/),
  });
});

/** Whether a process runs. A process that has ended and that nobody has waited for runs no more. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A script that says its version, and else writes its process ID and that of a child, heeds no signal and runs for a minute. */
const endless = (version: string): string =>
  `[ "$1" = --version ] && echo '${version}' && exit\ntrap '' INT TERM\nsleep 60 & echo $$ $! >> ${folder}/pids\nwait`;

/** What is left of a review that a signal ends once so many scripts run. */
async function ended(signal: NodeJS.Signals, recording: string, scripts: number, env: Record<string, string>) {
  const [base, temporary] = [join(folder, 'base'), join(folder, 'temporary')];
  mkdirSync(temporary);
  cpSync('dist/prod', join(base, 'prod'), { recursive: true });
  const change = (file: string, from: RegExp, to: string): void => {
    const path = join(base, 'prod', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  change('fluent-bit.k8s.yaml', /drop_levels = \{[^}]*\}/, 'drop_levels = {}');
  change('prometheus-rules.k8s.yaml', /^( +expr: .*) > [\d.]+$/gm, '$1 > 0.123');
  const args = ['run.mjs', 'scripts/review.ts', '--base', base, '--replay', recording];
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, { env: { PATH, TMPDIR: temporary, ...env }, stdio: 'ignore' });
  const file = join(folder, 'pids');
  const pids = (): number[] => (existsSync(file) ? (readFileSync(file, 'utf8').match(/\d+/g) ?? []).map(Number) : []);
  while (pids().length < 2 * scripts) {
    expect(child.exitCode).toBeNull();
    await sleep(100);
  }
  expect(pids().filter(runs)).toHaveLength(2 * scripts);
  expect(readdirSync(temporary)).toHaveLength(scripts);
  const began = Date.now();
  child.kill(signal);
  const [status] = await once(child, 'exit');
  const seconds = (Date.now() - began) / 1000;
  await sleep(100);
  const running = pids().filter(runs);
  for (const pid of running) process.kill(pid, 'SIGKILL');
  return { status, isSoon: seconds < 5, running, left: readdirSync(temporary) };
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends at once', (signal, status) => {
  const nothingLeft = { status, isSoon: true, running: [], left: [] };

  test('the agents of a replay with what they have started, and copies of what was recorded', async () => {
    const FLUENT_BIT = program(endless('Fluent Bit v5.1.1'));
    expect(await ended(signal, linesOfSample(), 2, { FLUENT_BIT })).toEqual(nothingLeft);
  });

  test('an evaluation of rules with what it has started, and its files', async () => {
    renameSync(program(endless('promtool, version 3')), join(folder, 'promtool'));
    const PATH = `${folder}:${process.env.PATH}`;
    expect(await ended(signal, metricsOfSample(), 2, { PATH })).toEqual(nothingLeft);
  });
});
