import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FluentBitSettings } from '../../../charts/fluent-bit/settings';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { writeContainerLog } from '../../../prove/local/node';
import { freePort } from '../../../prove/processes';
import { certificate } from '../../../prove/servers/certificate';
import { CloudWatchLogs } from '../../../prove/servers/cloudwatch-logs';
import { type FakePod, Kubelet } from '../../../prove/servers/kubelet';
import { environment } from '../../support/environments';
import { FluentBit, sleep, until } from './fluent-bit';

/** Fluent Bit's binary, of the version in the image in model/names/images.ts or newer. */
export const FLUENT_BIT = process.env.FLUENT_BIT;

/** Log groups with short names. */
export const GROUPS = {
  application: '/c/application',
  host: '/c/host',
  dataplane: '/c/dataplane',
  counters: '/c/counters',
};

/** The container that most tests write for. */
export const CHECKOUT = { namespace: 'shop', pod: 'checkout-7d9f8b6c5-abcde', container: 'checkout' };

const PODS: FakePod[] = [
  { namespace: 'shop', name: CHECKOUT.pod, containers: ['checkout'], labels: { 'app.kubernetes.io/name': 'checkout' } },
  { namespace: 'shop', name: 'quiet', containers: ['quiet'], annotations: { 'fluentbit.io/exclude': 'true' } },
  { namespace: 'tictactoe', name: 'web.0', containers: ['nginx'] },
  { namespace: 'kube-system', name: 'kube-proxy-abcde', containers: ['kube-proxy'] },
];

/** The settings of an environment as its chart makes them, with groups whose names are shorter. */
export function settings(input: EnvironmentInput): FluentBitSettings {
  const { cluster, logs, namespaces } = environment(input);
  return { ...logs, region: cluster.region, cluster: cluster.name, namespace: namespaces.fluentBit, logGroups: GROUPS };
}

/** An agent with the servers that it talks to, in a folder of its own. */
export interface Run {
  readonly folder: string;
  readonly agent: FluentBit;
  readonly cloudwatch: CloudWatchLogs;
  readonly kubelet: Kubelet;
}

/** Starts the servers, and prepares the agent, which the test starts. */
export async function prepareRun(set: FluentBitSettings): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'fluent-bit-'));
  const groups = [...Object.values(GROUPS), ...set.applications.map(({ logGroupName }) => logGroupName)];
  const tls = certificate(folder);
  const cloudwatch = new CloudWatchLogs(tls, groups);
  const kubelet = new Kubelet(tls, PODS);
  await Promise.all([cloudwatch.start(), kubelet.start()]);
  const ports = { cloudwatchPort: cloudwatch.port, kubeletPort: kubelet.port, httpPort: await freePort() };
  return { folder, agent: new FluentBit(FLUENT_BIT ?? '', { folder, ...ports }, set), cloudwatch, kubelet };
}

/** Ends the agent and the servers, and removes the folder. */
export async function endRun({ folder, agent, cloudwatch, kubelet }: Run): Promise<void> {
  await agent.stop('SIGKILL');
  await Promise.all([cloudwatch.stop(), kubelet.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

/** Writes numbered lines, JSON and plain in turn, until it is stopped; then gives how many. */
export class Writer {
  /** The log file of the container. */
  file = '';
  private next = 0;
  private isStopped = false;
  private readonly done: Promise<void>;

  constructor(
    private readonly agent: FluentBit,
    private readonly linesPerSecond = 200,
  ) {
    this.done = this.write();
  }

  private async write(): Promise<void> {
    for (; !this.isStopped; await sleep(100)) {
      const lines = Array.from({ length: this.linesPerSecond / 10 }, () => {
        const number = this.next++;
        return number % 3 === 0 ? `plain seq=${number};` : JSON.stringify({ level: 'info', message: `seq=${number};` });
      });
      this.file = writeContainerLog(this.agent.node, CHECKOUT, lines);
    }
  }

  async stop(): Promise<number> {
    this.isStopped = true;
    await this.done;
    return this.next;
  }
}

/** Every numbered line exactly once, and no request that AWS would refuse. */
export async function expectAllOnce({ cloudwatch }: Run, count: number): Promise<void> {
  const delivered = (): number[] =>
    cloudwatch.events.flatMap(({ message }) =>
      [...message.matchAll(/seq=([0-9]+);/g)].map(([, number]) => Number(number)),
    );
  await until('every line has arrived', () => new Set(delivered()).size === count).catch(() => undefined);
  const seen = delivered();
  expect({ lost: count - new Set(seen).size, twice: seen.length - new Set(seen).size }).toEqual({ lost: 0, twice: 0 });
  expect(cloudwatch.violations).toEqual([]);
}
