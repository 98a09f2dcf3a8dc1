import type { JsonSchema } from './words';

/** One setting of the schema. */
export interface Setting {
  /** Path: `logs.applications[].name`. */
  readonly path: string;
  /** Its schema, with description, default and unit. */
  readonly json: JsonSchema;
  /** Required in an overlay (unless its group is left out). */
  readonly required: boolean;
  /** The variant of its group that it belongs to, such as `kind "ack"`. */
  readonly variant?: string;
}

/** Every setting of a schema in its own order, groups before what is in them. */
export function settingsOf(json: JsonSchema, path = '', variant?: string): Setting[] {
  const inner = (name: string, child: JsonSchema, required: boolean): Setting[] => {
    const childPath = path ? `${path}.${name}` : name;
    return [{ path: childPath, json: child, required, variant }, ...settingsOf(child, childPath, variant)];
  };
  if (json.oneOf) return union(json.oneOf, path);
  if (json.type === 'array') return json.items ? settingsOf(json.items as JsonSchema, `${path}[]`, variant) : [];
  return Object.entries(json.properties ?? {}).flatMap(([name, child]) =>
    inner(name, child as JsonSchema, json.required?.includes(name) ?? false),
  );
}

/** Settings of a union: its discriminator once, then the settings of each variant. */
function union(variants: JsonSchema[], path: string): Setting[] {
  const [first] = variants;
  const key = Object.entries(first?.properties ?? {}).find(([, child]) => isConst(child))?.[0];
  if (key === undefined) return variants.flatMap((each) => settingsOf(each, path));
  const constants = variants.map((each) => each.properties?.[key] as JsonSchema);
  const names = constants.map((each) => each.const);
  const description = constants.map((each) => `"${each.const}": ${each.description ?? ''}`).join(' ');
  return [
    { path: `${path}.${key}`, json: { type: 'string', enum: names as string[], description }, required: true },
    ...variants.flatMap((each, index) =>
      settingsOf(each, path, `${key} "${names[index]}"`).filter((setting) => setting.path !== `${path}.${key}`),
    ),
  ];
}

const isConst = (child: unknown): boolean => typeof child === 'object' && child !== null && 'const' in child;

/** Units by the suffix of a setting's name. */
const UNITS: Record<string, string> = {
  Days: 'days',
  Seconds: 'seconds',
  Percent: '%',
  KibibytesPerSecond: 'KiB/s',
  Mebibytes: 'MiB',
  port: 'port',
};

/** Unit of a setting: the schema's own, or the one that its name ends in. */
export function unitOf({ path, json }: Setting): string | undefined {
  if (typeof json.unit === 'string') return json.unit;
  return Object.entries(UNITS).find(([suffix]) => path.toLowerCase().endsWith(suffix.toLowerCase()))?.[1];
}
