import { type IncomingMessage, request } from 'node:http';
import { bodyOf, LoopbackServer } from '../../servers/loopback';
import { sleep } from '../../wait';
import { type Answer, corrected, type Request } from './corrections';
import { cborAnswerOf, jsonCallOf } from './rpc-v2';

/** Error code for calls that moto does not implement; no AWS service uses it. */
export const NOT_IN_MOTO = 'NotInMoto';

/** The upstream of the proxy. */
interface Upstream {
  readonly url: string;
  readonly log: () => string;
  readonly renamed: Map<string, string>;
  readonly writes: Write[];
  /** Service of each call so far, read calls included. */
  readonly asked: string[];
}

/** A write call. */
export interface Write {
  /** As in the scope of its signature: `logs`. */
  readonly service: string;
  readonly call: string;
  /** Path and body of the call. */
  readonly text: string;
}

/**
 * An HTTP proxy between the controllers and moto. moto lacks one protocol that they use (rpc-v2.ts) and differs from AWS in a few
 * responses (corrections.ts). The proxy changes nothing else.
 */
export class MotoProxy {
  private constructor(
    private readonly server: LoopbackServer,
    private readonly upstream: Upstream,
  ) {}

  /**
   * @param url URL of moto
   * @param log the latest log of moto
   */
  static async start(url: string, log: () => string): Promise<MotoProxy> {
    const upstream: Upstream = { url, log, renamed: new Map(), writes: [], asked: [] };
    const server = new LoopbackServer(async (incoming, outgoing) => {
      const { status, headers, body } = await answer(incoming, upstream);
      outgoing.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
    });
    await server.start();
    return new MotoProxy(server, upstream);
  }

  /** Its URL. */
  get url(): string {
    return this.server.url;
  }

  /** From now on callers see our name of a resource, and moto sees its own; both have the same length. */
  rename(ours: string, motos: string): void {
    this.upstream.renamed.set(ours, motos);
  }

  /** Write calls so far. */
  get writes(): readonly Write[] {
    return this.upstream.writes;
  }

  /** Services that were called so far, one entry per call. */
  get asked(): readonly string[] {
    return this.upstream.asked;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

async function answer(incoming: IncomingMessage, { url, log, renamed, ...notes }: Upstream): Promise<Answer> {
  const { method = 'GET', url: path = '/', headers } = incoming;
  const asked = translated({ method, path, headers, body: await bodyOf(incoming) }, renamed);
  const rpc = jsonCallOf(asked);
  const sent = rpc ?? asked;
  note(sent, notes);
  const given = await send(url, sent);
  const unknown = await unknownToMoto(sent, given, log);
  const answered = unknown ? refusal(sent, unknown) : corrected(sent, given);
  return translated(
    rpc ? cborAnswerOf(answered) : answered,
    new Map([...renamed].map(([ours, motos]) => [motos, ours])),
  );
}

/** A message with other identifiers, which are as long as the old ones. */
function translated<M extends Request | Answer>(message: M, names: ReadonlyMap<string, string>): M {
  if (names.size === 0) return message;
  const translate = (text: string) => [...names].reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const body = Buffer.from(translate(message.body.toString('latin1')), 'latin1');
  return 'path' in message ? { ...message, path: translate(message.path), body } : { ...message, body };
}

const send = (moto: string, { method, path, headers, body }: Request): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const fail = ({ message }: Error) => reject(new Error(`moto: ${message}`));
    const outgoing = request(
      `${moto}${path}`,
      { method, headers: { ...headers, host: new URL(moto).host } },
      (response) =>
        bodyOf(response).then((text) => {
          const { connection, 'transfer-encoding': _, ...kept } = response.headers;
          resolve({ status: response.statusCode ?? 500, headers: kept, body: text });
        }, fail),
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });

/** Name of a call: `Logs_20140328.PutRetentionPolicy`, `CreateRole`, `POST /workspaces`. */
function callOf({ method, path, headers, body }: Request): string {
  const operation = headers['x-amz-target'] ?? new URLSearchParams(body.toString()).get('Action');
  return String(operation ?? `${method} ${path.replace(/ws-[0-9a-f-]{36}|%3A.*/g, '…')}`);
}

function note(request: Request, { writes, asked }: Pick<Upstream, 'writes' | 'asked'>): void {
  const call = callOf(request);
  const [, service = ''] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  asked.push(service);
  if (/^(GET|HEAD) |(^|\.)(Get|List|Describe|Lookup)[A-Z]/.test(call)) return;
  const body = request.body.toString();
  const isForm = request.headers['content-type']?.includes('urlencoded');
  const said = isForm ? [...new URLSearchParams(body).values()].join(' ') : body;
  writes.push({ service, call, text: `${request.path} ${said}` });
}

/** What moto does not implement, as a message; undefined if it responded. It reports this with HTML pages, which no AWS service does. */
async function unknownToMoto(
  asked: Request,
  { status, headers: { 'content-type': type } }: Answer,
  log: () => string,
): Promise<string | undefined> {
  if (!type?.startsWith('text/html')) return undefined;
  const call = callOf(asked);
  if (status === 404) return call;
  if (status !== 500) return undefined;
  // The log may arrive after the response.
  for (let attempt = 0; attempt < 60; attempt++) {
    if (isUnimplemented(call, log())) return call;
    await sleep(50);
  }
  return undefined;
}

/** Whether moto has logged a call as missing: "The put_query_definition action has not been implemented". */
const isUnimplemented = (call: string, log: string): boolean =>
  [...log.matchAll(/The (\w+) action has not been implemented/g)].some(
    ([, action]) => action?.replaceAll('_', '') === call.split('.').at(-1)?.toLowerCase(),
  );

/** An error in AWS's format, so that the controller reports the message and does not retry. */
function refusal({ headers }: Request, message: string): Answer {
  const form = headers['content-type']?.includes('x-www-form-urlencoded');
  const xml = `<Code>${NOT_IN_MOTO}</Code><Message>${message}</Message>`;
  const body = /\/ec2\//.test(headers.authorization ?? '')
    ? `<Response><Errors><Error>${xml}</Error></Errors></Response>`
    : `<ErrorResponse><Error>${xml}</Error></ErrorResponse>`;
  return form
    ? { status: 501, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) }
    : {
        status: 501,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': NOT_IN_MOTO },
        body: Buffer.from(JSON.stringify({ __type: NOT_IN_MOTO, message })),
      };
}
