import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from '../../../prove/local/container-logs';
import { until } from '../../../prove/wait';

/** Where the run finds what EKS and AWS would be. */
interface Surroundings {
  readonly folder: string;
  readonly cloudwatchPort: number;
  readonly apiPort: number;
}

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

/** The router's input, which nobody can change; only paths and the interval are this machine's. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const input = (folder: string): string =>
  lines(
    '[SERVICE]',
    '    Flush 1',
    '    Grace 30',
    `    Parsers_File ${folder}/parsers.conf`,
    '[INPUT]',
    '    Name tail',
    '    Buffer_Max_Size 66KB',
    `    DB ${folder}/flb_kube.db`,
    '    Mem_Buf_Limit 45MB',
    `    Path ${folder}/containers/*.log`,
    '    Read_From_Head On',
    '    Refresh_Interval 1',
    '    Rotate_Wait 30',
    '    Skip_Long_Lines On',
    '    Tag_Regex (?<file>[^/]+)$',
    '    Tag kube.var.log.containers.<file>',
    `@INCLUDE ${folder}/filters.conf`,
    `@INCLUDE ${folder}/output.conf`,
  );

/** Addresses of this machine in the place of AWS's and Kubernetes' own. */
const local = (text: string, { folder, cloudwatchPort, apiPort }: Surroundings): string =>
  text
    .replaceAll(/^( +)region .*$/gm, `$&\n$1endpoint 127.0.0.1\n$1port ${cloudwatchPort}\n$1tls.verify off`)
    .replaceAll(
      /^( +)name kubernetes$/gm,
      lines(
        '$&',
        `$1kube_url https://127.0.0.1:${apiPort}`,
        '$1tls.verify off',
        `$1kube_ca_file ${folder}/cert.pem`,
        `$1kube_token_file ${folder}/token`,
        `$1kube_namespace_file ${folder}/namespace`,
      ).trimEnd(),
    );

/** The log router as EKS runs it beside a pod: our three files in the frame that it gives them. */
export class FargateRouter {
  private process?: ChildProcess;
  private output = '';

  constructor(
    private readonly binary: string,
    data: Readonly<Record<string, string>>,
    private readonly around: Surroundings,
  ) {
    const { folder } = around;
    mkdirSync(join(folder, 'containers'), { recursive: true });
    writeFileSync(join(folder, 'token'), 'token');
    writeFileSync(join(folder, 'namespace'), 'kube-system');
    writeFileSync(join(folder, 'router.conf'), input(folder));
    for (const file of ['filters.conf', 'output.conf', 'parsers.conf'])
      writeFileSync(join(folder, file), local(data[file] ?? '', around));
  }

  /** Appends lines to a container's log in the format of the container runtime. */
  write({ namespace, pod, container }: Container, text: readonly string[]): void {
    const time = new Date().toISOString().replace('Z', '123456Z');
    const file = join(this.around.folder, 'containers', `${pod}_${namespace}_${container}-${'0f'.repeat(32)}.log`);
    appendFileSync(file, text.map((line) => `${time} stdout F ${line}\n`).join(''));
  }

  async start(): Promise<void> {
    this.process = spawn(this.binary, ['-c', join(this.around.folder, 'router.conf')], {
      env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    await until('the router reads its input', 60, () => {
      if (this.process?.exitCode !== null) throw new Error(`the router has ended:\n${this.output}`);
      return this.output.includes('stream processor started');
    });
  }

  /** What it complains of, without what only this machine is to blame for: no credentials on disk, no pod of its own. */
  complaints(): string[] {
    return this.output
      .split('\n')
      .filter(
        (line) => /\[ *(?:warn|error)\]/.test(line) && !/\[aws_credentials\]|could not get meta for POD/.test(line),
      );
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { process } = this;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    await new Promise((resolve) => {
      process.once('exit', resolve);
      process.kill(signal);
    });
  }
}
