/**
 * The rules that EKS checks the ConfigMap `aws-logging` against. What breaks one disables logging of every Fargate pod, with
 * nothing but an event to tell; so they are checked here, on the text that is shipped.
 * https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html
 */
export interface Violation {
  /** Name of the rule. */
  readonly rule: RuleName;
  /** Where and what. */
  readonly message: string;
}

export type RuleName = keyof typeof RULES;

/** The rules, as EKS says them. */
export const RULES = {
  keys: 'the ConfigMap has the keys filters.conf, output.conf, parsers.conf and flb_log_cw, and no others',
  size: 'the ConfigMap has at most 5300 characters',
  sections: 'filters.conf holds only [FILTER], output.conf only [OUTPUT], parsers.conf only [PARSER]',
  plugins: 'only supported filters and outputs',
  required: '[FILTER] and [OUTPUT] have Name and Match, [PARSER] has Name and Format',
  output: 'at least one output',
  cloudwatch:
    'a CloudWatch output has region, log_group_name, log_stream_prefix, log_retention_days and auto_create_group',
  variables: 'no environment variables',
  kubernetes: 'the kubernetes filter leaves Kube_URL, Kube_CA_File, Kube_Token_Command and Kube_Token_File to EKS',
  indentation: 'all sections are indented alike, and all keys alike and more',
  flbLogCw: 'flb_log_cw is "true" or "false"',
} as const;

export const MAX_CHARACTERS = 5300;
const SECTION_OF: Record<string, string> = {
  'filters.conf': 'FILTER',
  'output.conf': 'OUTPUT',
  'parsers.conf': 'PARSER',
};
const FILTERS = new Set([
  'grep',
  'parser',
  'record_modifier',
  'rewrite_tag',
  'throttle',
  'nest',
  'modify',
  'kubernetes',
]);
const OUTPUTS = new Set(['es', 'firehose', 'kinesis_firehose', 'cloudwatch', 'cloudwatch_logs', 'kinesis']);
const SERVICE_OWNED = ['kube_url', 'kube_ca_file', 'kube_token_command', 'kube_token_file'];
const CLOUDWATCH_KEYS = ['region', 'log_group_name', 'log_stream_prefix', 'log_retention_days', 'auto_create_group'];

interface Section {
  readonly name: string;
  readonly indent: number;
  readonly entries: { readonly key: string; readonly value: string; readonly indent: number }[];
}

/** Every rule that a ConfigMap's data breaks. */
export function violations(data: Readonly<Record<string, string>>): Violation[] {
  const found: Violation[] = [];
  const report = (rule: RuleName, message: string) => found.push({ rule, message });
  const characters = Object.entries(data).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  if (characters > MAX_CHARACTERS) report('size', `${characters} characters`);
  for (const [key, value] of Object.entries(data)) {
    if (key !== 'flb_log_cw' && !SECTION_OF[key]) report('keys', key);
    if (value.includes('${')) report('variables', `${key}: ${/\$\{[^}]*\}?/.exec(value)?.[0]}`);
  }
  if (data.flb_log_cw !== undefined && !['true', 'false'].includes(data.flb_log_cw))
    report('flbLogCw', data.flb_log_cw);
  for (const [file, expected] of Object.entries(SECTION_OF)) {
    const sections = read(data[file] ?? '', (line) => report('sections', `${file}: ${line}`));
    checkIndentation(sections, (message) => report('indentation', `${file}: ${message}`));
    if (file === 'output.conf' && sections.length === 0) report('output', 'output.conf');
    for (const section of sections)
      checkSection(section, expected, (rule, message) => report(rule, `${file}: ${message}`));
  }
  return found;
}

/** Sections of a file; a line that belongs to none is reported. */
function read(text: string, stray: (line: string) => void): Section[] {
  const sections: Section[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const indent = line.length - line.trimStart().length;
    const header = /^\[([^\]]*)\]$/.exec(line.trim());
    const current = sections.at(-1);
    if (header) sections.push({ name: header[1] ?? '', indent, entries: [] });
    else if (line.trim().startsWith('@') || !current) stray(line.trim());
    else {
      const [, key = '', value = ''] = /^(\S+)\s*(.*)$/.exec(line.trim()) ?? [];
      current.entries.push({ key: key.toLowerCase(), value, indent });
    }
  }
  return sections;
}

function checkIndentation(sections: readonly Section[], report: (message: string) => void): void {
  const headers = new Set(sections.map(({ indent }) => indent));
  const keys = new Set(sections.flatMap(({ entries }) => entries.map(({ indent }) => indent)));
  if (headers.size > 1) report(`sections are indented by ${[...headers].join(' and ')}`);
  if (keys.size > 1) report(`keys are indented by ${[...keys].join(' and ')}`);
  if (Math.min(...keys) <= Math.max(...headers)) report('keys are not indented more than sections');
}

function checkSection(section: Section, expected: string, report: (rule: RuleName, message: string) => void): void {
  if (section.name !== expected) {
    report('sections', `[${section.name}]`);
    return;
  }
  const value = (key: string) => section.entries.find((entry) => entry.key === key)?.value;
  const name = value('name')?.toLowerCase();
  for (const key of ['name', expected === 'PARSER' ? 'format' : 'match']) {
    if (!value(key)) report('required', `[${expected}] ${name ?? ''} has no ${key}`);
  }
  const plugins = { FILTER: FILTERS, OUTPUT: OUTPUTS }[expected];
  if (name && plugins && !plugins.has(name)) report('plugins', `${name} is not one of ${[...plugins].join(', ')}`);
  if (name === 'kubernetes') {
    for (const key of SERVICE_OWNED.filter(value)) report('kubernetes', key);
  }
  if (expected === 'OUTPUT' && (name === 'cloudwatch_logs' || name === 'cloudwatch')) {
    for (const key of CLOUDWATCH_KEYS.filter((each) => !value(each))) report('cloudwatch', `${name} has no ${key}`);
  }
}
