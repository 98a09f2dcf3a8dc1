import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import { parse } from 'yaml';
import { pluginProblems } from './fluent-bit';

const KINDS = ['inputs', 'filters', 'outputs'] as const;
type Kind = (typeof KINDS)[number];
type Value = string | number | boolean;
interface Plugin {
  readonly name: string;
  readonly properties: readonly (readonly [string, Value])[];
}

/** What is wrong with a configuration of Fluent Bit in YAML. */
export function fluentBitProblems(text: string): string[] {
  const { pipeline }: { pipeline: Partial<Record<Kind, Record<string, Value | Value[]>[]>> } = parse(text);
  return KINDS.flatMap((kind) =>
    pluginProblems(
      kind,
      (pipeline[kind] ?? []).map(({ name, ...properties }) => ({
        name: String(name),
        properties: Object.entries(properties).flatMap(([key, value]) =>
          [value].flat().map((each) => [key, each] as const),
        ),
      })),
    ),
  );
}

/** What is wrong with the files of the Fargate log router, which are in the classic format. */
export const routerProblems = (files: Record<string, string>): string[] =>
  Object.values(files).flatMap((text) => {
    const sections = classicSections(text);
    return [
      ...pluginProblems(
        'filters',
        sections.filter(({ kind }) => kind === 'FILTER'),
      ),
      ...pluginProblems(
        'outputs',
        sections.filter(({ kind }) => kind === 'OUTPUT'),
      ),
    ];
  });

/** The sections of a text in the classic format: `[FILTER]`, then a line with key and value for each property. */
function classicSections(text: string): (Plugin & { readonly kind: string })[] {
  return text
    .split(/^\[/m)
    .filter((part) => part.includes(']'))
    .map((part) => {
      const [head = '', ...lines] = part.split('\n');
      const pairs = lines
        .map((line) => /^\s+(\S+)\s+(.*)$/.exec(line))
        .filter((match) => match !== null)
        .map(([, key = '', value = '']) => [key.toLowerCase(), value] as const);
      const name = pairs.find(([key]) => key === 'name')?.[1] ?? '';
      return { kind: head.replace(']', ''), name, properties: pairs.filter(([key]) => key !== 'name') };
    });
}

/** What is wrong with a configuration of the CloudWatch agent. */
export function cloudWatchAgentProblems(text: string): string[] {
  const schema = JSON.parse(readFileSync('prove/schemas/cloudwatch-agent.json', 'utf8'));
  // The agent's schema was not written for a strict validator; its one format is checked by the agent itself.
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, params.additionalProperty].filter(Boolean).join(' '),
  );
}
