import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/**
 * The network of pods that do not run: an HTTP proxy on loopback, through which Prometheus scrapes the addresses that it has
 * discovered. The program that runs in place of a pod answers; the other addresses are down.
 */
export class PodNetwork {
  private readonly routes = new Map<string, string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((incoming, outgoing) => this.forward(incoming, outgoing));
    // Kubelets, by HTTPS: no program answers for them. Node hands the socket over, and with it the errors of a client that has gone.
    this.server.on('connect', (_, socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 502 no program answers for it\r\n\r\n');
    });
  }

  /** Asks the program that answers for an address. A connection that breaks, on either side, ends this scrape alone. */
  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { hostname, port, pathname, search } = new URL(incoming.url ?? '/', 'http://nowhere');
    const address = `${hostname}:${port || 80}`;
    const refuse = (reason: string) => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end(reason);
    };
    const to = this.routes.get(address);
    if (!to) {
      refuse(`no program answers for ${address}`);
      return;
    }
    const { accept = '*/*' } = incoming.headers;
    const onward = request(`${to}${pathname}${search}`, { headers: { accept } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? '' });
      pipeline(answer, outgoing, () => {}); // Prometheus says of a scrape that breaks off that it failed
    });
    onward.on('error', ({ message }) => refuse(`${address}: ${message}`));
    onward.end();
  }

  /** Lets a server of this machine answer for `10.0.0.1:80`. */
  route(address: string, to: string): void {
    this.routes.set(address, to);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.server.on('error', reject).listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
