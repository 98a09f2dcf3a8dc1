import type { Identify } from './match';
import type { Synced } from './synced';

/** References that are not called after the kind that they name. */
const KINDS: Readonly<Record<string, string>> = {
  allocation: 'elasticipaddress',
  gateway: 'internetgateway',
  group: 'securitygroup',
  taskrole: 'role',
  podexecutionrole: 'role',
};

/** What AWS calls the objects that references name: every text of their status, and their name or family. */
export const identifiers =
  (synced: Synced): Identify =>
  (reference, name) => {
    const kind = KINDS[reference] ?? reference;
    for (const [object, { spec, status }] of synced)
      if (object.name === name && object.kind.toLowerCase() === kind) {
        const { conditions: _, ...rest } = status ?? {};
        return [spec.name, spec.family, ...textsOf(rest)].filter((text): text is string => typeof text === 'string');
      }
    return [];
  };

const textsOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [value];
