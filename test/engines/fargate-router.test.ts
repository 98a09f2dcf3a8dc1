import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentInput } from '../../model/schema/environment';
import { certificate } from '../../prove/servers/certificate';
import { CloudWatchLogs, type StoredEvent } from '../../prove/servers/cloudwatch-logs';
import { type FakePod, Kubelet } from '../../prove/servers/kubelet';
import { sleep, until } from '../../prove/wait';
import { everything } from '../support/environments';
import { find, synth } from '../support/synth';
import { FargateRouter } from './support/fargate';

/** Fluent Bit's binary; the engine of EKS's router is not published. */
const FLUENT_BIT = process.env.FLUENT_BIT ?? '';

const GROUPS = { cluster: '/aws/containerinsights/full/fargate', games: '/eks/games' };
const GAME = { namespace: 'chess', pod: 'web.0', container: 'nginx' };
const CART = { namespace: 'shop', pod: 'cart-0', container: 'cart' };
const QUIET = { namespace: 'shop', pod: 'quiet', container: 'cart' };
const PODS: FakePod[] = [
  {
    namespace: GAME.namespace,
    name: GAME.pod,
    containers: [GAME.container],
    labels: { 'k8s-app': 'c', app: 'b', 'app.kubernetes.io/name': 'chess' },
  },
  { namespace: CART.namespace, name: CART.pod, containers: [CART.container], labels: { app: 'cart' } },
  {
    namespace: QUIET.namespace,
    name: QUIET.pod,
    containers: [QUIET.container],
    annotations: { 'fluentbit.io/exclude': 'true' },
  },
];

/** The ConfigMap as EKS gets it; every line is kept. */
const INPUT: EnvironmentInput = { ...everything, logs: { ...everything.logs, sampleInfoPercent: 100 } };
const data = (): Record<string, string> => find(synth(INPUT)['fargate-logging'] ?? [], 'ConfigMap').data;

let folder: string;
let cloudwatch: CloudWatchLogs;
let api: Kubelet;
let router: FargateRouter;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fargate-'));
  const tls = certificate(folder);
  cloudwatch = new CloudWatchLogs(tls, Object.values(GROUPS));
  api = new Kubelet(tls, PODS);
  await Promise.all([cloudwatch.start(), api.start()]);
  router = new FargateRouter(FLUENT_BIT, data(), { folder, cloudwatchPort: cloudwatch.port, apiPort: api.port });
});
afterEach(async () => {
  await router.stop('SIGKILL');
  await Promise.all([cloudwatch.stop(), api.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

jest.setTimeout(180_000);

/** The events of a group, once so many have come and no more do. */
async function events(group: string, count: number): Promise<StoredEvent[]> {
  const found = () => cloudwatch.events.filter((event) => event.group === group);
  await until(`${count} events in ${group}`, 60, () => found().length >= count);
  await sleep(3000);
  return found();
}
const messages = (found: readonly StoredEvent[]) => found.map(({ message }) => JSON.parse(message));

(FLUENT_BIT ? describe : describe.skip)('the Fargate router (skipped unless FLUENT_BIT names the binary)', () => {
  test('what pods write arrives as on EC2: with pod and application, in the group of its application', async () => {
    router.write(GAME, [
      '{"level":"info","time":"2020-01-01","message":"a","n":2,"big":12345678901234567000}',
      'plain bob@example.com',
      '',
      '{"level":"debug","message":"dropped"}',
      '[1,2]',
      '{"level":"info","stream":5,"kubernetes":{"namespace_name":"x"},"message":"4111-1111-1111-1111"}',
      '{"log":"x","p_pod_name":"y","label_color":"red","logtag":"z"}',
      '{"message":"of EMP-123456."}',
      '{"message":"of EMP-1234567"}',
    ]);
    router.write(CART, ['{"message":"o"}', '{"kubernetes":{"namespace_name":"chess"},"message":"forged"}']);
    router.write(QUIET, ['opted out']);
    await router.start();
    const games = await events(GROUPS.games, 7);
    const kubernetes = { namespace_name: 'chess', pod_name: 'web.0', container_name: 'nginx', app: 'chess' };
    const [first, ...others] = messages(games);
    expect(first).toEqual({
      level: 'info',
      time: '2020-01-01',
      message: 'a',
      n: 2,
      big: 12345678901234567000,
      kubernetes,
    });
    expect(others).toEqual([
      { log: 'REDACTED', kubernetes },
      { log: '[1,2]', kubernetes },
      { level: 'info', stream: 5, message: 'REDACTED', kubernetes },
      { log: 'x', p_pod_name: 'y', label_color: 'red', logtag: 'z', kubernetes },
      { message: 'REDACTED', kubernetes },
      { message: 'of EMP-1234567', kubernetes },
    ]);
    expect([...new Set(games.map(({ stream }) => stream))]).toEqual([
      expect.stringMatching(/^fargate\.app\.games\.kube\.var\.log\.containers\.web\.0_chess_nginx-/),
    ]);
    expect(Math.abs((games[0]?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
    const cart = { namespace_name: 'shop', pod_name: 'cart-0', container_name: 'cart', app: 'cart' };
    expect(messages(await events(GROUPS.cluster, 2))).toEqual([
      { message: 'o', kubernetes: cart },
      { message: 'forged', kubernetes: cart },
    ]);
    expect(router.complaints()).toEqual([]);
    expect(cloudwatch.violations).toEqual([]);
  });

  test('without an answer of the API server no line is lost, and none goes where it says itself', async () => {
    await api.stop();
    router.write(GAME, ['{"message":"a"}']);
    router.write(CART, ['{"kubernetes":{"namespace_name":"chess"},"message":"forged"}']);
    await router.start();
    const found = messages(await events(GROUPS.cluster, 2)).map(({ message }) => message);
    expect(found.sort()).toEqual(['a', 'forged']);
    expect(await events(GROUPS.games, 0)).toEqual([]);
    await api.start();
  });

  test('an outage loses nothing of an application', async () => {
    await cloudwatch.become('refuse');
    await router.start();
    const count = 20_000;
    const padding = 'x'.repeat(580);
    for (let number = 0; number < count; number += 400) {
      const lines = Array.from({ length: 400 }, (_, index) => `{"message":"seq=${number + index};${padding}"}`);
      router.write(GAME, lines);
      await sleep(50);
    }
    await sleep(5000);
    await cloudwatch.become('ok');
    const seen = cloudwatch.each(({ message }) => /seq=([0-9]+);/.exec(message)?.[1]);
    await until('every line has arrived', 120, () => new Set(seen()).size === count);
    expect(seen()).toHaveLength(count);
    expect([...new Set(cloudwatch.events.map(({ group }) => group))]).toEqual([GROUPS.games]);
    expect(cloudwatch.violations).toEqual([]);
  });
});
