import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Agent } from '../../../replay/logs/agent';
import { replayable } from '../../../replay/logs/configuration';
import { run } from '../../../replay/logs/run';
import { NotReplayed } from '../../../replay/not-replayed';
import { type Recording, readRecording } from '../../../replay/recording';
import { fakeFluentBit, type Scenario } from '../support/fluent-bit';

const AGENT: Agent = {
  path: 'fluent-bit.k8s.yaml',
  namespace: 'logging',
  files: new Map([
    [
      'fluent-bit.yaml',
      `pipeline:
  inputs:
    - name: tail
      alias: shop
      tag: containers.shop
      path: /var/log/pods/shop_*/*/*.log*
  outputs:
    - name: cloudwatch_logs
      match: containers.shop
      region: eu-west-1
      log_group_name: /shop
`,
    ],
  ]),
  configuration: '/etc/fluent-bit',
  mounts: ['/etc/fluent-bit', '/var/log/pods'],
  podLogs: '/var/log/pods',
};
const ROW = '2026-11-26T03:43:02.123456789Z stdout F ';
/** Reports of three lines, of which one was left out. */
const REPORTS = {
  group: '/replay/0',
  isReport: true,
  messages: [
    '{"LogGroupName":"/replay/0","Lines":2,"Dropped":1}',
    '{"LogGroupName":"/replay/0","Lines":1}',
    '{"Application":"web","Lines":3}',
  ],
};
const events = (...messages: string[]) => ({ group: '/replay/0', messages });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program over three lines. */
function replayed(scenario: Scenario, namespace = 'shop') {
  const file = join(folder, 'logs', `${namespace}_web_uid-1`, 'web', '0.log');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${ROW}a\n`.repeat(3));
  const recording = readRecording(folder) as Recording;
  const times = { quietSeconds: 1, limitSeconds: 5 };
  return run(fakeFluentBit(folder, scenario), replayable(AGENT), recording, times);
}

test('events are counted as CloudWatch charges for them, and lines as the agent counts them', async () => {
  const batches = [events('é [REDACTED-EMAIL]', '[REDACTED-SSN] [REDACTED-SSN]'), REPORTS];
  const [outcome, ...others] = await replayed({ rows: 3, batches });
  expect(others).toEqual([]);
  expect(outcome).toEqual({
    recorded: { lines: 3, bytes: 3 * ROW.length + 6 },
    events: 2,
    charged: 19 + 29 + 2 * 26,
    redactions: 3,
    counted: { Lines: 3, Dropped: 1, SampledOut: 0, Limited: 0 },
    digest: expect.any(String),
  });
  const turned = [events('[REDACTED-SSN] [REDACTED-SSN]', 'é [REDACTED-EMAIL]')];
  const [same] = await replayed({ rows: 3, batches: turned });
  expect(same).toEqual({ ...outcome, counted: undefined });
});

const counted = (...messages: string[]): Scenario => ({ rows: 3, batches: [events(...messages), REPORTS] });

test.each<[string, Scenario, string]>([
  ['an event is lost', counted('a'), 'of 2 events for /shop 1 came'],
  ['an event comes twice', counted('a', 'b', 'b'), 'of 2 events for /shop 3 came'],
  ['a line is not read', { ...counted('a', 'b'), rows: 2 }, 'it has read 2 lines of 3'],
  ['a line is read twice', { ...counted('a', 'b'), rows: 4 }, 'it has read 4 lines of 3'],
  [
    'AWS would refuse the events',
    { rows: 3, batches: [{ ...events('a', 'b'), step: -1 }] },
    'CloudWatch Logs would refuse what it sends: order of time',
  ],
  [
    'events come for ever',
    { ...counted('a', 'b'), isEndless: true },
    'it has not come to its end within 5 s: record less',
  ],
  [
    'the program ends',
    { ...counted(), says: 'Fluent Bit v0\n[2026/11/26 03:43:02] [error] [config] no such filter\n[error] again' },
    'Fluent Bit ends with: [config] no such filter',
  ],
  ['the program ends otherwise', { ...counted(), says: 'a\nno such option' }, 'Fluent Bit ends with: no such option'],
])('not replayed: %s', async (_, scenario, why) => {
  await expect(replayed(scenario)).rejects.toEqual(new NotReplayed(why));
});

test('not replayed: no input reads what was recorded', async () => {
  await expect(replayed(counted('a', 'b'), 'chess')).rejects.toEqual(
    new NotReplayed('none of its inputs reads the recorded files'),
  );
});
