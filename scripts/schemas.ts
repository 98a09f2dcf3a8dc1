import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Generates the schemas that tests validate every object against (prove/schemas/README.md), from the OpenAPI document of a Kubernetes
 * release: only the kinds below, no descriptions, unknown fields rejected.
 * Usage: node run.mjs scripts/schemas.ts <api/openapi-spec/swagger.json> <version> <output.json>
 */

/** API groups whose kinds are kept, in their newest version. */
const GROUPS = [
  '/v1',
  'apiextensions.k8s.io/v1',
  'apps/v1',
  'autoscaling/v2',
  'batch/v1',
  'discovery.k8s.io/v1',
  'networking.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1',
];

type Json = Record<string, unknown>;
interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}
interface Swagger {
  readonly definitions: Record<string, Json>;
  readonly paths: Record<string, Record<string, Json>>;
}

const GVK = 'x-kubernetes-group-version-kind';
const apiVersion = ({ group, version }: Gvk): string => (group ? `${group}/${version}` : version);

/** Kinds that can be written, with their scope: those with a path that creates them. */
function scopes({ paths }: Swagger): Map<string, 'Cluster' | 'Namespaced'> {
  const found = new Map<string, 'Cluster' | 'Namespaced'>();
  for (const [path, { post }] of Object.entries(paths)) {
    const gvk = post?.[GVK] as Gvk | undefined;
    // What comes after the name is a subresource: a binding, an eviction.
    if (!gvk || path.includes('{name}') || !GROUPS.includes(`${gvk.group}/${gvk.version}`)) continue;
    const scope = path.includes('/namespaces/{namespace}/') ? 'Namespaced' : 'Cluster';
    found.set(`${apiVersion(gvk)} ${gvk.kind}`, scope);
  }
  return found;
}

/**
 * One schema as tests need it.
 * @param areFields it is no schema but the `properties` of one: its keys are names of fields
 */
function simplify(schema: unknown, areFields = false): unknown {
  if (Array.isArray(schema)) return schema.map((item) => simplify(item));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key]) => areFields || !DROPPED.has(key));
  const result: Json = Object.fromEntries(
    kept.map(([key, value]) => [key, simplify(value, !areFields && key === 'properties')]),
  );
  if (areFields) return result;
  if (result.format === 'int-or-string') return { type: ['integer', 'string'] };
  if (result.properties && !result.additionalProperties) result.additionalProperties = false;
  return result;
}

const DROPPED = new Set([
  'description',
  'default',
  GVK,
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-unions',
]);

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY = {
  type: ['string', 'number'],
  pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
};

/** A definition, without what only the server writes (`status`, `managedFields`), which is therefore rejected. */
function definition(name: string, source: Json): unknown {
  if (name.endsWith('.api.resource.Quantity')) return QUANTITY;
  const properties = { ...(source.properties as Json | undefined) };
  if (source[GVK]) delete properties.status;
  delete properties.managedFields;
  return simplify(source.properties ? { ...source, properties } : source);
}

const referenced = (schema: unknown): string[] =>
  [...JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name = '']) => name);

function prune(swagger: Swagger): Json {
  const scope = scopes(swagger);
  const kinds: Record<string, Json> = {};
  const definitions: Json = {};
  const add = (name: string): void => {
    if (definitions[name]) return;
    definitions[name] = definition(name, swagger.definitions[name] ?? {});
    for (const other of referenced(definitions[name])) add(other);
  };
  for (const [name, { [GVK]: gvks }] of Object.entries(swagger.definitions)) {
    for (const gvk of (gvks ?? []) as Gvk[]) {
      const key = `${apiVersion(gvk)} ${gvk.kind}`;
      if (!scope.has(key)) continue;
      add(name);
      kinds[key] = { scope: scope.get(key), $ref: `#/definitions/${name}` };
    }
  }
  return { kinds: sorted(kinds), definitions: sorted(definitions) };
}

const sorted = (object: Json): Json => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

const [input, version, output] = process.argv.slice(2);
if (!input || !version || !output) throw new Error('usage: schemas.ts <swagger.json> <version> <output.json>');
const pruned = prune(JSON.parse(readFileSync(input, 'utf8')));
writeFileSync(output, `${JSON.stringify({ source: `k8s.io/kubernetes@${version}`, ...pruned }, null, 1)}\n`);
