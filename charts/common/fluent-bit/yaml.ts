import type { FluentBitConfiguration, FluentBitPlugin, FluentBitProperty } from './model';

/** What the renderer allows. */
export interface RenderOptions {
  /** Environment variables that the pod sets; any other `${…}` is rejected, because Fluent Bit replaces it with nothing. */
  readonly environment?: readonly string[];
}

/**
 * A configuration in Fluent Bit's YAML format. Keys that repeat become a list.
 * https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml
 */
export function renderYaml(configuration: FluentBitConfiguration, options: RenderOptions = {}): string {
  const { service = [], parsers = [], multilineParsers = [], inputs = [], filters = [], outputs = [] } = configuration;
  const known = new Set(options.environment);
  const item = (name: string, properties: readonly FluentBitProperty[], nested: string[] = []) =>
    listItem([...mapping([['name', name], ...properties], known), ...nested]);
  const plugins = (section: string, list: readonly FluentBitPlugin[]) =>
    block(
      section,
      list.flatMap((plugin) => item(plugin.name, plugin.properties)),
    );
  const lines = [
    ...block('service', mapping(service, known)),
    ...block(
      'parsers',
      parsers.flatMap((parser) => item(parser.name, parser.properties)),
    ),
    ...block(
      'multiline_parsers',
      multilineParsers.flatMap(({ name, properties, rules = [] }) =>
        item(
          name,
          properties,
          block(
            'rules',
            rules.flatMap(({ state, regex, nextState }) =>
              listItem(
                mapping(
                  [
                    ['state', state],
                    ['regex', `/${regex}/`],
                    ['next_state', nextState],
                  ],
                  known,
                ),
              ),
            ),
          ),
        ),
      ),
    ),
    ...block('pipeline', [
      ...plugins('inputs', inputs),
      ...plugins('filters', filters),
      ...plugins('outputs', outputs),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

const block = (key: string, lines: string[]): string[] => (lines.length === 0 ? [] : [`${key}:`, ...indent(lines)]);

const indent = (lines: string[]) => lines.map((line) => `  ${line}`);

const listItem = (lines: string[]) => lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));

function mapping(properties: readonly FluentBitProperty[], known: ReadonlySet<string>): string[] {
  const values = new Map<string, string[]>();
  let previous: string | undefined;
  for (const [key, value] of properties) {
    const name = checkedKey(key);
    const same = values.get(name);
    // Fluent Bit applies properties in their order, which a list would change.
    if (same && previous !== name) throw new Error(`"${name}" repeats with other keys in between: use two filters`);
    if (same) same.push(scalar(name, value, known));
    else values.set(name, [scalar(name, value, known)]);
    previous = name;
  }
  return [...values].flatMap(([key, [only, ...more]]) =>
    more.length === 0 ? [`${key}: ${only}`] : [`${key}:`, ...[only, ...more].map((value) => `  - ${value}`)],
  );
}

function checkedKey(key: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(key)) throw new Error(`"${key}" is not a Fluent Bit key`);
  return key.toLowerCase();
}

function scalar(key: string, value: FluentBitProperty[1], known: ReadonlySet<string>): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${key}: ${value} is not a number`);
    return String(value);
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) {
    throw new Error(`${key}: a value may not hold a line break or control character: ${JSON.stringify(value)}`);
  }
  for (const [, variable = ''] of value.matchAll(/\$\{([^}]*)\}?/g)) {
    if (!known.has(variable)) throw new Error(`${key}: \${${variable}} is not set in the pod`);
  }
  // Plain where no YAML version reads anything but the same text; quoted where in doubt.
  const plain = /^[A-Za-z_/][A-Za-z0-9_./-]*$/.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
  return plain ? value : `'${value.replaceAll("'", "''")}'`;
}
