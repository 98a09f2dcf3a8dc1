import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { timeOf } from '../../../model/facts/maintenance';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { promisesOf } from '../../../overlays/base';
import { everything } from '../../support/environments';
import { testWith } from '../../support/program';
import { synth } from '../../support/synth';

const testWithAlertmanager = testWith('prometheus-alertmanager');
const SEVERITIES = ['critical', 'warning', 'info'];
const WATCHDOG = { alertname: 'Watchdog', severity: 'none' };

/** The configuration of an environment, with topics on this machine, and without its waiting times. */
function configuration(input: EnvironmentInput, sns: string): string {
  const definition = (synth(input)['prometheus-rules'] ?? []).find(({ kind }) => kind === 'AlertManagerDefinition');
  const config = parse(parse(definition?.spec.configuration).alertmanager_config);
  // Long enough for the alerts that come together to have come.
  for (const route of [config.route, ...config.route.routes]) route.group_wait = '1s';
  for (const { sns_configs } of config.receivers) for (const target of sns_configs) target.api_url = sns;
  return stringify(config);
}

type Labels = Readonly<Record<string, string>>;

/** Topics that the real Alertmanager publishes to while alerts with such labels fire, with the subjects that it publishes there. */
async function published(
  input: EnvironmentInput,
  firing: readonly Labels[],
): Promise<[topic: string, subject: string][]> {
  const told: [string, string][] = [];
  const sns = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const sent = new URLSearchParams(body);
      const topic = sent.get('TopicArn')?.split(':').at(-1) ?? '';
      told.push([topic.replace('observability-everything-', ''), sent.get('Subject') ?? '']);
      response.end('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
    });
  });
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  const port = await listen(sns);
  const own = await freePort();
  writeFileSync(join(folder, 'a.yaml'), configuration(input, `http://127.0.0.1:${port}`));
  const program = spawn(
    'prometheus-alertmanager',
    [
      '--config.file=a.yaml',
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${own}`,
      '--cluster.listen-address=',
    ],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' } },
  );
  try {
    const alerts = [...firing, WATCHDOG].map((labels) => ({
      labels: { ...labels, cluster: 'full' },
      annotations: { summary: 'Something happened', description: 'Look at it.' },
    }));
    await until(() => post(`http://127.0.0.1:${own}/api/v2/alerts`, alerts));
    await until(async () => told.some(([topic]) => topic === 'watchdog'));
    // The others have gone with it, or do not go at all.
    await new Promise((resolve) => setTimeout(resolve, 3000));
  } finally {
    await stop(program);
    sns.close();
    rmSync(folder, { recursive: true });
  }
  return told;
}

/** Names of topics that something is published to while an alert of every severity fires. */
async function toldOf(input: EnvironmentInput): Promise<string[]> {
  const told = await published(
    input,
    SEVERITIES.map((severity) => ({ alertname: 'Any', severity })),
  );
  return [...new Set(told.map(([topic]) => topic))].sort();
}

/** Alerts that somebody hears of, but for the watchdog, with their severities. */
async function heard(firing: readonly Labels[]): Promise<string[]> {
  const told = await published({ ...everything, maintenance: [], slos: promisesOf('tictactoe') }, firing);
  return [...new Set(told.map(([, subject]) => subject.replace(/ \(.*/, '')))]
    .filter((name) => !/Watchdog/.test(name))
    .sort();
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const post = async (url: string, body: unknown): Promise<boolean> =>
  (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }))
    .ok;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (await isSo().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('it does not happen within 30 seconds');
}

const stop = (program: ChildProcess): Promise<unknown> => {
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill();
  return ended;
};

/** A window of two hours, an hour of which has passed. */
const now = (severities: ('critical' | 'warning' | 'info')[]) => {
  const hourAgo = new Date(Date.now() - 3_600_000);
  const start = timeOf(hourAgo.getUTCHours() * 60 + hourAgo.getUTCMinutes());
  return { name: 'now', start, durationMinutes: 120, severities };
};

testWithAlertmanager(
  'outside of windows every severity is told; within one the others and the watchdog are',
  async () => {
    const all = ['critical', 'info', 'info-chat', 'warning', 'warning-chat', 'watchdog'];
    expect(await toldOf({ ...everything, maintenance: [] })).toEqual(all);
    expect(await toldOf({ ...everything, maintenance: [now(['warning', 'info'])] })).toEqual(['critical', 'watchdog']);
    expect(await toldOf({ ...everything, maintenance: [now(['critical', 'warning', 'info'])] })).toEqual(['watchdog']);
  },
  120_000,
);

const ofObjective = (slo: string, alertname: string, severity: string): Labels => ({ alertname, severity, slo });

testWithAlertmanager(
  'an outage of the metrics, and one of an application, call once; what is of another objective, or not silence, is told',
  async () => {
    const noMetrics = { alertname: 'NoMetricsFromCluster', severity: 'critical' };
    const spent = [
      ofObjective('web', 'ErrorBudgetGone', 'critical'),
      ofObjective('web', 'ErrorBudgetMostlySpent', 'warning'),
      ofObjective('web', 'ErrorBudgetHalfSpent', 'info'),
    ];
    expect(await heard([noMetrics, ...spent])).toEqual(['critical: NoMetricsFromCluster']);
    expect(await heard([noMetrics, ofObjective('web', 'ErrorBudgetBurnFast', 'critical')])).toEqual([
      'critical: ErrorBudgetBurnFast',
      'critical: NoMetricsFromCluster',
    ]);
    const silent = ofObjective('web', 'ObjectiveSilent', 'critical');
    expect(await heard([silent, ...spent.slice(1)])).toEqual(['critical: ObjectiveSilent']);
    expect(await heard([silent, ofObjective('shop', 'ErrorBudgetHalfSpent', 'info')])).toEqual([
      'critical: ObjectiveSilent',
      'info: ErrorBudgetHalfSpent',
    ]);
  },
  120_000,
);
