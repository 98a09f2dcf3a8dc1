import { environmentSchema } from '../model/schema/environment';
import { type Setting, settingsOf, unitOf } from '../validation/settings';
import { allowedBy, type JsonSchema, jsonSchema, whatOf } from '../validation/words';

/** Where the page is committed. */
export const REFERENCE_PAGE = 'docs/reference/overlays.md';

const INTRODUCTION = `# Overlays

Every setting of an environment, generated from the schema in \`model/schema/\` by \`npm run docs\`; do not edit.
An environment is one file in \`overlays/\`, listed in \`overlays/index.ts\`. What it does not say has its default.
\`[]\` stands for each item of a list.`;

/** The reference page of overlays, from the schema alone: one table per section. */
export function referencePage(): string {
  const json = jsonSchema(environmentSchema);
  const settings = settingsOf(json);
  const sections = Object.keys(json.properties ?? {});
  const inside = (section: string) => settings.filter(({ path }) => new RegExp(`^${section}[.[]`).test(path));
  const alone = sections.filter((section) => inside(section).length === 0);
  return [
    INTRODUCTION,
    table(settings.filter(({ path }) => alone.includes(path))),
    ...sections
      .filter((section) => !alone.includes(section))
      .flatMap((section) => [heading(section, settings), table(inside(section))]),
  ]
    .join('\n\n')
    .concat('\n');
}

function heading(section: string, settings: readonly Setting[]): string {
  const json = settings.find(({ path }) => path === section)?.json;
  return `## ${section}\n\n${json?.description ?? ''}`;
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => [
    `\`${setting.path}\``,
    allowed(setting.json),
    byDefault(setting),
    unitOf(setting) ?? '',
    [setting.json.description ?? '', ...(setting.variant ? [`Only with ${setting.variant}.`] : [])].join(' '),
  ]);
  return [['Setting', 'Allowed', 'Default', 'Unit', 'Description'], ['---', '---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
}

const cell = (text: string): string => text.replace(/[|<]/g, '\\$&');

/** Type and form of the value. */
function allowed(json: JsonSchema): string {
  if (json.type === 'array') {
    const items = json.items as JsonSchema;
    const size = json.minItems === undefined ? '' : ` (${allowedBy(json)})`;
    return isGroup(items) ? `list${size}` : `list${size} of: ${allowed(items)}`;
  }
  if (isGroup(json)) return 'group';
  if (typeof json.additionalProperties === 'object') return `map of: ${allowed(json.additionalProperties)}`;
  return allowedBy(json) ?? whatOf(json);
}

const isGroup = (json: JsonSchema): boolean => json.properties !== undefined || json.oneOf !== undefined;

function byDefault({ json, required }: Setting): string {
  if (required) return 'required';
  if (json.default === undefined || isGroup(json)) return '–';
  return `\`${JSON.stringify(json.default)}\``;
}
