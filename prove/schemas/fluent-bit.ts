import { readFileSync } from 'node:fs';
import type { FluentBitPlugin } from '../../charts/common/fluent-bit/model';

type Kind = 'inputs' | 'filters' | 'outputs';
type Plugins = Record<string, Record<string, { readonly type: string }>>;

let plugins: Record<Kind, Plugins> | undefined;

/** Options that the engine accepts for every plugin of one type, and does not list. */
const UNLISTED: Record<Kind, RegExp> = {
  inputs: /^$/,
  filters: /^$/,
  outputs: /^(?:workers|port|host|storage\.total_limit_size|net\..+|tls(?:\..+)?)$/,
};

const VALID: Record<string, RegExp> = {
  boolean: /^(?:on|off|true|false)$/,
  integer: /^-?[0-9]+$/,
  time: /^[0-9]+[smhd]?$/,
  size: /^[0-9]+[kKmMgG]?[bB]?$/,
};

/** What is wrong with plugins of a configuration: unknown plugins, unknown options, values of another type. */
export function pluginProblems(kind: Kind, list: readonly FluentBitPlugin[]): string[] {
  plugins ??= JSON.parse(readFileSync('prove/schemas/fluent-bit-5.1.1.json', 'utf8')) as Record<Kind, Plugins>;
  return list.flatMap(({ name, properties }) => {
    const options = plugins?.[kind][name];
    if (!options) return [`${kind}: no plugin "${name}"`];
    const known = new Map(Object.entries(options).map(([key, option]) => [key.toLowerCase(), option]));
    return properties.flatMap(([key, value]) => {
      const option = known.get(key.toLowerCase());
      if (!option) return UNLISTED[kind].test(key) ? [] : [`${name}: no option "${key}"`];
      const valid = VALID[option.type];
      const text = typeof value === 'boolean' ? 'on' : String(value);
      return valid && !valid.test(text) ? [`${name}: ${key} "${value}" is no ${option.type}`] : [];
    });
  });
}
