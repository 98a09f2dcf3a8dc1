import { load } from 'js-yaml';
import type { Running } from '../running';
import { all, IDLE, isLoopback, type Listener, optionOf, type Program, portOf } from './types';

/** The blocks of a name in a configuration with braces: `server { … }`. */
function blocks(text: string, name: string): string[] {
  const found: string[] = [];
  for (const { index, 0: head } of text.matchAll(new RegExp(`(?:^|[\\s;{}])${name}\\s*\\{`, 'g'))) {
    let depth = 1;
    let end = index + head.length;
    for (; end < text.length && depth > 0; end++) depth += text[end] === '{' ? 1 : text[end] === '}' ? -1 : 0;
    found.push(text.slice(index + head.length, end - 1));
  }
  return found;
}

/** NGINX. https://nginx.org/en/docs/http/ngx_http_core_module.html#listen */
export function nginx(container: Running): Program {
  const path = optionOf(container, '-c') ?? '/etc/nginx/nginx.conf';
  const file = container.files.get(path);
  const text = (file?.text ?? '').replace(/^\s*#.*$/gm, '');
  const listens = blocks(text, 'server').flatMap((server): Listener[] => {
    const exact = all(server, /location = (\S+)/g);
    const prefixes = all(server, /location (\/\S*)/g);
    const root = /\broot (\S+);/.exec(server)?.[1];
    const serves = (path: string): boolean =>
      exact.includes(path) ||
      prefixes.some((prefix) => path.startsWith(prefix)) ||
      (root !== undefined && container.files.has(`${root}${path === '/' ? '/index.html' : path}`));
    return all(server, /\blisten ([^;\s]+)/g).map((address) => ({
      port: portOf(address),
      loopback: isLoopback(address),
      serves,
    }));
  });
  const own = all(text, /\b(?:pid|\w+_temp_path|error_log|access_log) (\/[^;\s]+)/g);
  const defaults = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .filter((name) => file && text.includes('http') && !new RegExp(`\\b${name}_temp_path `).test(text))
    .map((name) => `/var/cache/nginx/${name}_temp`);
  return {
    name: 'NGINX',
    ...IDLE,
    file,
    listens,
    writes: [...own, ...(container.readOnlyRoot && path.startsWith('/etc') ? defaults : [])].map((path) => ({ path })),
    reads: [path],
  };
}

/** HAProxy. https://docs.haproxy.org/3.4/configuration.html#bind */
export function haproxy(container: Running): Program {
  const path = optionOf(container, '-f') ?? '/usr/local/etc/haproxy/haproxy.cfg';
  const file = container.files.get(path);
  const sections = (file?.text ?? '').split(/^(?=\S)/m).filter((section) => /^(frontend|listen) /.test(section));
  return {
    name: 'HAProxy',
    ...IDLE,
    file,
    listens: sections.flatMap((section): Listener[] => {
      const paths = all(section, /\{ path (\S+) \}/g);
      const passesOn = /^\s+default_backend /m.test(section);
      return all(section, /^\s+bind (\S+)/gm).map((address) => ({
        port: portOf(address),
        loopback: isLoopback(address),
        serves: (path) => passesOn || paths.includes(path),
      }));
    }),
    reads: [path],
  };
}

interface EnvoyMatch {
  readonly path?: string;
  readonly prefix?: string;
}
interface EnvoyAddress {
  readonly socket_address?: { readonly address: string; readonly port_value: number };
}
interface EnvoyBootstrap {
  readonly admin?: { readonly address?: EnvoyAddress };
  readonly static_resources?: { readonly listeners?: readonly (object & { readonly address?: EnvoyAddress })[] };
}

/** Envoy. https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/bootstrap/v3/bootstrap.proto */
export function envoy(container: Running): Program {
  const path = optionOf(container, '-c', '--config-path') ?? '/etc/envoy/envoy.yaml';
  const file = container.files.get(path);
  const { admin, static_resources: own } = (load(file?.text ?? '{}') ?? {}) as EnvoyBootstrap;
  const listener = (address: EnvoyAddress | undefined, serves: (path: string) => boolean): Listener[] => {
    const socket = address?.socket_address;
    return socket ? [{ port: socket.port_value, loopback: isLoopback(socket.address), serves }] : [];
  };
  return {
    name: 'Envoy',
    ...IDLE,
    file,
    listens: [
      ...listener(admin?.address, () => true),
      ...(own?.listeners ?? []).flatMap((each) => {
        const routes = matchesOf(each);
        return listener(each.address, (path) =>
          routes.some((match) => match.path === path || (match.prefix !== undefined && path.startsWith(match.prefix))),
        );
      }),
    ],
    reads: [path],
  };
}

/** Every `match` of a route below a listener. */
const matchesOf = (value: unknown): EnvoyMatch[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, child]) =>
        key === 'match' && !Array.isArray(child) ? [child as EnvoyMatch] : matchesOf(child),
      );

/** Tomcat, with the agent of jmx_exporter. https://tomcat.apache.org/tomcat-11.0-doc/config/http.html */
export function tomcat(container: Running): Program {
  const file = container.files.get('/usr/local/tomcat/conf/server.xml');
  const [, agent, port, rules] =
    /-javaagent:([^=\s]+)=(?:[\w.]+:)?(\d+):(\S+)/.exec(container.env.get('CATALINA_OPTS') ?? '') ?? [];
  const connectors = all(file?.text ?? '', /<Connector\b[^>]*\bport="(\d+)"/g).map(Number);
  return {
    name: 'Tomcat',
    ...IDLE,
    file,
    listens: [
      ...connectors.map((each) => ({ port: each, loopback: false, serves: () => true })),
      // https://prometheus.github.io/jmx_exporter/
      ...(port
        ? [{ port: Number(port), loopback: false, serves: (path: string) => /^\/(metrics|-\/healthy)?$/.test(path) }]
        : []),
    ],
    writes: ['logs', 'temp', 'work'].map((folder) => ({ path: `/usr/local/tomcat/${folder}` })),
    reads: ['/usr/local/tomcat/conf/server.xml', ...(agent && rules ? [rules] : [])],
  };
}
