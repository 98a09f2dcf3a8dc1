import { Agent, request as httpsRequest } from 'node:https';
import type { KubernetesObject } from './dist';
import { isClosedConnection } from './http';
import { bodyOf } from './servers/loopback';

/** Response of an API server. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the API server's JSON.
  readonly body: any;
  /** Warnings of the server: deprecations, Pod Security, duplicate fields. RFC 7234 §5.5, code 299. */
  readonly warnings: string[];
}

/** Options of a request. */
export interface RequestOptions {
  /** An object, sent as JSON, or text that is sent as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** Bearer token. @default - the client's own */
  readonly token?: string;
}

/** Options of an apply. */
export interface ApplyOptions {
  readonly dryRun?: boolean;
  /** @default 'argocd-controller', as Argo CD does */
  readonly fieldManager?: string;
}

interface Kind {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** The server refused a request. */
export class Refused extends Error {
  constructor(
    readonly answer: Answer,
    what: string,
  ) {
    super(`${what}${answer.body?.message ?? `${answer.status} ${JSON.stringify(answer.body)}`}`);
  }

  /** Path of the first field that the server rejects, if it names one. */
  get path(): (string | number)[] {
    const field: string | undefined =
      this.answer.body?.details?.causes?.[0]?.field ??
      /field "([^"]+)"| \.(\S+): /.exec(this.message)?.slice(1).find(Boolean);
    return field ? fieldPath(field) : [];
  }
}

/** `spec.containers[0].image` as keys; of a list by name, `[name="web"]` is one. */
export const fieldPath = (field: string): (string | number)[] =>
  [...field.matchAll(/\[(\d+)\]|\[([^\]]+)\]|([^.[\]]+)/g)].map(([, index, key, name]) =>
    index !== undefined ? Number(index) : (key ?? name ?? ''),
  );

/** The other side closed the connection of a request. */
class BrokenConnection extends Error {
  constructor(
    message: string,
    /** Whether it had served other requests before. */
    readonly wasKept: boolean,
  ) {
    super(message);
  }
}

/** Client of one Kubernetes API server: plain HTTPS, so that its messages and warnings arrive unchanged. */
export class ApiClient {
  private readonly kinds = new Map<string, Kind>();
  private readonly agent: Agent;

  constructor(
    readonly url: string,
    readonly token: string,
    /** CA certificate of its server. */
    readonly ca: string,
  ) {
    this.agent = new Agent({ ca, keepAlive: true, maxSockets: 16 });
  }

  /** Ends its connections. */
  close(): void {
    this.agent.destroy();
  }

  /**
   * One request. Returns the response, also a refusal. If the connection is closed, it is sent a second time when it only reads, or
   * when the connection was reused, because the server may have closed it at that moment.
   */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    try {
      return await this.attempt(method, path, options);
    } catch (error) {
      if (!(error instanceof BrokenConnection && (method === 'GET' || error.wasKept))) throw error;
      return this.attempt(method, path, options);
    }
  }

  private attempt(method: string, path: string, options: RequestOptions): Promise<Answer> {
    const { body, contentType = 'application/json', token = this.token } = options;
    const data = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(data !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(data) }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = httpsRequest(
        `${this.url}${path}`,
        { method, agent: this.agent, timeout: 30_000, headers },
        (response) =>
          bodyOf(response).then(
            (text) =>
              resolve({
                status: response.statusCode ?? 0,
                body: parse(text.toString()),
                warnings: warningsOf(response.headers.warning),
              }),
            fail,
          ),
      );
      const fail = (error: Error) => {
        const what = `${method} ${path}: ${error.message}`;
        reject(isClosedConnection(error) ? new BrokenConnection(what, outgoing.reusedSocket) : new Error(what));
      };
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 30 s')));
      outgoing.on('error', fail);
      outgoing.end(data);
    });
  }

  /** A successful response. Throws `Refused` otherwise; its message is `what`, then that of the server. */
  async requestOrThrow(method: string, path: string, options: RequestOptions = {}, what?: string): Promise<Answer> {
    const answer = await this.request(method, path, options);
    if (answer.status >= 300) throw new Refused(answer, what === undefined ? `${method} ${path}: ` : what);
    return answer;
  }

  /** URL path of the objects of one kind: `/apis/apps/v1/namespaces/shop/deployments`. */
  async collection(apiVersion: string, kind: string, namespace?: string): Promise<string> {
    const { plural, namespaced } = await this.kind(apiVersion, kind);
    const scope = namespaced && namespace ? `/namespaces/${namespace}` : '';
    return `${groupPath(apiVersion)}${scope}/${plural}`;
  }

  /** URL path of an object. */
  async path({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    return `${await this.collection(apiVersion, kind, metadata.namespace)}/${metadata.name}`;
  }

  /** Server-side apply with strict validation, as Argo CD does with `ServerSideApply=true`. */
  async apply(
    object: KubernetesObject,
    text: string | KubernetesObject = object,
    options: ApplyOptions = {},
  ): Promise<Answer> {
    const { dryRun = false, fieldManager = 'argocd-controller' } = options;
    const query = `fieldManager=${fieldManager}&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    const request = { body: text, contentType: 'application/apply-patch+yaml' };
    return this.requestOrThrow('PATCH', `${await this.path(object)}?${query}`, request, dryRun ? 'dry run: ' : '');
  }

  /** Changes some fields of an object, by a JSON merge patch. */
  async patch(object: KubernetesObject, change: unknown, subresource = ''): Promise<Answer> {
    return this.requestOrThrow('PATCH', `${await this.path(object)}${subresource}`, {
      body: change,
      contentType: 'application/merge-patch+json',
    });
  }

  /** An object as the server has it, or undefined. */
  async get(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    const answer = await this.request('GET', await this.path(object));
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) throw new Refused(answer, `GET ${object.kind} ${object.metadata.name}: `);
    return answer.body;
  }

  /** All objects of one kind, in one namespace or in all. */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<KubernetesObject[]> {
    const { body } = await this.requestOrThrow('GET', await this.collection(apiVersion, kind, namespace));
    return body.items.map((item: KubernetesObject) => ({ ...item, apiVersion, kind }));
  }

  private async kind(apiVersion: string, kind: string): Promise<Kind> {
    const key = `${apiVersion} ${kind}`;
    if (!this.kinds.has(key)) await this.discover(apiVersion);
    const found = this.kinds.get(key);
    if (!found) throw new Error(`the API server has no ${apiVersion} ${kind}`);
    return found;
  }

  private async discover(apiVersion: string): Promise<void> {
    const { status, body } = await this.request('GET', groupPath(apiVersion));
    if (status >= 300) return;
    for (const { name, kind, namespaced } of body.resources)
      if (!name.includes('/')) this.kinds.set(`${apiVersion} ${kind}`, { plural: name, namespaced });
  }
}

const groupPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The texts of a `Warning` header: `299 - "text"`, several joined by commas. */
export const warningsOf = (header: string | undefined): string[] =>
  [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => (text ?? '').replace(/\\(.)/g, '$1'));
