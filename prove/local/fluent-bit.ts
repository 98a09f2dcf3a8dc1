import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LUA_SETTINGS_FILE } from '../../charts/common/fluent-bit/lua-settings';
import { PATHS } from '../../charts/fluent-bit/settings';
import { type Process, Processes } from '../processes';
import { until } from '../wait';
import { type FakeNode, localText, nodePath, writeServiceAccount } from './node';

/** What the DaemonSet gives Fluent Bit. */
export interface AgentFiles {
  /** Namespace of the DaemonSet. */
  readonly namespace: string;
  /** The files of its ConfigMaps, which are mounted into one folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders of the node that it reads, besides those of the chart. @default - none */
  readonly roots?: readonly string[];
  /** Folder into which the files are mounted. @default - that of the chart */
  readonly configuration?: string;
}

/** Environment of Fluent Bit on a simulated node, with any credentials: nothing leaves this machine. */
export const LOCAL_ENVIRONMENT = {
  NODE_NAME: 'node-1',
  NODE_IP: '127.0.0.1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

/**
 * Writes what the DaemonSet gives Fluent Bit to the node, with local paths and addresses.
 * @param configuration folder into which the ConfigMaps are mounted
 */
export function writeAgentFiles(
  node: FakeNode,
  configuration: string,
  { namespace, files, roots = [] }: AgentFiles,
): void {
  for (const root of roots) mkdirSync(nodePath(node, root), { recursive: true });
  writeServiceAccount(node, namespace);
  for (const [name, text] of Object.entries(files)) {
    const isScript = name.endsWith('.lua') && name !== LUA_SETTINGS_FILE;
    const local = isScript ? text : localText(text, roots, node);
    writeFileSync(join(nodePath(node, configuration), name), local);
  }
}

/** Time that Fluent Bit may take to answer, in seconds. */
const START_SECONDS = 60;
/** Time that it may take to end by itself, in seconds: longer than any grace period that is tried. */
const END_SECONDS = 600;

/** Fluent Bit as the DaemonSet would run it: its own files, with local paths and addresses. */
export class FluentBit {
  private process?: Process;
  private readonly processes: Processes;
  readonly configurationFile: string;

  constructor(
    private readonly binary: string,
    readonly node: FakeNode,
    agent: AgentFiles,
  ) {
    const { configuration = PATHS.configuration, roots = [] } = agent;
    writeAgentFiles(node, configuration, { ...agent, roots: [...Object.values(PATHS), ...roots] });
    this.configurationFile = join(nodePath(node, configuration), 'fluent-bit.yaml');
    this.processes = new Processes(node.folder);
  }

  /** Changes the configuration before a start, where a figure would take too long. */
  edit(change: (text: string) => string): void {
    writeFileSync(this.configurationFile, change(readFileSync(this.configurationFile, 'utf8')));
  }

  /** Process ID; 0 before the first start. */
  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** What it has logged so far. */
  log(): string {
    return this.process?.log() ?? '';
  }

  /**
   * Starts it; resolves when it answers.
   * @param ownGroup whether it has a process group of its own, and ends with all that it has started: where this program handles signals
   */
  async start(ownGroup = false): Promise<void> {
    // In a home of its own there are no credentials of whoever runs this.
    const env = { ...LOCAL_ENVIRONMENT, HOME: this.node.folder };
    const options = { args: ['-c', this.configurationFile], env, ownGroup };
    this.process = this.processes.start('fluent-bit', this.binary, options);
    await until('Fluent Bit listens', START_SECONDS, async () => (await this.get('/')).status === 200);
  }

  /** An answer of its own server; status 0 while it has none. */
  async get(path: string): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.node.httpPort}${path}`);
      return { status: response.status, body: await response.text() };
    } catch {
      if (!this.process?.running) throw new Error(`Fluent Bit has ended:\n${this.log()}`);
      return { status: 0, body: '' };
    }
  }

  /** Ends it as the kubelet does: SIGTERM, and SIGKILL after a time. */
  async terminate(graceSeconds: number): Promise<void> {
    await this.process?.stop('SIGTERM', graceSeconds * 1000);
  }

  /** Ends it at once, where nobody can wait. */
  kill(): void {
    this.process?.kill();
  }

  /** Ends it; resolves with the seconds that it took. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    const began = Date.now();
    await this.process?.stop(signal, END_SECONDS * 1000);
    return (Date.now() - began) / 1000;
  }
}
