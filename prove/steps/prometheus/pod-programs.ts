import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { NotRun } from '../../check';
import type { DistEnvironment, DistObject } from '../../dist';
import type { EngineName } from '../../engines';
import { ask, isUp } from '../../http';
import type { Process } from '../../processes';
import { mountedFiles, workloadsOf } from '../../workloads';
import type { Cluster, Context } from '../types';
import type { PodNetwork } from './network';

/** The pod that a program replaces, and what the program starts with. */
export interface Pod {
  readonly context: Context;
  readonly cluster: Cluster;
  readonly network: PodNetwork;
  readonly environment: DistEnvironment;
  readonly workload: DistObject;
  /** Files that its containers mount, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** A folder of its own, in place of what the pod has. */
  readonly folder: string;
}

/** A local program that replaces a pod: the same program, with the configuration of the pod. */
export interface PodProgram {
  /** Container that serves the metrics, and its port: how its pods are recognized. */
  readonly container: string;
  readonly port: number;
  readonly engines: readonly EngineName[];
  /** Starts it and gives it something to count. */
  start(pod: Pod): Promise<ProgramEndpoint>;
}

/** Where a program serves what the port of the pod would, and how it is stopped before the end of the run. */
export interface ProgramEndpoint {
  readonly url: string;
  readonly close?: () => Promise<void>;
  /** Gives it something more to count. */
  readonly use?: () => Promise<unknown>;
}

/** A program that was started, or was not, and the workload in place of whose pods it runs. */
export interface ProgramRun {
  readonly program: PodProgram;
  readonly workload: DistObject;
  readonly endpoint?: ProgramEndpoint;
  /** Why there is none. */
  readonly missing?: string;
  /** Its error when it did not start. */
  readonly error?: string;
}

/** Arguments of a container. */
export const argumentsOf = ({ value }: DistObject, name: string): string[] =>
  value.spec.template.spec.containers.find((container: { name: string }) => container.name === name)?.args ?? [];

/** Creates a folder that every user may write to: a program that drops its privileges writes as another user. */
function openFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  return folder;
}

async function start(
  { context, environment }: Pod,
  engine: EngineName,
  args: readonly string[],
  ready: () => Promise<boolean>,
): Promise<Process> {
  const name = `${engine}-${environment.name}`;
  const process = context.processes.start(name, await context.engines.path(engine), { args });
  await context.processes.untilReady(process, ready, 20);
  return process;
}

/** Ports of a configuration, replaced by free ones of this machine. */
async function freePorts({ context }: Pod, ports: readonly number[]): Promise<Record<number, number>> {
  const entries = await Promise.all(ports.map(async (port) => [port, await context.processes.freePort()] as const));
  return Object.fromEntries(entries);
}

const nginx: PodProgram = {
  container: 'nginx-exporter',
  port: 9113,
  engines: ['nginx', 'prometheus-nginx-exporter'],
  async start(pod) {
    const { files, folder, workload } = pod;
    openFolder(folder);
    const ports = await freePorts(pod, [8080, 8081, 9113]);
    const text = (files['nginx.conf'] ?? '')
      .replaceAll('/tmp/', `${folder}/`)
      .replaceAll('/usr/share/nginx/html', folder)
      .replace('listen 8080;', `listen 127.0.0.1:${ports[8080]};`)
      .replace(/^\s*listen \[::\]:8080;\n/m, '')
      .replace('127.0.0.1:8081', `127.0.0.1:${ports[8081]}`);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const file = join(folder, 'local.conf');
    writeFileSync(file, text);
    const args = ['-e', 'stderr', '-c', file, '-g', 'daemon off;'];
    await start(pod, 'nginx', args, () => isUp(`http://127.0.0.1:${ports[8080]}/healthz`));
    const exporter = argumentsOf(workload, 'nginx-exporter').map((arg) => arg.replace('8081', String(ports[8081])));
    const listen = `--web.listen-address=127.0.0.1:${ports[9113]}`;
    const url = `http://127.0.0.1:${ports[9113]}`;
    await start(pod, 'prometheus-nginx-exporter', [...exporter, listen], () => isUp(`${url}/metrics`));
    return { url };
  },
};

const memcached: PodProgram = {
  container: 'memcached-exporter',
  port: 9150,
  engines: ['memcached', 'memcached_exporter'],
  async start(pod) {
    const { workload } = pod;
    const ports = await freePorts(pod, [11211, 9150]);
    const server = [...argumentsOf(workload, 'memcached'), '-l', '127.0.0.1', '-p', String(ports[11211]), '-U', '0'];
    const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const say = (...commands: string[]) => converse(ports[11211] ?? 0, commands);
    await start(pod, 'memcached', [...server, ...asNobody], async () => (await say('version')).startsWith('VERSION'));
    await say('set key 0 0 5\r\nvalue', 'get key', 'get none');
    const exporter = argumentsOf(workload, 'memcached-exporter').map((arg) =>
      arg.replace('11211', String(ports[11211])),
    );
    const url = `http://127.0.0.1:${ports[9150]}`;
    const listen = `--web.listen-address=127.0.0.1:${ports[9150]}`;
    await start(pod, 'memcached_exporter', [...exporter, listen], () => isUp(`${url}/metrics`));
    return { url };
  },
};

/** Sends commands to a server with a line protocol. @returns its whole response */
const converse = (port: number, commands: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write([...commands, 'quit', ''].join('\r\n')));
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });

const haproxy: PodProgram = {
  container: 'haproxy',
  port: 8404,
  engines: ['haproxy'],
  async start(pod) {
    const { files, folder } = pod;
    mkdirSync(folder, { recursive: true });
    const ports = await freePorts(pod, [8080, 8081, 8404]);
    const text = (files['haproxy.cfg'] ?? '')
      .replace(/^\s*bind :::\d+ v6only\n/gm, '')
      .replaceAll(/bind :(\d+)$/gm, (_, port) => `bind 127.0.0.1:${ports[Number(port)]}`)
      .replaceAll('127.0.0.1:8081', `127.0.0.1:${ports[8081]}`);
    const file = join(folder, 'haproxy.cfg');
    writeFileSync(file, text);
    const url = `http://127.0.0.1:${ports[8404]}`;
    await start(pod, 'haproxy', ['-db', '-f', file], () => isUp(`${url}/healthz`));
    const use = () => Promise.all(['/', '/none'].map((path) => ask(`http://127.0.0.1:${ports[8080]}${path}`)));
    await use();
    return { url, use };
  },
};

/** Samples that run here with their exporters. */
export const EXPORTERS: readonly PodProgram[] = [nginx, memcached, haproxy];

/** Starts the programs that run in place of the pods of an environment. A program that does not start reports why. */
export async function startPrograms(
  place: Pick<Pod, 'context' | 'cluster' | 'network' | 'environment'>,
  programs: readonly PodProgram[],
): Promise<ProgramRun[]> {
  const { context, environment } = place;
  const pairs = programs.flatMap((program) =>
    workloadsOf(environment)
      .filter(({ value }) =>
        value.spec.template.spec.containers.some(({ name }: { name: string }) => name === program.container),
      )
      .map((workload) => ({ program, workload })),
  );
  return Promise.all(
    pairs.map(async ({ program, workload }): Promise<ProgramRun> => {
      try {
        for (const engine of program.engines) await context.engines.path(engine);
      } catch (error) {
        const { message } = error as Error;
        return { program, workload, missing: message, ...(!(error instanceof NotRun) && { error: message }) };
      }
      const folder = join(context.folder, environment.name, program.container);
      const files = mountedFiles(environment, workload);
      try {
        return { program, workload, endpoint: await program.start({ ...place, workload, files, folder }) };
      } catch (error) {
        return { program, workload, missing: `${program.container} does not start`, error: (error as Error).message };
      }
    }),
  );
}
