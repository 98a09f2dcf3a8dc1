import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, isUp } from '../../http';
import type { Process, Processes } from '../../processes';

/** A target that is scraped. */
export interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
  readonly lastError: string;
}

/** A series of an instant query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A series of a query over a range. */
export interface RangeSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** A rule as Prometheus evaluates it. */
export interface EvaluatedRule {
  readonly name: string;
  readonly query: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
  readonly type: 'alerting' | 'recording';
}

/** A Prometheus of the run, and its HTTP API. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class PrometheusServer {
  private constructor(
    private readonly url: string,
    private readonly process: Process,
  ) {}

  /** Starts it with a configuration, in its own folder. Fails with its error about the configuration. */
  static async start(
    processes: Processes,
    binary: string,
    { name, folder, configuration }: { name: string; folder: string; configuration: object },
  ): Promise<PrometheusServer> {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'prometheus.yml');
    writeFileSync(file, JSON.stringify(configuration, undefined, 2));
    const port = await processes.freePort();
    const args = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.format=json',
    ];
    const process = processes.start(name, binary, { args, env: { GOMAXPROCS: '2' } });
    const server = new PrometheusServer(`http://127.0.0.1:${port}`, process);
    await processes.untilReady(process, () => isUp(`${server.url}/-/ready`), 60);
    return server;
  }

  /** Active targets, and the number of dropped ones by job. */
  async targets(): Promise<{ active: Target[]; dropped: Record<string, number> }> {
    const { activeTargets, droppedTargetCounts } = await this.get('targets?state=active');
    return { active: activeTargets, dropped: droppedTargetCounts ?? {} };
  }

  /** Series that an expression has now. */
  async query(expression: string): Promise<Series[]> {
    return (await this.get(`query?query=${encodeURIComponent(expression)}`)).result;
  }

  /** Series that an expression had in the last seconds. */
  async range(expression: string, seconds: number, step: number): Promise<RangeSeries[]> {
    const end = Math.floor(Date.now() / 1000);
    const query = new URLSearchParams({ query: expression, start: `${end - seconds}`, end: `${end}`, step: `${step}` });
    return (await this.get(`query_range?${query}`)).result;
  }

  async rules(): Promise<EvaluatedRule[]> {
    const { groups } = await this.get('rules');
    return groups.flatMap(({ rules }: { rules: EvaluatedRule[] }) => rules);
  }

  /** Requests that the API server refused. */
  refusals(): string[] {
    const lines = this.process.log().split('\n');
    return lines.filter((line) => /forbidden|Unauthorized/i.test(line)).map(message);
  }

  async stop(): Promise<void> {
    await this.process.stop('SIGKILL');
  }

  // biome-ignore lint/suspicious/noExplicitAny: each endpoint returns something else.
  private async get(path: string): Promise<any> {
    const { text } = await ask(`${this.url}/api/v1/${path}`);
    const { status, data, error } = JSON.parse(text) as { status: string; data: unknown; error?: string };
    if (status !== 'success') throw new Error(`Prometheus refuses ${decodeURIComponent(path)}: ${error}`);
    return data;
  }
}

/** What a line of its log says. */
function message(line: string): string {
  try {
    const { msg, err } = JSON.parse(line);
    return [msg, err].filter(Boolean).join(': ');
  } catch {
    return line;
  }
}
