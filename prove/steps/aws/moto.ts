import type { Engines } from '../../engines';
import { ask, isUp } from '../../http';
import type { Process, Processes } from '../../processes';
import { MotoProxy, type Write } from './proxy';
import { parseXml, type Tree } from './responses';

/** Dummy credentials; moto accepts any. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'prove', AWS_SECRET_ACCESS_KEY: 'prove' };

/** An AWS account on loopback, of moto. */
export class Moto {
  private constructor(
    readonly region: string,
    readonly account: string,
    private readonly process: Process,
    private readonly proxy: MotoProxy,
  ) {}

  /** Starts an empty account. */
  static async start(
    { engines, processes }: { engines: Engines; processes: Processes },
    environment: string,
    account: string,
    region: string,
  ): Promise<Moto> {
    const port = await processes.freePort();
    const process = processes.start(`${environment}-moto`, await engines.path('moto_server'), {
      args: ['-H', '127.0.0.1', '-p', String(port)],
      env: { ...CREDENTIALS, MOTO_ACCOUNT_ID: account, AWS_DEFAULT_REGION: region, PYTHONUNBUFFERED: '1' },
    });
    const url = `http://127.0.0.1:${port}`;
    await processes.untilReady(process, () => isUp(`${url}/moto-api/`));
    const proxy = await MotoProxy.start(url, () => process.log());
    return new Moto(region, account, process, proxy);
  }

  /** Its URL. */
  get url(): string {
    return this.proxy.url;
  }

  /** Gives an existing resource this name; moto chose another. */
  rename(ours: string, motos: string): void {
    this.proxy.rename(ours, motos);
  }

  /** Services that were called so far, one entry per call. */
  get asked(): readonly string[] {
    return this.proxy.asked;
  }

  /** Write calls so far. */
  get writes(): readonly Write[] {
    return this.proxy.writes;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.process.stop();
  }

  /** What it has logged so far. */
  log(): string {
    return this.process.log();
  }

  /** A call of the query protocol (IAM, SNS, CloudFormation, EC2 …). @returns what is below `<Action>Response` and `<Action>Result` */
  async query(
    service: string,
    version: string,
    action: string,
    parameters: Record<string, string> = {},
  ): Promise<Tree> {
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const tree = parseXml(await this.call(service, '/', { method: 'POST', body, headers }));
    const response = tree[`${action}Response`] ?? tree;
    return response[`${action}Result`] ?? response;
  }

  /** A call of the JSON protocol (logs, ECS, Firehose, CloudWatch). */
  async json(service: string, target: string, body: object): Promise<Tree> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    return JSON.parse((await this.call(service, '/', { method: 'POST', body: JSON.stringify(body), headers })) || '{}');
  }

  /** A call of the REST protocol in JSON (EKS, AMP). */
  async rest(service: string, path: string, method = 'GET', body?: object): Promise<Tree> {
    const headers = { 'content-type': 'application/json' };
    return JSON.parse(await this.call(service, path, { method, headers, body: body && JSON.stringify(body) }));
  }

  /** Any call. Throws if the service refuses it. */
  async call(service: string, path: string, request: RequestInit = {}): Promise<string> {
    const scope = `prove/20260101/${this.region}/${service}/aws4_request`;
    const { ok, status, text } = await ask(`${this.url}${path}`, {
      signal: AbortSignal.timeout(120_000), // moto creates a whole stack before it responds
      ...request,
      headers: {
        ...request.headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
    });
    if (!ok) throw new Error(`${service} ${path}: ${status} ${text.slice(0, 500)}`);
    return text;
  }
}
