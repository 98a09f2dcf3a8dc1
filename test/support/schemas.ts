import { readdirSync, readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../charts/common/chart';

type Json = Record<string, unknown>;
type Scope = 'Cluster' | 'Namespaced';
interface Schemas {
  readonly kinds: Record<string, { readonly scope: Scope; readonly $ref: string }>;
  readonly definitions: Json;
}

/** Kubernetes releases that every object must be valid in: the oldest that we promise, and the newest that EKS runs. */
export const KUBERNETES = ['1.28', '1.36'] as const;
type Release = (typeof KUBERNETES)[number];

const cached = <Key, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const values = new Map<Key, Value>();
  return (key) => {
    if (!values.has(key)) values.set(key, make(key));
    return values.get(key) as Value;
  };
};

const builtIn = cached(
  (release: Release): Schemas => JSON.parse(readFileSync(`prove/schemas/kubernetes-${release}.json`, 'utf8')),
);

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly scope: Scope;
    readonly versions: { readonly name: string; readonly schema: { readonly openAPIV3Schema: Json } }[];
  };
}

const OBJECT_META = '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The custom resources of imports/crds, as a definition each. */
function customResources(): Schemas {
  const crds = readdirSync('imports/crds').flatMap((file) =>
    parseAllDocuments(readFileSync(`imports/crds/${file}`, 'utf8')).map((document): Crd => document.toJS()),
  );
  const entries = crds.flatMap(({ spec: { group, names, scope, versions } }) =>
    versions.map(({ name, schema }) => ({
      key: `${group}/${name} ${names.kind}`,
      scope,
      schema: schema.openAPIV3Schema,
    })),
  );
  return {
    kinds: Object.fromEntries(
      entries.map(({ key, scope }) => [key, { scope, $ref: `#/definitions/${encodeURIComponent(key)}` }]),
    ),
    definitions: Object.fromEntries(
      entries.map(({ key, schema }) => {
        const { status, ...properties } = schema.properties as Json;
        return [key, closed({ ...schema, properties: { ...properties, metadata: { $ref: OBJECT_META } } })];
      }),
    ),
  };
}

/** A structural schema as the API server reads it with strict validation: fields that it does not name are refused. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties, ...rest } = schema as Json;
  const result: Json = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]));
  if (rest['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  if (!properties) return result;
  const fields = Object.entries(properties).map(([name, value]) => [name, closed(value)]);
  const open = rest.additionalProperties || rest['x-kubernetes-preserve-unknown-fields'];
  return { ...result, properties: Object.fromEntries(fields), ...(!open && { additionalProperties: false }) };
}

const schemas = cached((release: Release): Schemas => {
  const kubernetes = builtIn(release);
  const custom = customResources();
  return {
    kinds: { ...kubernetes.kinds, ...custom.kinds },
    definitions: { ...kubernetes.definitions, ...custom.definitions },
  };
});

/**
 * Two items of a list that Kubernetes takes for one (same name, same port and protocol): server-side apply refuses them.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
function uniqueByKeys(keys: string[], items: unknown[]): boolean {
  const defaults: Json = { protocol: 'TCP' };
  const seen = items.map((item) => JSON.stringify(keys.map((key) => (item as Json)[key] ?? defaults[key])));
  return new Set(seen).size === seen.length;
}

const ajv = cached((release: Release) => {
  const instance = new Ajv({ allErrors: true, strict: false, verbose: true });
  addFormats(instance, ['int32', 'int64', 'byte', 'double', 'date-time']);
  instance.addKeyword({ keyword: 'x-kubernetes-list-map-keys', type: 'array', validate: uniqueByKeys });
  return instance.addSchema({ $id: 'kubernetes', definitions: schemas(release).definitions });
});

const validators = cached((key: string): ValidateFunction | undefined => {
  const [release, ...gvk] = key.split(' ') as [Release, ...string[]];
  const kind = schemas(release).kinds[gvk.join(' ')];
  return kind && ajv(release).compile({ $ref: `kubernetes${kind.$ref}` });
});

/** What a Kubernetes release would refuse in an object, unknown fields included. Empty: nothing. */
export function schemaErrors(manifest: Manifest, release: Release): string[] {
  const validate = validators(`${release} ${manifest.apiVersion} ${manifest.kind}`);
  if (!validate) return [`there is no ${manifest.apiVersion} ${manifest.kind} in Kubernetes ${release}`];
  validate(manifest);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, params.additionalProperty].filter(Boolean).join(' '),
  );
}

/** Scope of every kind that is known, by its name: `Role` is one of Kubernetes and one of ACK's, both namespaced. */
export const scopes = (release: Release): { apiVersion: string; kind: string; scope: Scope }[] =>
  Object.entries(schemas(release).kinds).map(([key, { scope }]) => {
    const [apiVersion = '', kind = ''] = key.split(' ');
    return { apiVersion, kind, scope };
  });
