import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificate';

/** Responds to one request. If it throws, the response is status 502 with the message of the error. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Errors that are kept; on a busy machine clients cause more. */
const KEPT_ERRORS = 50;

/**
 * An HTTP server on 127.0.0.1 that survives its clients. A broken connection, an aborted request or a handler that throws is noted,
 * and ends only that connection.
 */
export class LoopbackServer {
  /** What broke, in words: `GET /pods: read ECONNRESET`. */
  readonly errors: string[] = [];
  readonly http: Server;
  /** 0 until it has started. */
  port = 0;
  private readonly sockets = new Set<Socket>();

  /** @param tls serves HTTPS with this certificate */
  constructor(handler: Handler, tls?: Certificate) {
    const listener = (request: IncomingMessage, response: ServerResponse) => this.serve(handler, request, response);
    this.http = tls ? createHttps(tls, listener) : createHttp(listener);
    // With CONNECT, Node hands the connection to the caller, errors included: this listener stays.
    const track = (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', (error) => this.note('connection', error));
      socket.on('close', () => this.sockets.delete(socket));
    };
    this.http.on('connection', track);
    this.http.on('secureConnection', track);
    this.http.on('tlsClientError', (error: Error) => this.note('TLS handshake', error));
    this.http.on('clientError', (error, socket) => {
      this.note('request', error);
      socket.destroy();
    });
  }

  /** Its URL. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens, on the port that it had before or on a free one. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(this.port, '127.0.0.1', () => {
        this.http.off('error', reject);
        resolve();
      });
    });
    this.http.on('error', (error) => this.note('server', error));
    this.port = (this.http.address() as AddressInfo).port;
  }

  /** Closes every connection. */
  disconnect(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.disconnect();
    await closed;
  }

  private async serve(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const what = `${request.method} ${request.url}`;
    request.on('error', (error) => this.note(what, error));
    response.on('error', (error) => this.note(what, error));
    try {
      await handler(request, response);
    } catch (error) {
      const { message } = this.note(what, error);
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/plain' }).end(message);
    }
  }

  private note(what: string, thrown: unknown): Error {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (this.errors.length < KEPT_ERRORS) this.errors.push(`${what}: ${error.message}`);
    return error;
  }
}

/** Reads the whole body of a request or response. Throws if the connection breaks before the end. */
export async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
