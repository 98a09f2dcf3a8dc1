import { costSchema } from '../model/schema/cost';
import type { Environment } from '../model/schema/environment';

/** A setting of `cost`, as the report names it. */
export interface CostSettings {
  readonly setting: string;
  readonly value: string;
  /** Nobody has said otherwise: an assumption of this project. */
  readonly isDefault: boolean;
}

const DEFAULTS: Readonly<Record<string, unknown>> = costSchema.parse({});

const text = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value
    ? `${value.from} – ${value.to}`
    : String(value);

/** Every setting of `cost` with its value. One that was set to its default is not told apart. */
export const costSettings = ({ cost }: Pick<Environment, 'cost'>): CostSettings[] =>
  Object.entries(cost).map(([name, value]) => ({
    setting: `cost.${name}`,
    value: text(value),
    isDefault: JSON.stringify(value) === JSON.stringify(DEFAULTS[name]),
  }));
