import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEALTH_PORT, PATHS } from '../../charts/ecs-firelens/router';
import type { EnvironmentInput } from '../../model/schema/environment';
import { certificate } from '../../prove/servers/certificate';
import { CloudWatchLogs } from '../../prove/servers/cloudwatch-logs';
import { sleep, until } from '../../prove/wait';
import { everything } from '../support/environments';
import { find, synth } from '../support/synth';
import { LogDriver } from './support/firelens';

/** Fluent Bit's binary. */
const FLUENT_BIT = process.env.FLUENT_BIT ?? '';
const TASK = '0123456789abcdef0123456789abcdef';
const GROUP = '/aws/ecs/everything-firelens/application';
const PORT = 22020;

let folder: string;
let cloudwatch: CloudWatchLogs;
let router: ChildProcess;
let log = '';

/** Starts the router by the entry point of its container; only paths and addresses are this machine's. */
async function start(input: EnvironmentInput): Promise<void> {
  const containers = find(synth(input)['ecs-firelens'] ?? [], 'TaskDefinition').spec.containerDefinitions;
  const { entryPoint, command } = containers[0] as { entryPoint: string[]; command: string[] };
  mkdirSync(join(folder, 'shm'));
  mkdirSync(join(folder, 'buffer'));
  const local = (text: string): string =>
    text
      .replaceAll(PATHS.configuration, join(folder, 'shm'))
      .replaceAll(PATHS.buffer, join(folder, 'buffer'))
      .replaceAll(PATHS.socket, join(folder, 'fluent.sock'))
      .replaceAll('/fluent-bit/bin/fluent-bit', FLUENT_BIT)
      .replaceAll(`http_port: ${HEALTH_PORT}`, `http_port: ${PORT}`)
      .replace(
        /^( +)name: cloudwatch_logs$|^( +)- name: cloudwatch_logs$/m,
        `$&\n      endpoint: '127.0.0.1'\n      port: ${cloudwatch.port}\n      tls.verify: off`,
      );
  const [shell = '', ...args] = [...entryPoint, ...command].map(local);
  router = spawn(shell, args, { env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } });
  log = '';
  for (const stream of [router.stdout, router.stderr]) stream?.on('data', (data: Buffer) => (log += data.toString()));
  await until('the health check succeeds', 60, async () => {
    if (router.exitCode !== null) throw new Error(log);
    return fetch(`http://127.0.0.1:${PORT}/api/v1/uptime`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
}

const driver = () => LogDriver.open(join(folder, 'fluent.sock'), 'nginx', TASK);
const messages = () => cloudwatch.events.map(({ message }) => JSON.parse(message));
const line = (level: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ timestamp: '2026-11-21T10:00:00Z', level, message: 'GET / 200', ...more });

async function stop(): Promise<number> {
  const began = Date.now();
  if (router.exitCode !== null) return 0;
  await new Promise((resolve) => {
    router.once('exit', resolve);
    router.kill('SIGTERM');
  });
  return (Date.now() - began) / 1000;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firelens-'));
  cloudwatch = new CloudWatchLogs(certificate(folder), [GROUP]);
  await cloudwatch.start();
});
afterEach(async () => {
  if (router.exitCode === null) router.kill('SIGKILL');
  await cloudwatch.stop();
  rmSync(folder, { recursive: true, force: true });
});

(FLUENT_BIT ? describe : describe.skip)('the FireLens router (skipped unless FLUENT_BIT names the binary)', () => {
  test('drops, samples, redacts and describes what a container logs', async () => {
    await start(everything);
    const nginx = await driver();
    nginx.write(line('debug'));
    // 10 % of traces: those whose last three digits are below 0x19a.
    nginx.write(line('info', { trace_id: '1-5759e988-bd862e3fe1be46a994272fff' }));
    nginx.write(line('info', { trace_id: '1-5759e988-bd862e3fe1be46a994272001' }));
    nginx.write(
      line('warn', { trace_id: '1-5759e988-bd862e3fe1be46a994272fff', status: 404, duration_seconds: 0.012 }),
    );
    nginx.write(
      line('error', {
        message: 'user jane.doe@example.com (EMP-123456) paid with 4111 1111 1111 1111',
        level2: 'debug',
      }),
    );
    nginx.write('2026/11/21 10:00:00 [error] 1#1: no JSON, of bob@example.com', 'stderr');
    nginx.write('');
    await until('four events', 60, () => cloudwatch.events.length >= 4);
    await sleep(1500);
    const task = {
      container_name: 'nginx',
      ecs_cluster: 'everything-firelens',
      ecs_task_arn: `arn:aws:ecs:ap-southeast-2:444455556666:task/everything-firelens/${TASK}`,
    };
    const json = { ...task, source: 'stdout', timestamp: '2026-11-21T10:00:00Z' };
    expect(messages()).toEqual([
      { ...json, level: 'info', message: 'GET / 200', trace_id: '1-5759e988-bd862e3fe1be46a994272001' },
      {
        ...json,
        level: 'warn',
        message: 'GET / 200',
        trace_id: '1-5759e988-bd862e3fe1be46a994272fff',
        status: 404,
        duration_seconds: 0.012,
      },
      {
        ...json,
        level: 'error',
        message: 'user [REDACTED-EMAIL] ([REDACTED-EMPLOYEE-ID]) paid with [REDACTED-CARD]',
        level2: 'debug',
      },
      { ...task, source: 'stderr', log: '2026/11/21 10:00:00 [error] 1#1: no JSON, of [REDACTED-EMAIL]' },
    ]);
    expect(new Set(cloudwatch.events.map(({ stream }) => stream))).toEqual(
      new Set([`task/ecs.everything-firelens.nginx-firelens-${TASK}`]),
    );
    expect(cloudwatch.violations).toEqual([]);
    expect(log).not.toMatch(/\[(?:warn|error)\]/);
    nginx.close();
  }, 60_000);

  test('a line longer than the driver takes is one event', async () => {
    await start(everything);
    const nginx = await driver();
    const message = `${'words '.repeat(10_000)}a@example.com`;
    nginx.write(line('error', { message }));
    nginx.write(line('error', { message: 'short' }));
    await until('two events', 60, () => cloudwatch.events.length >= 2);
    expect(messages().map((event) => event.message)).toEqual([`${'words '.repeat(10_000)}[REDACTED-EMAIL]`, 'short']);
    nginx.close();
  }, 60_000);

  test('an outage loses nothing, and a stopping router delivers what it holds', async () => {
    await start(everything);
    const nginx = await driver();
    await cloudwatch.become('refuse');
    const count = 20_000;
    for (let index = 0; index < count; index++) {
      nginx.write(line('error', { seq: index, padding: 'p'.repeat(200) }));
      if (index % 500 === 0) await sleep(10);
    }
    await sleep(3000);
    expect(cloudwatch.events.length).toBe(0);
    expect(readdirSync(join(folder, 'buffer', 'chunks'), { recursive: true }).length).toBeGreaterThan(1);
    nginx.close();
    const stopped = stop();
    await sleep(1000);
    await cloudwatch.become('ok');
    const seconds = await stopped;
    expect(new Set(messages().map(({ seq }) => seq)).size).toBe(count);
    expect(seconds).toBeLessThan(100);
  }, 180_000);

  test('the engine accepts every destination, in addition to CloudWatch Logs and instead of it', async () => {
    const destinations: NonNullable<NonNullable<EnvironmentInput['logs']>['destinations']> = [
      {
        kind: 'opensearch',
        domainArn: 'arn:aws:es:ap-southeast-2:444455556666:domain/logs',
        endpoint: 'search-logs.ap-southeast-2.es.amazonaws.com',
      },
      { kind: 'firehose', deliveryStreamName: 'logs' },
      { kind: 's3', bucketName: 'example-logs' },
      { kind: 'loki', host: 'loki.example.com' },
    ];
    const { applications, ...logs } = everything.logs ?? {};
    await start({ ...everything, archive: undefined, compute: {}, logs: { ...logs, cloudwatch: false, destinations } });
    await sleep(1000);
    expect(router.exitCode).toBe(null);
    expect(log).not.toMatch(/\[(?:warn|error)\]/);
    expect(readFileSync(join(folder, 'shm', 'fluent-bit.yaml'), 'utf8')).not.toContain('cloudwatch_logs');
    expect(existsSync(join(folder, 'fluent.sock'))).toBe(true);
  }, 60_000);
});
