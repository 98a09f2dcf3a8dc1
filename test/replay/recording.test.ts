import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { problemLine } from '../../model/problem';
import { RECORDING_MAX_BYTES, type Recording, readRecording } from '../../replay/recording';

let folder = '';
const write = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, 'logs', name)), { recursive: true });
  writeFileSync(join(folder, 'logs', name), text);
};
const problems = (): string[] => {
  const read = readRecording(folder);
  return 'files' in read ? [] : read.map((problem) => problemLine(problem).replaceAll(folder, '…'));
};
const ROW = '2026-11-26T03:43:02.123456789Z stdout F ';
const CHECKOUT = 'shop_checkout-7d9f8b6c5-x2x4f_0d6f7a6e-2f0a-4f3b-9a55-000000000000/checkout';
const FORMAT = 'lines as the container runtime writes them: `<time> <stdout or stderr> <F or P> <text>`';
const LAYOUT =
  'logs/<namespace>_<pod>_<uid>/<container>/<number>.log, with the files as they are in /var/log/pods of a node';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('lines are counted as programs print them, rows as the runtime cuts them, and what has no end is left out', () => {
  write(
    `${CHECKOUT}/0.log`,
    `${ROW}one\n${ROW.replace(' F ', ' P ')}two\n${ROW.replace('stdout', 'stderr')}\n${ROW}cut`,
  );
  write(`${CHECKOUT}/0.log.20261126-034302`, '2026-11-26T03:43:02+01:00 stdout F é\n');
  write(`${CHECKOUT}/0.log.20261125-034302.gz`, 'compressed');
  write(`${CHECKOUT}/0.log.20261125-034302.tmp`, 'soon compressed');
  const recording = readRecording(folder) as Recording;
  expect(recording.files).toEqual([
    { path: `/var/log/pods/${CHECKOUT}/0.log`, rows: 3, lines: 2, bytes: 3 * ROW.length + 9 },
    { path: `/var/log/pods/${CHECKOUT}/0.log.20261126-034302`, rows: 1, lines: 1, bytes: 38 },
  ]);
});

test('a pod has the containers that have logs', () => {
  for (const name of ['web', 'proxy']) write(`shop_web.0_uid-1/${name}/0.log`, `${ROW}x\n`);
  expect((readRecording(folder) as Recording).pods).toEqual([
    { namespace: 'shop', name: 'web.0', containers: ['proxy', 'web'], labels: { 'app.kubernetes.io/name': 'proxy' } },
  ]);
});

test('a folder that is none, or has no logs', () => {
  expect(problems()).toEqual([
    `npm run review  --replay: "…" has no folder logs/ or metrics/; allowed: a folder with ${LAYOUT}`,
  ]);
  mkdirSync(join(folder, 'logs'));
  expect(problems()).toEqual([`…/logs  (files): are none; allowed: ${LAYOUT}`]);
  write(`${CHECKOUT}/0.log`, '');
  expect(problems()).toEqual([`…/logs  (lines): are none; allowed: ${FORMAT}`]);
  rmSync(folder, { recursive: true });
  expect(problems()).toEqual([`npm run review  --replay: "…" is no folder; allowed: a folder with ${LAYOUT}`]);
});

test('all that is wrong is said at once, and what was logged is not repeated', () => {
  write(`${CHECKOUT}/0.log`, `${ROW}fine\npassword=correct-horse\n`);
  write('shop_checkout_uid-1/checkout/1.log', '{"log":"a\\n","stream":"stdout","time":"2026-11-26T03:43:02Z"}\n');
  write('shop_checkout_uid-1/checkout/app.log', `${ROW}x\n`);
  write('Shop_x_uid-1/`x`/0.log', `${ROW}x\n`);
  const wrong = 'is not of the container runtime; allowed';
  expect(problems()).toEqual([
    `…/logs/Shop_x_uid-1/\`x\`/0.log  (name): is not that of a log of a container; allowed: ${LAYOUT}`,
    `…/logs/${CHECKOUT}/0.log  line 2: ${wrong}: ${FORMAT}`,
    `…/logs/shop_checkout_uid-1/checkout/1.log  line 1: ${wrong}: ${FORMAT}`,
    `…/logs/shop_checkout_uid-1/checkout/app.log  (name): is not that of a log of a container; allowed: ${LAYOUT}`,
  ]);
});

test('a file that cannot be read', () => {
  write(`${CHECKOUT}/0.log`, `${ROW}x\n`);
  symlinkSync('nowhere', join(folder, 'logs', CHECKOUT, '1.log'));
  expect(problems()).toEqual([
    expect.stringMatching(/\/1\.log {2}\(text\): cannot be read: .*ENOENT.*; allowed: a file that you may read$/),
  ]);
});

test('a recording that does not fit into memory is not read', () => {
  write(`${CHECKOUT}/0.log`, '');
  truncateSync(join(folder, 'logs', CHECKOUT, '0.log'), RECORDING_MAX_BYTES + 1);
  expect(problems()).toEqual([
    `…/logs  bytes: ${RECORDING_MAX_BYTES + 1} are too many; allowed: at most ${RECORDING_MAX_BYTES}`,
  ]);
});
