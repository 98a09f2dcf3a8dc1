import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationFiles } from '../../../charts/fluent-bit/configuration';
import { scripts } from '../../../charts/fluent-bit/scripts';
import { type FluentBitSettings, PATHS } from '../../../charts/fluent-bit/settings';
import { type FakeNode, localText, nodePath, writeServiceAccount } from '../../../prove/local/node';

/** The configuration of a chart, as it is rendered but for paths and addresses. */
function localFiles(settings: FluentBitSettings, node: FakeNode): Record<string, string> {
  const files = configurationFiles({ ...settings, fluentBit: { ...settings.fluentBit, httpPort: node.httpPort } });
  const local = Object.entries(files).map(([name, text]) => [name, localText(text, Object.values(PATHS), node)]);
  return { ...scripts(), ...Object.fromEntries(local) };
}

/** Fluent Bit as the DaemonSet would run it. */
export class FluentBit {
  private process?: ChildProcess;
  readonly configurationFile: string;

  constructor(
    private readonly binary: string,
    readonly node: FakeNode,
    settings: FluentBitSettings,
  ) {
    for (const path of [PATHS.configuration, PATHS.state, PATHS.podLogs, PATHS.journal])
      mkdirSync(nodePath(node, path), { recursive: true });
    writeServiceAccount(node, settings.namespace);
    for (const [name, text] of Object.entries(localFiles(settings, node)))
      writeFileSync(join(nodePath(node, PATHS.configuration), name), text);
    this.configurationFile = join(nodePath(node, PATHS.configuration), 'fluent-bit.yaml');
  }

  /** Changes the configuration before a start, where a figure would take too long. */
  edit(change: (text: string) => string): void {
    writeFileSync(this.configurationFile, change(readFileSync(this.configurationFile, 'utf8')));
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** What it has logged so far. */
  log(): string {
    return readFileSync(join(this.node.folder, 'fluent-bit.log'), 'utf8');
  }

  async start(): Promise<void> {
    const logFile = join(this.node.folder, 'fluent-bit.log');
    appendFileSync(logFile, '');
    this.process = spawn(this.binary, ['-c', this.configurationFile], {
      env: { NODE_NAME: 'node-1', NODE_IP: '127.0.0.1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (data: Buffer) => appendFileSync(logFile, data));
    await until('Fluent Bit listens', () => this.get('/').then(({ status }) => status === 200));
  }

  async get(path: string): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.node.httpPort}${path}`);
      return { status: response.status, body: await response.text() };
    } catch {
      if (this.process?.exitCode !== null) throw new Error(`Fluent Bit has ended:\n${this.log()}`);
      return { status: 0, body: '' };
    }
  }

  /** Ends it as the kubelet does: SIGTERM, and SIGKILL after a time. */
  async terminate(graceSeconds: number): Promise<void> {
    const kill = setTimeout(() => this.process?.kill('SIGKILL'), graceSeconds * 1000);
    await this.stop('SIGTERM');
    clearTimeout(kill);
  }

  /** Ends it; resolves with the seconds that it took. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    const began = Date.now();
    const { process } = this;
    if (!process || process.exitCode !== null || process.signalCode !== null) return 0;
    await new Promise((resolve) => {
      process.once('exit', resolve);
      process.kill(signal);
    });
    return (Date.now() - began) / 1000;
  }
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until a condition holds; fails with its name after a minute. */
export async function until(name: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${name}`);
    await sleep(100);
  }
}
