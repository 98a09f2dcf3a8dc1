import type { EnvironmentInput } from '../../model/schema/environment';
import { environmentSchema } from '../../model/schema/environment';
import { type JsonSchema, jsonSchema } from '../../validation/words';
import { everything } from './environments';

/** Keys and indices from an overlay to a value in it. */
export type Path = readonly (string | number)[];

/** A place of the schema, in an overlay that has room for a value there. */
export interface Place {
  readonly path: Path;
  readonly json: JsonSchema;
  /** A valid overlay in which the groups around the place exist. */
  readonly overlay: EnvironmentInput;
}

/** A value of each variant of the unions of the schema, by its place and the value that tells it from the others. */
const VARIANTS: Readonly<Record<string, object>> = {
  'metrics.workspace existing': { kind: 'existing', workspaceId: 'ws-12345678-1234-1234-1234-123456789012' },
  'metrics.workspace ack': { kind: 'ack', alias: 'full' },
  'logs.destinations[] opensearch': {
    kind: 'opensearch',
    domainArn: 'arn:aws:es:ap-southeast-2:444455556666:domain/logs',
    endpoint: 'search-logs.ap-southeast-2.es.amazonaws.com',
  },
  'logs.destinations[] firehose': { kind: 'firehose', deliveryStreamName: 'logs' },
  'logs.destinations[] s3': { kind: 's3', bucketName: 'example-lines' },
  'logs.destinations[] loki': { kind: 'loki', host: 'loki.example.com' },
  'grafana managed': { kind: 'managed', workspaceId: 'g-0123456789' },
  'grafana cluster': { kind: 'cluster', fromNamespaces: ['ingress'] },
  'argocd.capability existing': { kind: 'existing', roleArn: 'arn:aws:iam::444455556666:role/argocd' },
  'argocd.capability stack': {
    kind: 'stack',
    identityCenterArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
    admins: [{ type: 'SSO_GROUP', id: '11112222-3333-4444-5555-666677778888' }],
  },
};

/** Every place of the overlay schema: settings, groups, lists, and what is in them. */
export const places = (): Place[] => placesIn(jsonSchema(environmentSchema), [], everything);

/** An overlay for each variant of each union of the schema: what only one of them shows is in one of these. */
export const variants = (): EnvironmentInput[] => [...new Set(places().map(({ overlay }) => overlay))];

function placesIn(json: JsonSchema, path: Path, overlay: EnvironmentInput): Place[] {
  const here: Place[] = path.length > 0 ? [{ path, json, overlay }] : [];
  if (json.oneOf) return [...here, ...json.oneOf.flatMap((variant) => placesInVariant(variant, path, overlay))];
  if (json.type === 'array') return [...here, ...placesIn(json.items as JsonSchema, [...path, 0], overlay)];
  const { additionalProperties: values } = json;
  if (typeof values === 'object') return [...here, { path: [...path, 'a-key'], json: values as JsonSchema, overlay }];
  return [
    ...here,
    ...Object.entries(json.properties ?? {}).flatMap(([key, child]) =>
      placesIn(child as JsonSchema, [...path, key], overlay),
    ),
  ];
}

function placesInVariant(variant: JsonSchema, path: Path, overlay: EnvironmentInput): Place[] {
  const [kind] = Object.values(variant.properties ?? {}).flatMap((child) => (child as JsonSchema).const ?? []);
  const name = `${nameOfPlace(path)} ${kind}`;
  const sample = VARIANTS[name];
  if (!sample) throw new Error(`test/support/settings.ts has no variant "${name}"`);
  const managed = put(overlay, ['argocd', 'flavor'], 'eks-capability') as EnvironmentInput;
  const around = path[0] === 'argocd' ? managed : overlay;
  return placesIn({ ...variant, oneOf: undefined }, path, put(around, path, sample) as EnvironmentInput).slice(1);
}

/** A copy with another value at a path; groups and lists on the way are made where they are missing. */
export function put(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy: Record<string | number, unknown> = Object.assign(typeof key === 'number' ? [] : {}, value);
  const child = put(Object.hasOwn(copy, key) ? copy[key] : undefined, rest, replacement);
  Object.defineProperty(copy, key, { value: child, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** The value at a path; undefined where there is none. */
export const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);

/** A path as messages name it, whatever the index: `logs.applications[].name`. */
export const nameOfPlace = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? '[]' : index === 0 ? key : `.${key}`)).join('');
