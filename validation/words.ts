import { z } from 'zod';
import { list } from '../model/problem';

/** A schema as JSON Schema, in the form that overlays are written in. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

const converted = new WeakMap<z.core.$ZodType, JsonSchema>();

/** JSON Schema of a schema, built once, with the words of each string in `what` and `allowed`. https://zod.dev/json-schema */
export function jsonSchema(schema: z.core.$ZodType): JsonSchema {
  const json =
    converted.get(schema) ??
    z.toJSONSchema(schema, {
      io: 'input',
      override: ({ zodSchema, jsonSchema }) => {
        const words = ownWords(zodSchema);
        if (words) [jsonSchema.what, jsonSchema.allowed] = split(words);
      },
    });
  converted.set(schema, json);
  return json;
}

/**
 * Words of a schema: the `<what>: <what is allowed>` that it gives as its `error`, on itself or on one of its checks.
 * Undefined if it sets none.
 */
export function ownWords(schema: z.core.$ZodType): string | undefined {
  const checks = (schema._zod.def.checks ?? []).map((check) => check._zod.def);
  for (const { error } of [schema._zod.def, ...checks]) {
    const words = (error as z.core.$ZodErrorMap | undefined)?.({ code: 'custom', input: undefined, path: [] });
    if (typeof words === 'string') return words;
  }
  return undefined;
}

/** Both parts of `<what>: <what is allowed>`; the second may be missing. */
export function split(words: string): [what: string, allowed: string | undefined] {
  const colon = words.indexOf(': ');
  return colon < 0 ? [words, undefined] : [words.slice(0, colon), words.slice(colon + 2)];
}

/** What a schema allows: its own words, or its choices, range, size or keys. */
export function allowedBy(json: JsonSchema): string | undefined {
  if (typeof json.allowed === 'string') return json.allowed;
  if (json.const !== undefined) return list([json.const]);
  if (json.enum) return list(json.enum);
  if (json.type === 'boolean') return 'true, false';
  if (json.type === 'integer') return range(json.minimum, json.maximum);
  if (json.type === 'array') return range(json.minItems, json.maxItems, ' items') ?? `a list of ${items(json)}`;
  if (json.properties) return `{ ${Object.keys(json.properties).join(', ')} }`;
  if (json.oneOf) return json.oneOf.map(allowedBy).join(' or ');
  return undefined;
}

function items(json: JsonSchema): string {
  const each = json.items as JsonSchema;
  return allowedBy(each) ?? whatOf(each);
}

const range = (least?: number, most?: number, unit = ''): string | undefined => {
  if (most !== undefined) return `${least ?? 0} to ${most}${unit}`;
  return least === undefined ? undefined : `${least} or more${unit}`;
};

/** How a sentence names a value of the schema. */
export function whatOf(json: JsonSchema): string {
  if (typeof json.what === 'string') return json.what;
  if (json.enum || json.const !== undefined) return 'one of the choices';
  if (json.type === 'integer') return 'a whole number';
  if (json.type === 'array') return 'a list';
  if (json.type === 'object' || json.oneOf) return 'a group of settings';
  return `a ${json.type ?? 'value'}`;
}
