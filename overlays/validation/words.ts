import { z } from 'zod';

/** A schema as JSON Schema, in the form that overlays are written in. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;
export const jsonSchema = (schema: z.core.$ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input' });

/**
 * Words of a schema: the `<what>: <what is allowed>` that it gives as its `error`, whether on the schema or on one of its
 * checks. Undefined for schemas that say none.
 */
export function ownWords(schema: z.core.$ZodType): string | undefined {
  const checks = (schema._zod.def.checks ?? []).map((check) => check._zod.def);
  for (const { error } of [schema._zod.def, ...checks]) {
    const words = error?.({ code: 'custom', input: undefined, path: [] });
    if (typeof words === 'string') return words;
  }
  return undefined;
}

/** Both parts of `<what>: <what is allowed>`; the second may be missing. */
export function split(words: string): [what: string, allowed: string | undefined] {
  const colon = words.indexOf(': ');
  return colon < 0 ? [words, undefined] : [words.slice(0, colon), words.slice(colon + 2)];
}

/** What a schema allows, as far as JSON Schema says it: choices, ranges, sizes of lists, keys. */
export function allowedBy(json: JsonSchema): string | undefined {
  if (json.const !== undefined) return JSON.stringify(json.const);
  if (json.enum) return json.enum.map((value) => JSON.stringify(value)).join(', ');
  if (json.type === 'boolean') return 'true, false';
  if (json.type === 'integer' || json.type === 'number') return range(json.minimum, json.maximum);
  if (json.type === 'array') return range(json.minItems, json.maxItems, 'items');
  if (json.properties) return Object.keys(json.properties).join(', ');
  if (json.oneOf) return choices(json.oneOf);
  return undefined;
}

/** What a value of the schema is called in a sentence. */
export function typeName(json: JsonSchema): string {
  if (json.enum || json.const !== undefined) return 'one of the choices';
  if (json.type === 'integer') return 'a whole number';
  if (json.type === 'array') return 'a list';
  if (json.type === 'object' || json.oneOf) return 'a group of settings';
  return `a ${json.type ?? 'value'}`;
}

function range(least?: number, most?: number, unit?: string): string | undefined {
  const bounds = most === undefined ? least && `at least ${least}` : `${least ?? 0} to ${most}`;
  return bounds ? [bounds, ...(unit ? [unit] : [])].join(' ') : undefined;
}

/** `kind "existing" or kind "ack"`: how the variants of a union differ. */
function choices(variants: JsonSchema[]): string {
  return variants
    .map(({ properties = {} }) => {
      const [key, value] = Object.entries(properties).find(([, property]) => isConst(property)) ?? [];
      return key === undefined ? 'a variant' : `${key} ${JSON.stringify((value as JsonSchema).const)}`;
    })
    .join(', ');
}

const isConst = (property: unknown): boolean => typeof property === 'object' && property !== null && 'const' in property;
