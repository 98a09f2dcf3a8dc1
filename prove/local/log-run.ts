import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../processes';
import { certificate } from '../servers/certificate';
import { CloudWatchLogs } from '../servers/cloudwatch-logs';
import { type FakePod, Kubelet } from '../servers/kubelet';
import { sleep, until } from '../wait';
import { type AgentFiles, FluentBit } from './fluent-bit';

/** A log agent with the servers that it talks to, in a folder of its own. */
export interface LogRun {
  readonly folder: string;
  readonly agent: FluentBit;
  readonly cloudwatch: CloudWatchLogs;
  readonly kubelet: Kubelet;
  /** Ends the agent and removes the folder at once, where the program ends before the run does. */
  readonly leaveNothing: () => void;
}

/**
 * Starts the servers and prepares the agent, which the caller starts.
 * @param binary path of Fluent Bit
 * @param groups log groups that exist
 * @param pods what the kubelet knows
 */
export async function prepareLogRun(
  binary: string,
  files: AgentFiles,
  groups: readonly string[],
  pods: readonly FakePod[],
): Promise<LogRun> {
  const folder = mkdtempSync(join(tmpdir(), 'fluent-bit-'));
  let agent: FluentBit | undefined;
  const leaveNothing = () => {
    agent?.kill();
    remove(folder);
  };
  process.once('exit', leaveNothing);
  const tls = certificate(folder);
  const cloudwatch = new CloudWatchLogs(tls, groups);
  const kubelet = new Kubelet(tls, pods);
  await Promise.all([cloudwatch.start(), kubelet.start()]);
  const ports = { cloudwatchPort: cloudwatch.port, kubeletPort: kubelet.port, httpPort: await freePort() };
  agent = new FluentBit(binary, { folder, ...ports }, files);
  return { folder, agent, cloudwatch, kubelet, leaveNothing };
}

/** Ends the agent and the servers, and removes the folder. */
export async function endLogRun({ folder, agent, cloudwatch, kubelet, leaveNothing }: LogRun): Promise<void> {
  await agent.stop('SIGKILL');
  await Promise.all([cloudwatch.stop(), kubelet.stop()]);
  remove(folder);
  process.off('exit', leaveNothing);
}

/** A process that has just been killed may still write for a moment, so this tries again. */
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

/** What became of numbered lines. */
export interface Delivery {
  readonly lost: number;
  readonly twice: number;
}

/**
 * Waits until all numbered lines (`seq=7;`) have arrived, or until no new one has come for a time; then says what became of them.
 * @param count lines that were written, with numbers from 0
 * @param quietSeconds how long no new line may come
 */
export async function delivery({ cloudwatch }: LogRun, count: number, quietSeconds = 60): Promise<Delivery> {
  const seen = new Map<number, number>();
  let looked = 0;
  let last = Date.now();
  const look = (): void => {
    const before = seen.size;
    for (; looked < cloudwatch.events.length; looked++)
      for (const [, number] of (cloudwatch.events[looked]?.message ?? '').matchAll(/seq=([0-9]+);/g))
        seen.set(Number(number), (seen.get(Number(number)) ?? 0) + 1);
    if (seen.size > before) last = Date.now();
  };
  await until('every line has arrived', 3600, () => {
    look();
    return seen.size >= count || Date.now() - last > quietSeconds * 1000;
  });
  await sleep(6000); // whatever comes after that is too much
  look();
  const copies = [...seen.values()].reduce((sum, times) => sum + times, 0);
  return { lost: count - seen.size, twice: copies - seen.size };
}
