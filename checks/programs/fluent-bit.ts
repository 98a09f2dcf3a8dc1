import { load } from 'js-yaml';
import { onceForEach } from '../../model/once';
import type { ConfigFile, Running } from '../running';
import { all, IDLE, isLoopback, optionOf, type Program, type Written } from './types';

/** A plugin with its options. */
export type Plugin = Readonly<Record<string, unknown>> & { readonly name: string };

/** A configuration of Fluent Bit, as far as checks read it. */
export interface FluentBit {
  readonly file: ConfigFile;
  readonly service: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Plugin[];
  readonly filters: readonly Plugin[];
  readonly outputs: readonly Plugin[];
  readonly parsers: readonly Plugin[];
  readonly multilineParsers: readonly Plugin[];
}

/** Whether a switch is on. */
export const isOn = (value: unknown): boolean => /^(on|true|yes)$/i.test(String(value));

/** Bytes of a size as Fluent Bit writes it: `64M`. https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/unit-sizes */
export function sizeOf(value: unknown): number {
  const [, amount = 'NaN', unit = ''] = /^(\d+)([KMG]?)B?$/i.exec(String(value)) ?? [];
  return Number(amount) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit.toUpperCase());
}

/** The configuration of a container that runs Fluent Bit; undefined if it is not in dist/. */
export const configurationOf = onceForEach((container: Running): FluentBit | undefined => {
  const file = container.files.get(optionOf(container, '--config', '-c') ?? '');
  if (!file) return undefined;
  const {
    service = {},
    parsers = [],
    multiline_parsers: multilineParsers = [],
    pipeline = {},
  } = load(file.text) as {
    service?: Record<string, unknown>;
    parsers?: Plugin[];
    multiline_parsers?: Plugin[];
    pipeline?: { inputs?: Plugin[]; filters?: Plugin[]; outputs?: Plugin[] };
  };
  const { inputs = [], filters = [], outputs = [] } = pipeline;
  return { file, service, inputs, filters, outputs, parsers, multilineParsers };
});

/** What its HTTP server answers. https://docs.fluentbit.io/manual/administration/monitoring */
const PATHS = new Set([
  '/',
  '/api/v1/uptime',
  '/api/v1/metrics',
  '/api/v1/metrics/prometheus',
  '/api/v2/metrics',
  '/api/v2/metrics/prometheus',
]);
const HEALTH = new Set(['/api/v1/health', '/api/v2/health']);

/** The log agent, and the router of ECS. */
export function fluentBit(container: Running): Program {
  const name = 'Fluent Bit';
  const path = optionOf(container, '--config', '-c') ?? '/fluent-bit/etc/fluent-bit.yaml';
  const configuration = configurationOf(container);
  if (!configuration) return { name, ...IDLE, reads: [path] };
  const { file, service, inputs, filters, outputs } = configuration;
  const listens = isOn(service.http_server)
    ? [
        {
          port: Number(service.http_port ?? 2020),
          loopback: isLoopback(String(service.http_listen ?? '')),
          serves: (path: string) => PATHS.has(path) || (HEALTH.has(path) && isOn(service.health_check)),
        },
      ]
    : [];
  return {
    name,
    file,
    graceSeconds: Number(service.grace ?? 5),
    listens: [...listens, ...inputs.flatMap(openedBy)],
    writes: [...chunksOf(configuration), ...inputs.flatMap(databaseOf), ...outputs.flatMap(storeOf)],
    reads: [path, ...filters.flatMap(({ script }) => scriptsOf(container, script))],
    variables: all(file.text, /\$\{(\w+)\}/g),
    calls: [],
  };
}

/** Ports that an input opens. https://docs.fluentbit.io/manual/data-pipeline/inputs */
const openedBy = ({ port, listen, unix_path: socket }: Plugin) =>
  port === undefined || socket !== undefined
    ? []
    : [{ port: Number(port), loopback: isLoopback(String(listen ?? '0.0.0.0')) }];

/** Inputs whose sources keep what they gave, for a while: the API server has events for an hour. */
const ASKED_AGAIN = new Set(['dummy', 'kubernetes_events']);

/** Chunks on disk: as many bytes as the outputs may keep. https://docs.fluentbit.io/manual/administration/buffering-and-storage */
function chunksOf({ service, inputs, outputs }: FluentBit): Written[] {
  const path = service['storage.path'];
  if (path === undefined) return [];
  const limits = [...outputs.map((output) => output['storage.total_limit_size']), service['storage.rejected.limit']];
  const bytes = limits.filter((limit) => limit !== undefined).reduce<number>((sum, limit) => sum + sizeOf(limit), 0);
  const loses = inputs.some(({ name }) => !ASKED_AGAIN.has(name)) ? 'lines that wait' : undefined;
  return [{ path: String(path), bytes, ...(loses && { loses }) }];
}

const databaseOf = ({ db }: Plugin): Written[] =>
  db === undefined ? [] : [{ path: String(db), loses: 'how far it has read' }];

const storeOf = ({ store_dir: path }: Plugin): Written[] =>
  path === undefined ? [] : [{ path: String(path), loses: 'lines that wait for their upload' }];

/** A script, and the modules that it loads from its own folder. */
function scriptsOf({ files }: Running, script: unknown): string[] {
  if (script === undefined) return [];
  const folder = String(script).replace(/[^/]*$/, '');
  const paths = [String(script)];
  for (const path of paths)
    for (const module of all(files.get(path)?.text ?? '', /\brequire\(?\s*["']([\w.-]+)["']/g))
      if (!paths.includes(`${folder}${module}.lua`)) paths.push(`${folder}${module}.lua`);
  return paths;
}
