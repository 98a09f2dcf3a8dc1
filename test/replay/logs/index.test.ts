import type { EnvironmentInput } from '../../../model/schema/environment';
import { dev } from '../../../overlays/dev';
import { prod } from '../../../overlays/prod';
import { type LogOptions, replayLogs } from '../../../replay/logs';
import type { Replayable } from '../../../replay/logs/configuration';
import type { Outcome } from '../../../replay/logs/run';
import type { Recording } from '../../../replay/recording';
import { stateOf } from '../../../review/states';
import type { Texts } from '../../review/support/page';
import { textsOf } from '../../review/support/states';

const RECORDING: Recording = {
  name: 'recorded',
  logs: 'recorded/logs',
  files: [{ path: '/var/log/pods/shop_web_1/web/0.log', lines: 100, rows: 100, bytes: 10_000 }],
  pods: [],
};
const dropping = (input: EnvironmentInput): EnvironmentInput => ({
  ...input,
  logs: { ...input.logs, dropLevels: ['trace', 'debug', 'info'], sampleInfoPercent: 100 },
});
const DROPPING = dropping(prod);

/** An engine that keeps one line of two where levels are dropped, and counts its runs. */
function fake(said?: string) {
  const runs: string[] = [];
  const engine: LogOptions['engine'] = async (_, { key, groups, files }: Replayable): Promise<Outcome[]> => {
    runs.push(key);
    if (said !== undefined) throw new Error(said);
    const events = /drop_levels = \{.*"info"/.test(files['settings.lua'] ?? '') ? 50 : 100;
    return groups.map((_group, number) => ({
      recorded: number === 0 ? { lines: 100, bytes: 10_000 } : { lines: 0, bytes: 0 },
      ...{ events: number === 0 ? events : 0, charged: number === 0 ? 100 * events : 0 },
      ...{ redactions: 0, digest: number === 0 ? `${events}` : '' },
    }));
  };
  return { runs, engine };
}

async function replayed(before: Texts, after: Texts, options: LogOptions) {
  const found = await replayLogs(stateOf('base', before), stateOf('head', after), RECORDING, {
    fluentBit: '/bin/fluent-bit',
    ...options,
  });
  return [...found].map(([name, findings]) => [name, findings.map(({ text }) => text)] as const);
}

const edited = (texts: Texts, change: (text: string) => string): Texts =>
  new Map([...texts].map(([path, text]) => [path, path.endsWith('/fluent-bit.k8s.yaml') ? change(text) : text]));
const elsewhere = (name: string, texts: Texts): Texts =>
  new Map([...texts].map(([path, text]) => [path.replace(/^prod\//, `${name}/`), text]));

test('what the agents of both states make of the lines, and what a month of that costs', async () => {
  const { runs, engine } = fake();
  const group = '`/aws/containerinsights/observability-prod/application`';
  expect(await replayed(textsOf(prod), textsOf(DROPPING), { engine })).toEqual([
    [
      'prod',
      [
        `recorded lines for ${group}: 100 (10 kB on disk) become 100 events (10 kB charged) → 50 events (5 kB charged)`,
        expect.stringMatching(
          new RegExp(`^ingestion of ${group}: \\*\\*[\\d.,]+ – [\\d.,]+ → [\\d.,]+ – [\\d.,]+ USD a month if all`),
        ),
      ],
    ],
  ]);
  expect(runs).toHaveLength(2);
});

test('environments whose agents do the same are run once, and those whose agents stay not at all', async () => {
  const { runs, engine } = fake();
  const both = (texts: Texts): Texts => new Map([...elsewhere('blue', texts), ...elsewhere('green', texts)]);
  const found = await replayed(
    new Map([...both(textsOf(prod)), ...textsOf(dev)]),
    new Map([...both(textsOf(DROPPING)), ...textsOf(dev)]),
    { engine },
  );
  expect(found.map(([name]) => name)).toEqual(['blue', 'green']);
  expect(found[0]?.[1]).toEqual(found[1]?.[1]);
  expect(runs).toHaveLength(2);
});

test('what differs in the name of the cluster alone is the same line', async () => {
  const { engine } = fake();
  const cluster = (texts: Texts): Texts =>
    edited(elsewhere('live', texts), (text) => text.replaceAll('observability-prod', 'observability-live'));
  const both = (texts: Texts): Texts => new Map([...texts, ...cluster(texts)]);
  const [base, head] = [stateOf('base', both(textsOf(prod))), stateOf('head', both(textsOf(DROPPING)))];
  const found = await replayLogs(base, head, RECORDING, { fluentBit: '/bin/fluent-bit', engine });
  expect([...found.keys()].sort()).toEqual(['live', 'prod']);
  const line = expect.stringMatching(/^recorded lines for `\/aws\/containerinsights\/<cluster>\/application`: /);
  for (const [first] of found.values()) expect(first?.common).toEqual(line);
});

test('an environment with another name is the one that it was; a new one and one that is gone have nothing to compare', async () => {
  const { engine } = fake();
  const [before, after] = [textsOf(prod), elsewhere('live', textsOf(DROPPING))];
  expect(await replayed(before, after, { engine })).toEqual([]);
  const renamed = new Map([['prod', 'live']]);
  expect((await replayed(before, after, { engine, renamed })).map(([name]) => name)).toEqual(['live']);
});

test('without Fluent Bit the report says so, of each environment whose agent differs', async () => {
  expect(await replayed(textsOf(prod), textsOf(DROPPING), { fluentBit: undefined })).toEqual([
    [
      'prod',
      ['what becomes of recorded lines is **not known**: not replayed: set `FLUENT_BIT` to the path of its binary'],
    ],
  ]);
});

test('a side that is not replayed is said to be that, in words that cannot leave their code or tell a secret', async () => {
  const { runs, engine } = fake('`]\n| <script> password=correct-horse');
  expect(await replayed(textsOf(prod), textsOf(DROPPING), { engine })).toEqual([
    [
      'prod',
      [
        'what becomes of recorded lines is **not known**: not replayed: in the base: `` `] | <script> password=(hidden) ``',
      ],
    ],
  ]);
  expect(runs).toHaveLength(2);
});

test.each([
  [
    'mounts its configuration from elsewhere',
    (text: string) => text.replaceAll('name: fluent-bit-config', 'name: other'),
    'its fluent-bit.yaml is in no ConfigMap that it mounts',
  ],
  [
    'sees no logs of pods',
    (text: string) => text.replaceAll('path: /var/log/pods\n', 'path: /var/log/containers\n'),
    'it does not mount /var/log/pods',
  ],
  [
    'ships elsewhere',
    (text: string) => text.replaceAll('name: cloudwatch_logs', 'name: s3'),
    'it sends nothing to CloudWatch Logs',
  ],
])('a base whose agent %s', async (_, change, why) => {
  const { runs, engine } = fake();
  const before = edited(textsOf(prod), (text) => {
    const mounted = text.lastIndexOf('\nkind: DaemonSet');
    return why.includes('ConfigMap') ? text.slice(0, mounted) + change(text.slice(mounted)) : change(text);
  });
  expect(await replayed(before, textsOf(prod), { engine })).toEqual([
    ['prod', [`what becomes of recorded lines is **not known**: not replayed: in the base: \`${why}\``]],
  ]);
  expect(runs).toEqual([]);
});

test('an agent that goes ships nothing any more', async () => {
  const { engine } = fake();
  const after = new Map([...textsOf(prod)].filter(([path]) => !path.endsWith('/fluent-bit.k8s.yaml')));
  const found = await replayLogs(stateOf('base', textsOf(prod)), stateOf('head', after), RECORDING, {
    fluentBit: '/bin/fluent-bit',
    engine,
  });
  expect(found.get('prod')?.map(({ harm, worst }) => [harm, worst])).toEqual([
    [72, 'recorded log lines are no longer shipped'],
    [45, undefined],
  ]);
});

test('routers that are not replayed are not passed over', async () => {
  const { engine } = fake();
  const [[name, texts] = ['', []]] = await replayed(textsOf(dev), textsOf(dropping(dev)), { engine });
  expect([name, texts[0]]).toEqual([
    'dev',
    'recorded lines are replayed through the agent of nodes alone; the log routers of Fargate and ECS differ too',
  ]);
  expect(texts.length).toBeGreaterThan(1);
});

test('other changes of its file, such as its image, are no other agent', async () => {
  const { runs, engine } = fake();
  const image = edited(textsOf(prod), (text) => text.replace(/aws-for-fluent-bit:[\d.]+/, 'aws-for-fluent-bit:9.9.9'));
  expect(image).not.toEqual(textsOf(prod));
  expect(await replayed(textsOf(prod), image, { engine })).toEqual([]);
  expect(runs).toEqual([]);
});
