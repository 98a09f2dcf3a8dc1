import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderYaml } from '../../charts/common/fluent-bit/yaml';
import {
  CONFIGURATION_FILE,
  configuration,
  configurationFiles,
  scripts,
} from '../../charts/kubernetes-events/configuration';
import { ENVIRONMENT, type KubernetesEventsSettings, PATHS } from '../../charts/kubernetes-events/settings';
import { freePort } from '../../prove/processes';
import { sleep, until } from '../../prove/wait';

/** Fluent Bit's binary. */
const FLUENT_BIT = process.env.FLUENT_BIT;

interface KubernetesEvent {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/** An event as kubelets write it. */
const event = (name: string, version: number, changes: object = {}): KubernetesEvent => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: String(version), creationTimestamp: now() },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0', fieldPath: 'spec.containers{web}' },
  reason: 'Started',
  message: 'Started container web',
  source: { component: 'kubelet', host: 'node-1' },
  firstTimestamp: now(),
  lastTimestamp: now(),
  count: 1,
  type: 'Normal',
  ...changes,
});

/** The part of an API server that has events: a list, and a watch that stays open. */
class Events {
  readonly asked: string[] = [];
  private watching: ServerResponse[] = [];
  private readonly server: Server;

  constructor(private list: KubernetesEvent[]) {
    this.server = createServer((request, response) => {
      this.asked.push(`${request.headers.authorization} ${request.url}`);
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url?.includes('watch=1')) {
        response.flushHeaders();
        this.watching.push(response);
        return;
      }
      const versions = this.list.map(({ metadata }) => Number(metadata.resourceVersion));
      response.end(
        JSON.stringify({
          kind: 'EventList',
          metadata: { resourceVersion: String(Math.max(1, ...versions)) },
          items: this.list,
        }),
      );
    });
  }

  /** Where it answers; the same each time. */
  async start(): Promise<string> {
    if (!this.server.listening) {
      this.server.listen(0, '127.0.0.1');
      await once(this.server, 'listening');
    }
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Something happens: whoever watches hears of it, and it is in later lists. */
  send(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubernetesEvent): void {
    this.list = [...this.list.filter(({ metadata }) => metadata.uid !== object.metadata.uid), object];
    for (const response of this.watching) response.write(`${JSON.stringify({ type, object })}\n`);
  }

  get watchers(): number {
    return this.watching.length;
  }

  /** The API server ends every watch, as it does after a while. */
  end(): void {
    for (const response of this.watching) response.end();
    this.watching = [];
  }

  stop(): void {
    this.end();
    this.server.closeAllConnections();
    this.server.close();
  }
}

let folder: string;
let server: Events | undefined;
let fluentBit: ChildProcess | undefined;

const local = (path: string): string => join(folder, path);

type Properties = readonly (readonly [string, string | number | boolean])[];

/** The shipped pipeline; only paths, addresses and the output are this machine's. */
function localized(settings: KubernetesEventsSettings, url: string, format: Properties): string {
  const { service, inputs = [], filters } = configuration(settings);
  const here: Record<string, string | number> = { flush: 0.2, kube_url: url, interval_sec: 1 };
  const changed = (properties: Properties = []): Properties =>
    properties.map(([key, value]) => [key, here[key] ?? value] as const);
  const text = renderYaml(
    {
      service: changed(service),
      inputs: inputs.map(({ name, properties }) => ({
        name,
        properties: [
          ...changed(properties),
          ...(name === 'kubernetes_events' ? ([['kube_token_file', local('token')]] as const) : []),
        ],
      })),
      filters,
      outputs: [{ name: 'file', properties: [['match', '*'], ['path', folder], ['file', 'events'], ...format] }],
    },
    { environment: ENVIRONMENT },
  );
  return Object.values(PATHS).reduce((all, path) => all.replaceAll(path, local(path)), text);
}

async function start(events: Events, format: Properties = [['format', 'plain']]): Promise<void> {
  const settings: KubernetesEventsSettings = {
    region: 'eu-west-1',
    logGroupName: '/c/events',
    httpPort: await freePort(),
    redact: ['email'],
    redactPatterns: [],
  };
  server = events;
  const files = {
    ...scripts(),
    ...configurationFiles(settings),
    [CONFIGURATION_FILE]: localized(settings, await events.start(), format),
  };
  mkdirSync(local(PATHS.configuration), { recursive: true });
  mkdirSync(local(`${PATHS.state}/chunks`), { recursive: true });
  writeFileSync(local('token'), 'secret');
  for (const [name, text] of Object.entries(files))
    writeFileSync(local(`${PATHS.configuration}/${name}`), text.replaceAll(PATHS.state, local(PATHS.state)));
  fluentBit = spawn(FLUENT_BIT ?? '', ['-c', local(`${PATHS.configuration}/${CONFIGURATION_FILE}`)], {
    stdio: 'ignore',
    env: { POD_IP: '127.0.0.1' },
  });
}

const shipped = (): Record<string, unknown>[] =>
  existsSync(local('events'))
    ? readFileSync(local('events'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(JSON.parse(line).log))
        .filter(({ heartbeat }) => !heartbeat)
    : [];
const ids = (): unknown[] => shipped().map(({ id }) => id);
const come = (count: number): Promise<unknown> => until(`${count} events`, 20, () => shipped().length >= count);

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (!fluentBit || fluentBit.exitCode !== null) return;
  fluentBit.kill(signal);
  await once(fluentBit, 'exit');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubernetes-events-'));
});
afterEach(async () => {
  await stop('SIGKILL');
  server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

jest.setTimeout(90_000);

(FLUENT_BIT ? describe : describe.skip)(
  'Kubernetes events in Fluent Bit (skipped unless FLUENT_BIT names the binary)',
  () => {
    test('an event is listed, comes with its token, and has the names that queries read, without personal data', async () => {
      const events = new Events([
        event('a', 5, {
          type: 'Warning',
          reason: 'BackOff',
          message: 'Back-off "restarting" container of someone@example.com',
          count: 3,
        }),
      ]);
      await start(events);
      await come(1);
      expect(shipped()).toEqual([
        {
          level: 'warn',
          type: 'Warning',
          reason: 'BackOff',
          message: 'Back-off "restarting" container of [REDACTED-EMAIL]',
          count: 3,
          object: 'Pod/web-0',
          kubernetes: { namespace_name: 'shop', pod_name: 'web-0', container_name: 'web', host: 'node-1' },
          source: 'kubelet',
          id: 'uid-a/5',
        },
      ]);
      expect(events.asked[0]).toBe('Bearer secret /api/v1/events?limit=500');
    });

    test('every repetition of an event comes, and nothing twice when the watch ends', async () => {
      const events = new Events([event('a', 5)]);
      await start(events);
      await until('a watch', 20, () => events.watchers > 0);
      events.send('MODIFIED', event('a', 6, { count: 2 }));
      events.send('ADDED', event('b', 7));
      await come(3);
      events.end();
      events.send('MODIFIED', event('a', 8, { count: 3 }));
      await until('a watch', 20, () => events.watchers > 0);
      events.send('DELETED', event('b', 9));
      events.send('ADDED', event('c', 10));
      await come(5);
      await sleep(1000);
      expect(ids()).toEqual(['uid-a/5', 'uid-a/6', 'uid-b/7', 'uid-a/8', 'uid-c/10']);
      expect(shipped().map(({ count }) => count)).toEqual([1, 2, 1, 3, 1]);
    });

    test('an event that repeats for days has the time of its last repetition', async () => {
      const old = '2026-11-24T10:00:00Z';
      const last = '2026-11-26T10:00:30.500000Z';
      await start(
        new Events([
          event('a', 5, {
            firstTimestamp: null,
            lastTimestamp: null,
            metadata: { uid: 'uid-a', resourceVersion: '5', creationTimestamp: old },
            series: { count: 7, lastObservedTime: last },
            count: null,
          }),
        ]),
        [
          ['format', 'template'],
          ['template', '{time} {log}'],
        ],
      );
      await until(
        'the event',
        20,
        () => existsSync(local('events')) && /uid-a/.test(readFileSync(local('events'), 'utf8')),
      );
      const line =
        readFileSync(local('events'), 'utf8')
          .split('\n')
          .find((each) => each.includes('uid-a')) ?? '';
      expect(Number(line.split(' ')[0])).toBeCloseTo(Date.parse(last) / 1000, 1);
      expect(line).toContain('"count":7');
    });

    test('a killed container sends again what is younger than two heartbeats, and loses nothing of the pause', async () => {
      const events = new Events([event('b', 8), event('a', 5)]);
      await start(events);
      await come(2);
      await until('a mark', 20, () => existsSync(local(`${PATHS.state}/sent`)));
      await stop('SIGKILL');
      events.send('MODIFIED', event('a', 9, { count: 2 }));
      await start(events);
      await come(3);
      await sleep(1000);
      expect(ids()).toEqual(['uid-b/8', 'uid-a/5', 'uid-a/9']);
    });

    test('a new pod sends again what the API server still has', async () => {
      const events = new Events([event('a', 5)]);
      await start(events);
      await come(1);
      await stop('SIGTERM');
      rmSync(local(PATHS.state), { recursive: true });
      await start(events);
      await come(2);
      expect(ids()).toEqual(['uid-a/5', 'uid-a/5']);
    });
  },
);
