import type { Running } from '../running';
import { all, IDLE, isLoopback, optionOf, type Program, portOf, type Reader } from './types';

/** An exporter: metrics at one port, of a program in the same pod. */
const exporter =
  (name: string, port: number, target: string): Reader =>
  (container): Program => {
    const address = optionOf(container, '--web.listen-address') ?? `:${port}`;
    const path = optionOf(container, '--web.telemetry-path') ?? '/metrics';
    const [, called = '', calledPath] =
      /^(?:https?:\/\/)?([^/]*)(\/.*)?$/.exec(optionOf(container, target) ?? '') ?? [];
    return {
      name,
      ...IDLE,
      listens: [
        { port: portOf(address), loopback: isLoopback(address), serves: (each) => each === path || each === '/' },
      ],
      calls: isLoopback(called) ? [{ port: portOf(called), path: calledPath }] : [],
    };
  };

/** https://github.com/nginx/nginx-prometheus-exporter */
export const nginxExporter = exporter('nginx-prometheus-exporter', 9113, '--nginx.scrape-uri');

/** https://github.com/prometheus/node_exporter */
export const nodeExporter = exporter('node_exporter', 9100, '--no-target');

/** https://github.com/kubernetes/kube-state-metrics/blob/main/docs/developer/cli-arguments.md */
export const kubeStateMetrics = (container: Running): Program => {
  const listener = (option: string, port: number, ...paths: string[]) => ({
    port: Number(optionOf(container, option) ?? port),
    loopback: false,
    serves: (path: string) => ['/', '/metrics', ...paths].includes(path),
  });
  return {
    name: 'kube-state-metrics',
    ...IDLE,
    listens: [listener('--port', 8080, '/healthz', '/livez'), listener('--telemetry-port', 8081, '/readyz')],
  };
};

/** https://github.com/prometheus/memcached_exporter */
export const memcachedExporter = exporter('memcached_exporter', 9150, '--memcached.address');

/** https://docs.memcached.org/serverguide/configuring/ */
export const memcached = (container: Running): Program => ({
  name: 'Memcached',
  ...IDLE,
  listens: [
    {
      port: Number(optionOf(container, '--port', '-p') ?? 11211),
      loopback: isLoopback(optionOf(container, '--listen', '-l') ?? ''),
    },
  ],
});

/** What the shell sets by itself. */
const OF_THE_SHELL = new Set(['HOSTNAME', 'HOME', 'PATH', 'PWD', 'IFS']);

/** A shell with one script or one line. */
export function shell(container: Running): Program {
  const path = /\bsh (\/\S+)/.exec(container.commandLine)?.[1];
  const file = path === undefined ? undefined : container.files.get(path);
  const text = (file?.text ?? container.commandLine).replace(/(^|\s)#.*$/gm, '');
  return {
    name: 'the shell',
    ...IDLE,
    file,
    writes: [...all(text, /(?<![<&])>{1,2}\s*(\/[^\s;"')]+)/g), ...all(text, /\bcp \S+ (\/\S+)/g)].map((each) => ({
      path: each,
    })),
    reads: path === undefined ? [] : [path],
    variables: all(text, /\$\{?([A-Z][A-Z0-9_]+)\b/g).filter((name) => !OF_THE_SHELL.has(name)),
  };
}
