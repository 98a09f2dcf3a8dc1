import { type IncomingMessage, request } from 'node:http';
import { bodyOf, LoopbackServer } from '../../servers/loopback';
import { sleep } from '../../wait';
import { type Answer, corrected, type Request } from './corrections';
import { cborAnswerOf, jsonCallOf } from './rpc-v2';

/** Error code of what moto does not know; no AWS service has it. */
export const NOT_IN_MOTO = 'NotInMoto';

/** What is behind the proxy. */
interface Upstream {
  readonly url: string;
  readonly log: () => string;
  readonly renamed: Map<string, string>;
  readonly writes: Write[];
  /** Service of each call so far, questions too. */
  readonly asked: string[];
}

/** A call that is more than a question. */
export interface Write {
  /** As in the scope of its signature: `logs`. */
  readonly service: string;
  readonly call: string;
  /** What was said with it. */
  readonly text: string;
}

/**
 * An HTTP proxy between the controllers and moto: moto speaks one protocol less than they do (rpc-v2.ts) and differs from AWS in
 * a few answers (corrections.ts). It makes no answer of its own beyond these.
 */
export class MotoProxy {
  private constructor(
    private readonly server: LoopbackServer,
    private readonly upstream: Upstream,
  ) {}

  /**
   * @param url where moto answers
   * @param log what moto has logged lately
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

  /** From now on a resource has our name for callers, and moto's for moto; both of one length. */
  rename(ours: string, motos: string): void {
    this.upstream.renamed.set(ours, motos);
  }

  /** Calls so far that were more than questions. */
  get writes(): readonly Write[] {
    return this.upstream.writes;
  }

  /** Services that were called so far, one entry a call. */
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

/** What is asked: `Logs_20140328.PutRetentionPolicy`, `CreateRole`, `POST /workspaces`. */
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

/** What moto does not know, in words; nothing where it gave an answer. It says so by pages in HTML, which no AWS service does. */
async function unknownToMoto(
  asked: Request,
  { status, headers: { 'content-type': type } }: Answer,
  log: () => string,
): Promise<string | undefined> {
  if (!type?.startsWith('text/html')) return undefined;
  const call = callOf(asked);
  if (status === 404) return call;
  if (status !== 500) return undefined;
  // The log may come after the answer.
  for (let attempt = 0; attempt < 60; attempt++) {
    if (isUnimplemented(call, log())) return call;
    await sleep(50);
  }
  return undefined;
}

/** Whether moto has logged of a call: "The put_query_definition action has not been implemented". */
const isUnimplemented = (call: string, log: string): boolean =>
  [...log.matchAll(/The (\w+) action has not been implemented/g)].some(
    ([, action]) => action?.replaceAll('_', '') === call.split('.').at(-1)?.toLowerCase(),
  );

/** AWS's way to say no, so that the controller repeats the words and does not try again. */
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
