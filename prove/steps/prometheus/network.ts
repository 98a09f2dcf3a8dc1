import { ask } from '../../http';
import { LoopbackServer } from '../../servers/loopback';

/**
 * The network of pods that do not run: an HTTP proxy on loopback, through which Prometheus scrapes the addresses that it has
 * discovered. The program that replaces a pod responds; the other addresses are down.
 */
export class PodNetwork extends LoopbackServer {
  private readonly routes = new Map<string, string>();

  constructor() {
    super(async (incoming, outgoing) => {
      const { hostname, port, pathname, search } = new URL(incoming.url ?? '/', 'http://nowhere');
      const address = `${hostname}:${port || 80}`;
      const to = this.routes.get(address);
      if (!to) return void outgoing.writeHead(502).end(`no program replaces ${address}`);
      const { accept = '*/*' } = incoming.headers;
      const { status, headers, text } = await ask(`${to}${pathname}${search}`, { headers: { accept } });
      outgoing.writeHead(status, { 'content-type': headers.get('content-type') ?? '' }).end(text);
    });
    // Kubelets use HTTPS; no program replaces them.
    this.http.on('connect', (_, socket) => socket.end('HTTP/1.1 502 no program replaces it\r\n\r\n'));
  }

  /** Routes `10.0.0.1:80` to a local server. */
  route(address: string, to: string): void {
    this.routes.set(address, to);
  }
}
