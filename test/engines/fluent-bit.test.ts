import { renameSync } from 'node:fs';
import { TRACE_LANGUAGES } from '../../model/facts/trace-languages';
import type { EnvironmentInput } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import type { FluentBit } from '../../prove/local/fluent-bit';
import { writeContainerLog } from '../../prove/local/node';
import type { CloudWatchLogs, StoredEvent } from '../../prove/servers/cloudwatch-logs';
import type { Kubelet } from '../../prove/servers/kubelet';
import { sleep, until } from '../../prove/wait';
import { everything, minimal } from '../support/environments';
import { TRACE_CASES } from '../support/trace-cases';
import {
  CHECKOUT,
  endRun,
  expectAllOnce,
  FLUENT_BIT,
  GROUPS,
  prepareRun,
  type Run,
  settings,
  Writer,
} from './support/run';

let run: Run | undefined;
let cloudwatch: CloudWatchLogs;
let kubelet: Kubelet;

async function prepare(set: Parameters<typeof prepareRun>[0]): Promise<FluentBit> {
  run = await prepareRun(set);
  ({ cloudwatch, kubelet } = run);
  return run.agent;
}

afterEach(async () => {
  if (run) await endRun(run);
  run = undefined;
});

const complaints = (agent: FluentBit): string[] =>
  agent
    .log()
    .split('\n')
    .filter((line) => /\[ *(?:warn|error)\]/.test(line) && !line.includes('[aws_credentials]'));

const messages = (filter: (event: StoredEvent) => boolean): Record<string, unknown>[] =>
  cloudwatch.events.filter(filter).map(({ message }) => JSON.parse(message));

/** The line of an event: its text, or the object without what the agent adds. */
const textOf = ({ kubernetes: _, stream: __, log, ...members }: Record<string, unknown>): string =>
  typeof log === 'string' ? log : JSON.stringify(members);

jest.setTimeout(180_000);

(FLUENT_BIT ? describe : describe.skip)('Fluent Bit (skipped unless FLUENT_BIT names the binary)', () => {
  const elsewhere: EnvironmentInput = {
    ...minimal,
    name: 'elsewhere',
    logs: {
      fluentBit: { diskLimit: '32Gi' },
      multiline: [],
      destinations: [
        {
          kind: 'opensearch',
          domainArn: 'arn:aws:es:eu-west-1:111122223333:domain/logs',
          endpoint: 'logs.eu-west-1.es.amazonaws.com',
        },
        { kind: 'firehose', deliveryStreamName: 'logs' },
        { kind: 's3', bucketName: 'logs-of-the-shop' },
        { kind: 'loki', host: 'localhost' },
      ],
    },
  };

  test.each([...Object.values(overlays), everything, elsewhere].map((input) => [input.name, input] as const))(
    '%s: it starts without a complaint, is live and ready',
    async (_, input) => {
      const agent = await prepare(settings(input));
      await agent.start();
      await sleep(1500);
      expect(complaints(agent)).toEqual([]);
      expect((await agent.get('/api/v2/health')).status).toBe(200);
      expect((await agent.get('/api/v2/metrics/prometheus')).body).toContain(
        'fluentbit_input_records_total{name="application-containers"}',
      );
    },
  );

  test('what is written arrives as it should, once, where it belongs', async () => {
    const set = settings(everything);
    const agent = await prepare(set);
    const log = (lines: string[], options = {}) => writeContainerLog(agent.node, CHECKOUT, lines, options);
    const java = [
      'java.lang.IllegalStateException: no',
      '\tat com.example.A.b(A.java:1)',
      'Caused by: java.io.IOException',
      '\t... 12 more',
    ];
    const python = [
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in <module>',
      '    f()',
      'ValueError: bad',
    ];
    const chained = ['', 'During handling of the above exception, another exception occurred:', '', ...python];
    const go = [
      'panic: oops',
      '',
      'goroutine 1 [running]:',
      'main.(*T).f(0x1)',
      '\t/app/main.go:12 +0x1d',
      'exit status 2',
    ];
    log([
      '{"level":"error","amount":1.10,"message":"to bob@example.com\\nby 4111 1111 1111 1111","card":4111111111111111}',
    ]);
    log(['{"level":"debug","message":"dropped"}', '{"level":"info","trace_id":"fff","message":"sampled out"}']);
    log(['{"level":"info","trace_id":"000","message":"sampled in"}', '', 'plain 123-45-6789']);
    log([...java, 'after java', ...python, ...chained, ...go, 'after go']);
    log([`{"level":"warn","message":"${'a'.repeat(16000)}`, 'b'.repeat(16000), 'c"}'], {
      flags: ['P', 'P', 'F'],
      stream: 'stderr',
    });
    writeContainerLog(agent.node, { namespace: 'shop', pod: 'quiet', container: 'quiet' }, ['opted out']);
    writeContainerLog(agent.node, { namespace: 'tictactoe', pod: 'web.0', container: 'nginx' }, ['GET /']);
    writeContainerLog(agent.node, { namespace: 'kube-system', pod: 'kube-proxy-abcde', container: 'kube-proxy' }, [
      'proxy',
    ]);
    writeContainerLog(agent.node, { namespace: set.namespace, pod: 'fluent-bit-1', container: 'fluent-bit' }, ['own']);
    await agent.start();
    await until('the last stream has arrived', 60, () => cloudwatch.events.length >= 11);
    await sleep(7000); // whatever comes after that is too much

    const kubernetes = { namespace_name: 'shop', pod_name: CHECKOUT.pod, container_name: 'checkout', app: 'checkout' };
    const application = messages(({ group }) => group === GROUPS.application);
    const text = (lines: string[]) => ({ kubernetes, log: lines.join('\n') });
    for (const expected of [
      {
        kubernetes,
        level: 'error',
        amount: 1.1,
        message: 'to [REDACTED-EMAIL]\nby [REDACTED-CARD]',
        card: '[REDACTED-CARD]',
      },
      { kubernetes, level: 'info', trace_id: '000', message: 'sampled in' },
      text(['plain [REDACTED-SSN]']),
      text(java),
      text(['after java']),
      text([...python, ...chained]),
      { kubernetes, level: 'fatal', log: go.join('\n') },
      text(['after go']),
      { kubernetes, stream: 'stderr', level: 'warn', message: `${'a'.repeat(16000)}${'b'.repeat(16000)}c` },
    ])
      expect(application).toContainEqual(expected);
    expect(application).toHaveLength(9);
    const others = cloudwatch.events.filter(({ group }) => group !== GROUPS.application && group !== GROUPS.counters);
    expect(others.map(({ group, stream }) => `${group} ${stream}`).sort()).toEqual([
      `${GROUPS.dataplane} kube-system/kube-proxy-abcde/kube-proxy`,
      '/eks/tictactoe tictactoe/web.0/nginx',
    ]);
    expect(cloudwatch.events[0]?.timestamp).toBeGreaterThan(Date.now() - 60_000);
    expect([...new Set(kubelet.requests)]).toEqual(['GET /pods']);
    expect(cloudwatch.violations).toEqual([]);
    expect(complaints(agent)).toEqual([]);
  });

  test('stack traces of all languages are one event each, and what is around them is not part of them', async () => {
    const agent = await prepare(
      settings({
        ...minimal,
        logs: { dropLevels: [], sampleInfoPercent: 100, redact: [], multiline: [...TRACE_LANGUAGES] },
      }),
    );
    const containers = TRACE_CASES.map((_, index) => ({ namespace: 'shop', pod: `case-${index}`, container: 'app' }));
    for (const [index, { lines }] of TRACE_CASES.entries())
      for (const { text, stream } of lines)
        writeContainerLog(agent.node, containers[index] ?? CHECKOUT, [text], { stream });
    await agent.start();
    const count = TRACE_CASES.reduce((sum, { events }) => sum + events.length, 0);
    await until('the events have arrived', 60, () => cloudwatch.events.length >= count).catch(() => undefined);
    const found = TRACE_CASES.map(({ name }, index) => ({
      name,
      events: messages(({ stream }) => stream === `shop/case-${index}/app`)
        .map(textOf)
        .sort(),
    }));
    expect(found).toEqual(
      TRACE_CASES.map(({ name, events }) => ({
        name,
        events: events.map((text) => (text.trimStart().startsWith('{') ? text.trimStart() : text)).sort(),
      })),
    );
    expect(complaints(agent)).toEqual([]);
  });

  test('without the kubelet, labels and annotations come from the API server', async () => {
    const input = { ...minimal, logs: { fluentBit: { kubeletAuthorization: 'none' as const } } };
    const agent = await prepare(settings(input));
    writeContainerLog(agent.node, CHECKOUT, ['hello']);
    writeContainerLog(agent.node, { namespace: 'shop', pod: 'quiet', container: 'quiet' }, ['opted out']);
    await agent.start();
    await until('the line has arrived', 60, () => cloudwatch.events.length > 0);
    await sleep(6000);
    expect(messages(() => true)).toMatchObject([{ kubernetes: { app: 'checkout' }, log: 'hello' }]);
    expect([...new Set(kubelet.requests)].filter((request) => request.includes('/shop/')).sort()).toEqual([
      `GET /api/v1/namespaces/shop/pods/${CHECKOUT.pod}`,
      'GET /api/v1/namespaces/shop/pods/quiet',
    ]);
    expect([...new Set(kubelet.requests)]).not.toContain('GET /pods');
  });

  test('where pods may not opt out, the annotation has no effect', async () => {
    const agent = await prepare(settings({ ...minimal, logs: { allowPodExclusion: false } }));
    writeContainerLog(agent.node, { namespace: 'shop', pod: 'quiet', container: 'quiet' }, ['not opted out']);
    await agent.start();
    await until('the line has arrived', 60, () => messages(() => true).length > 0);
    expect(messages(() => true)).toMatchObject([{ log: 'not opted out' }]);
  });

  test('events carry the time of the line, and numbers stay as they were written', async () => {
    const agent = await prepare(settings(minimal));
    writeContainerLog(agent.node, CHECKOUT, ['{"n":1.10,"big":12345678901234567890}']);
    const before = Date.now();
    await sleep(3000);
    await agent.start();
    await until('the line has arrived', 60, () => cloudwatch.events.length === 1);
    expect(Math.abs((cloudwatch.events[0]?.timestamp ?? 0) - before)).toBeLessThan(1000);
    expect(cloudwatch.events[0]?.message).toContain('"n":1.10,"big":12345678901234567890}');
  });

  test.each(['refuse', 'throttle', 'hang'] as const)(
    'an outage (%s) loses nothing and restarts nothing',
    async (mode) => {
      const agent = await prepare(settings(minimal));
      await agent.start();
      const lines = new Writer(agent);
      await sleep(6000);
      await cloudwatch.become(mode);
      await sleep(15_000);
      expect((await agent.get('/')).status).toBe(200);
      await cloudwatch.become('ok');
      await expectAllOnce(run as Run, await lines.stop());
    },
  );

  test('a kill, in an outage and out of one, loses nothing', async () => {
    const agent = await prepare(settings(minimal));
    await agent.start();
    const lines = new Writer(agent);
    await sleep(8000);
    await agent.stop('SIGKILL');
    await agent.start();
    await cloudwatch.become('refuse');
    await sleep(8000);
    await agent.stop('SIGKILL');
    await agent.start();
    await cloudwatch.become('ok');
    await expectAllOnce(run as Run, await lines.stop());
  });

  test('a log file that is rotated while the agent is down is read to its end', async () => {
    const agent = await prepare(settings(minimal));
    await agent.start();
    const lines = new Writer(agent);
    await sleep(6000);
    await agent.stop();
    await sleep(2000);
    renameSync(lines.file, `${lines.file}.20261121-073404`);
    await sleep(2000);
    await agent.start();
    await expectAllOnce(run as Run, await lines.stop());
  });
});
