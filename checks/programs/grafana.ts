import { load } from 'js-yaml';
import type { Running } from '../running';
import { all, IDLE, type Program } from './types';

const FOLDER = '/etc/grafana';

/** A value of a configuration in INI: `http_port = 3000`. */
const setting = (ini: string, key: string): string | undefined => new RegExp(`^${key} *= *(.+)$`, 'm').exec(ini)?.[1];

interface Providers {
  readonly providers?: readonly { readonly options?: { readonly path?: string } }[];
}

/** Grafana. https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/ */
export function grafana(container: Running): Program {
  const file = container.files.get(`${FOLDER}/grafana.ini`);
  const ini = file?.text ?? '';
  const provisioned = [...container.files.keys()].filter((path) => path.startsWith(`${FOLDER}/provisioning/`));
  const texts = provisioned.map((path) => container.files.get(path)?.text ?? '');
  const folders = texts
    .flatMap((text) => (load(text) as Providers).providers ?? [])
    .map(({ options }) => options?.path);
  const dashboards = [...container.files].filter(([path]) => folders.some((folder) => path.startsWith(`${folder}/`)));
  for (const [, { text }] of dashboards) JSON.parse(text);
  return {
    name: 'Grafana',
    ...IDLE,
    file,
    listens: [
      {
        port: Number(setting(ini, 'http_port') ?? 3000),
        loopback: false,
        serves: (path) => path === '/api/health' || path === '/login',
      },
    ],
    // Dashboards and datasources come from files again; what people save in their own settings does not.
    writes: [{ path: setting(ini, 'data') ?? '/var/lib/grafana' }, { path: '/tmp' }],
    reads: [`${FOLDER}/grafana.ini`, ...provisioned],
    variables: all([ini, ...texts].join('\n'), /\$\{?([A-Z][A-Z0-9_]+)\b/g),
  };
}
