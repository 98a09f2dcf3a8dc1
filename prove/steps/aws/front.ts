import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import { decodeCbor, encodeCbor, Timestamp } from './cbor';

/** A request, or an answer. */
export interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
interface Request extends Message {
  readonly method: string;
  readonly path: string;
}
interface Answer extends Message {
  readonly status: number;
}

/** Error code of what moto does not know; no AWS service has it. */
export const NOT_IN_MOTO = 'NotInMoto';

/**
 * What stands between the controllers and moto, because moto speaks one protocol less than they do and differs from AWS in
 * a few answers, each named in `corrected`. It makes no answer of its own beyond these.
 */
export class Front {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  /** @param lastError what moto has logged last of an error */
  static async start(port: number, moto: string, lastError: () => string): Promise<Front> {
    const server = createServer((incoming, outgoing) => {
      answer(incoming, moto, lastError).then(
        ({ status, headers, body }) =>
          outgoing.writeHead(status, { ...headers, 'content-length': body.length }).end(body),
        (error: Error) => outgoing.writeHead(502).end(error.message),
      );
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    server.unref();
    return new Front(`http://127.0.0.1:${port}`, server);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function answer(incoming: IncomingMessage, moto: string, lastError: () => string): Promise<Answer> {
  const body = await read(incoming);
  const asked: Request = {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: incoming.headers,
    body,
  };
  const rpc = /^\/service\/(\w+)\/operation\/(\w+)$/.exec(asked.path);
  const sent = rpc ? asJson(asked, `${rpc[1]}.${rpc[2]}`) : asked;
  const given = await send(moto, sent);
  const unknown = unknownToMoto(given, lastError);
  const corrected = unknown ? refusal(sent, unknown) : correct(asked, given);
  return rpc ? asCbor(corrected) : corrected;
}

const read = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const send = (moto: string, { method, path, headers, body }: Request): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      `${moto}${path}`,
      { method, headers: { ...headers, host: new URL(moto).host } },
      (response) =>
        read(response).then((text) => {
          const { connection, 'transfer-encoding': _, ...kept } = response.headers;
          resolve({ status: response.statusCode ?? 500, headers: kept, body: text });
        }, reject),
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** What moto does not know, in words; nothing where it gave an answer. It says so by pages in HTML, which no AWS service does. */
function unknownToMoto({ status, headers }: Answer, lastError: () => string): string | undefined {
  if (!headers['content-type']?.startsWith('text/html')) return undefined;
  if (status === 404) return 'no such path';
  return status === 500 && /NotImplementedError/.test(lastError()) ? lastError() : undefined;
}

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

/** What AWS answers where moto answers otherwise, each with AWS's own words for it. */
function correct({ method, path }: Request, given: Answer): Answer {
  // Since 2023 every bucket is encrypted. https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
  if (given.status === 404 && given.body.includes('ServerSideEncryptionConfigurationNotFoundError'))
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(DEFAULT_ENCRYPTION) };
  // https://docs.aws.amazon.com/prometheus/latest/APIReference/API_DescribeLoggingConfiguration.html
  if (method === 'GET' && /^\/workspaces\/[^/]+\/logging$/.test(path) && isEmpty(given.body)) {
    const body = Buffer.from(JSON.stringify({ message: 'Logging configuration not found' }));
    return { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body };
  }
  return given;
}

const DEFAULT_ENCRYPTION =
  '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>' +
  '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>' +
  '<BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>';

const isEmpty = (body: Buffer): boolean => /^\{"loggingConfiguration": (\{\}|null)\}$/.test(body.toString());

/** A call of RPC v2 in CBOR, as the JSON protocol says it. */
function asJson({ headers, body }: Request, target: string): Request {
  const { 'smithy-protocol': _, accept: __, 'content-length': ___, ...kept } = headers;
  const text = Buffer.from(JSON.stringify(body.length > 0 ? decodeCbor(body) : {}));
  return {
    method: 'POST',
    path: '/',
    headers: {
      ...kept,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'content-length': String(text.length),
    },
    body: text,
  };
}

/** An answer of the JSON protocol, in CBOR. */
function asCbor({ status, headers, body }: Answer): Answer {
  const value: unknown = body.length > 0 ? JSON.parse(body.toString()) : {};
  const kept = headers['x-amzn-query-error'] ? { 'x-amzn-query-error': headers['x-amzn-query-error'] } : {};
  return {
    status,
    headers: { ...kept, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    body: encodeCbor(withTimes(value)),
  };
}

/** JSON has points in time as numbers; CBOR says that they are. */
function withTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      typeof each === 'number' && /(Timestamp|LastModified)$/.test(key) ? new Timestamp(each) : withTimes(each),
    ]),
  );
}
