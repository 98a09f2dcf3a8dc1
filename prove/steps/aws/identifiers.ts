import type { DistObject } from '../../dist';
import { type Identify, normalizedName } from './match';
import type { Synced } from './sync-waves';

/** References whose field is not named after the kind. */
const KINDS: Readonly<Record<string, string>> = {
  allocation: 'elasticipaddress',
  gateway: 'internetgateway',
  group: 'securitygroup',
  taskrole: 'role',
  podexecutionrole: 'role',
};

/** Identifiers in AWS of the objects that references name: every string of their status, and their name or family. */
export const identifiers =
  (synced: Synced): Identify =>
  (reference, name) => {
    for (const [object, { spec, status }] of synced)
      if (isCalled(object, reference, name)) {
        const { conditions: _, ...rest } = status ?? {};
        return [spec.name, spec.family, ...textsOf(rest)].filter((text): text is string => typeof text === 'string');
      }
    return [];
  };

const isCalled = (object: DistObject, reference: string, name: string): boolean =>
  object.name === name && object.kind.toLowerCase() === (KINDS[reference] ?? reference);

/** The given objects that a spec refers to. */
export const referred = (spec: unknown, among: readonly DistObject[], field = ''): DistObject[] => {
  if (typeof spec !== 'object' || spec === null) return [];
  const { from } = spec as { from?: { name?: string } };
  if (typeof from?.name === 'string')
    return among.filter((each) => isCalled(each, normalizedName(field), from.name ?? ''));
  return Object.entries(spec).flatMap(([key, value]) => referred(value, among, Array.isArray(spec) ? field : key));
};

const textsOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [value];
