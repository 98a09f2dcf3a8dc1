import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** Where the fields are kept that FieldExport can copy (checks/exports.ts). */
export const STATUS_FIELDS = 'imports/status-fields.json';

/** A schema of a custom resource definition, as far as this script reads it. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Paths of the single values in the status of each kind of ACK, from the definitions in imports/crds, as JSON. */
export function statusFields(): string {
  const fields: Record<string, string[]> = {};
  for (const file of readdirSync('imports/crds').sort())
    for (const document of parseAllDocuments(readFileSync(`imports/crds/${file}`, 'utf8'))) {
      const { group, names, versions } = document.toJS().spec;
      if (!group.endsWith('.services.k8s.aws')) continue;
      const { status } = versions[0].schema.openAPIV3Schema.properties;
      fields[`${names.kind}.${group}`] = leaves(status, '.status');
    }
  return `${JSON.stringify(fields, null, 1)}\n`;
}

const leaves = ({ type, properties = {} }: Schema, path: string): string[] =>
  type === 'object'
    ? Object.entries(properties).flatMap(([name, schema]) => leaves(schema, `${path}.${name}`))
    : type === 'array'
      ? []
      : [path];
