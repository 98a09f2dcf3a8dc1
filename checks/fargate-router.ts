import { charactersOf, MAX_CHARACTERS } from '../charts/fargate-logging/limits';
import type { Problem } from '../model/problem';
import type { Objects } from './objects';

/**
 * EKS checks the ConfigMap `aws-logging` when a Fargate pod starts. Breaking one of its rules disables the logs
 * of every Fargate pod, and only an event reports it. So the same rules are checked here, on the text that is shipped.
 * https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html
 */
export function* fargateRouterConfigurationIsAccepted(objects: Objects): Iterable<Problem> {
  const object = objects.find('ConfigMap', 'aws-logging', 'aws-observability');
  if (object) for (const problem of routerProblems(object.data ?? {})) yield { object, ...problem };
}

const SECTION_OF = new Map([
  ['filters.conf', 'FILTER'],
  ['output.conf', 'OUTPUT'],
  ['parsers.conf', 'PARSER'],
]);
/** Plugins that the router has, by section. */
const PLUGINS = new Map([
  ['FILTER', ['grep', 'parser', 'record_modifier', 'rewrite_tag', 'throttle', 'nest', 'modify', 'kubernetes']],
  ['OUTPUT', ['es', 'firehose', 'kinesis_firehose', 'cloudwatch', 'cloudwatch_logs', 'kinesis']],
]);
const SERVICE_OWNED = ['kube_url', 'kube_ca_file', 'kube_token_command', 'kube_token_file'];
const CLOUDWATCH_KEYS = ['region', 'log_group_name', 'log_stream_prefix', 'log_retention_days', 'auto_create_group'];

interface Section {
  readonly name: string;
  readonly indent: number;
  readonly entries: { readonly key: string; readonly value: string; readonly indent: number }[];
}

/** Every rule that a ConfigMap's data breaks. */
export function* routerProblems(data: Readonly<Record<string, string>>): Iterable<Problem> {
  const characters = charactersOf(data);
  if (characters > MAX_CHARACTERS)
    yield {
      field: 'data',
      value: characters,
      wrong: 'characters are too many: EKS would stop the logging of every Fargate pod',
      allowed: `at most ${MAX_CHARACTERS}, so shorten logs: fewer applications with namespaces on Fargate, shorter names, or less in redact and redactPatterns`,
    };
  for (const [key, text] of Object.entries(data)) {
    const field = fieldOf(key);
    if (key !== 'flb_log_cw' && !SECTION_OF.has(key))
      yield { field, wrong: 'EKS takes no such key', allowed: [...SECTION_OF.keys(), 'flb_log_cw'].join(', ') };
    const variable = /\$\{[^}]*\}?/.exec(text)?.[0];
    if (variable !== undefined) yield { field, value: variable, wrong: 'is an environment variable', allowed: 'none' };
  }
  const { flb_log_cw: processLogs } = data;
  if (processLogs !== undefined && processLogs !== 'true' && processLogs !== 'false')
    yield { field: fieldOf('flb_log_cw'), value: processLogs, wrong: 'is not a switch', allowed: '"true" or "false"' };
  for (const [file, section] of SECTION_OF) yield* fileProblems(fieldOf(file), data[file] ?? '', section);
}

const fieldOf = (key: string): string => `data["${key}"]`;

function* fileProblems(field: string, text: string, expected: string): Iterable<Problem> {
  const { sections, stray } = read(text);
  for (const line of stray) yield { field, value: line, wrong: 'is in no section', allowed: `lines of [${expected}]` };
  yield* indentationProblems(field, sections);
  if (expected === 'OUTPUT' && sections.length === 0)
    yield { field, wrong: 'there is no output', allowed: 'one [OUTPUT] or more' };
  for (const section of sections) yield* sectionProblems(field, section, expected);
}

/** Sections of a file, and the lines outside any section. */
function read(text: string): { sections: Section[]; stray: string[] } {
  const sections: Section[] = [];
  const stray: string[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const indent = line.length - line.trimStart().length;
    const header = /^\[([^\]]*)\]$/.exec(line.trim());
    const current = sections.at(-1);
    if (header) sections.push({ name: header[1] ?? '', indent, entries: [] });
    else if (line.trim().startsWith('@') || !current) stray.push(line.trim());
    else {
      const [, key = '', value = ''] = /^(\S+)\s*(.*)$/.exec(line.trim()) ?? [];
      current.entries.push({ key: key.toLowerCase(), value, indent });
    }
  }
  return { sections, stray };
}

function* indentationProblems(field: string, sections: readonly Section[]): Iterable<Problem> {
  const headers = new Set(sections.map(({ indent }) => indent));
  const keys = new Set(sections.flatMap(({ entries }) => entries.map(({ indent }) => indent)));
  const allowed = 'all sections indented alike, and all keys alike and more';
  if (headers.size > 1) yield { field, wrong: `sections are indented by ${[...headers].join(' and ')}`, allowed };
  if (keys.size > 1) yield { field, wrong: `keys are indented by ${[...keys].join(' and ')}`, allowed };
  if (Math.min(...keys) <= Math.max(...headers))
    yield { field, wrong: 'keys are not indented more than sections', allowed };
}

function* sectionProblems(field: string, section: Section, expected: string): Iterable<Problem> {
  if (section.name !== expected) {
    yield { field, value: section.name, wrong: 'is not a section of this file', allowed: `[${expected}]` };
    return;
  }
  const value = (key: string) => section.entries.find((entry) => entry.key === key)?.value;
  const name = value('name')?.toLowerCase();
  const missing = (key: string): Problem => ({
    field,
    wrong: `[${expected}] ${name ?? ''} has no ${key}`,
    allowed: key,
  });
  for (const key of ['name', expected === 'PARSER' ? 'format' : 'match']) if (!value(key)) yield missing(key);
  const plugins = PLUGINS.get(expected);
  if (name && plugins && !plugins.includes(name))
    yield { field, value: name, wrong: 'is not a plugin of the router', allowed: `one of ${plugins.join(', ')}` };
  if (name === 'kubernetes')
    for (const key of SERVICE_OWNED.filter(value))
      yield { field, value: key, wrong: 'is a key that EKS sets itself', allowed: 'none' };
  if (name === 'cloudwatch_logs' || name === 'cloudwatch')
    for (const key of CLOUDWATCH_KEYS.filter((each) => !value(each))) yield missing(key);
}
