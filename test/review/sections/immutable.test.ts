import { readdirSync, readFileSync } from 'node:fs';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { immutableFields } from '../../../review/sections/immutable';
import { lines, type Objects } from '../support/found';

const risk = (before: Objects, after: Objects) => lines('Data at risk', before, after);

test('a ConfigMap that is immutable takes no change', () => {
  const map = (a: string, immutable: boolean) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c' },
    data: { a },
    immutable,
  });
  expect(risk([map('1', true)], [map('2', true)])[0]).toContain('`data` cannot be changed: **the sync fails**');
  expect(risk([map('1', false)], [map('2', true)])).toEqual([]);
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string }[];
}
interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** Paths of fields that a schema lets nobody change. */
const sealedIn = ({ properties = {}, ...schema }: Schema, path: string): string[] => [
  ...(schema['x-kubernetes-validations']?.some(({ rule: text }) => text === 'self == oldSelf') ? [path] : []),
  ...Object.entries(properties).flatMap(([key, value]) => sealedIn(value, path === '' ? key : `${path}.${key}`)),
];

test('what the definitions of custom resources let nobody change is known', () => {
  const folder = 'imports/crds';
  const sealed = readdirSync(folder).flatMap((file) =>
    (loadAll(readFileSync(`${folder}/${file}`, 'utf8'), null, { schema: CORE_SCHEMA }) as Definition[]).flatMap(
      ({ spec }) =>
        spec.versions.flatMap(({ schema }) =>
          sealedIn(schema.openAPIV3Schema, '').map((field) => [`${spec.names.kind}.${spec.group}`, field] as const),
        ),
    ),
  );
  expect(sealed.length).toBeGreaterThan(20);
  for (const [kind, field] of sealed)
    expect([kind, immutableFields(kind)]).toEqual([kind, expect.arrayContaining([field])]);
});
