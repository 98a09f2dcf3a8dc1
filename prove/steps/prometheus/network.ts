import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The network of pods that do not run: an HTTP proxy on loopback, through which Prometheus scrapes the addresses that it has
 * discovered. What stands in for a pod's port answers; the others are down.
 */
export class PodNetwork {
  private readonly routes = new Map<string, string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((incoming, outgoing) => {
      const { host, pathname, search } = new URL(incoming.url ?? '/', 'http://nowhere');
      const to = this.routes.get(host);
      const refuse = (reason: string) => outgoing.writeHead(502).end(reason);
      if (!to) return refuse(`nothing stands in for ${host}`);
      const { accept = '*/*' } = incoming.headers;
      const onward = request(`${to}${pathname}${search}`, { headers: { accept } }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? '' });
        answer.pipe(outgoing);
      });
      onward.on('error', ({ message }) => refuse(message));
      onward.end();
      return undefined;
    });
    // Kubelets, by HTTPS: nothing stands in for them.
    this.server.on('connect', (_, socket) => socket.end('HTTP/1.1 502 nothing stands in for it\r\n\r\n'));
  }

  /** Lets a server of this machine answer for `10.0.0.1:80`. */
  route(address: string, to: string): void {
    this.routes.set(address, to);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
