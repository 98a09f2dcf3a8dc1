import { isDeepStrictEqual } from 'node:util';
import type { Tree } from './responses';

/** How the form of a description differs from that of the spec. */
export interface Form {
  /** Fields with another name in AWS; both names as `normalizedName` returns them. */
  readonly names?: Readonly<Record<string, string>>;
  /** Lists to which AWS adds items, by the same names. */
  readonly more?: readonly string[];
  /** Fields that the description must contain; by their name in the spec. */
  readonly decisive: readonly string[];
  /** Fields that must be set, because this project does not want the default of AWS. @default - none */
  readonly always?: readonly string[];
}

/** Identifiers (name, ID, ARN) of the object that a reference names, or undefined. */
export type Identify = (reference: string, name: string) => readonly string[];

/** A field that differs from the spec. */
export interface Difference {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The result of a comparison. */
export interface Match {
  readonly difference?: Difference;
  /** Fields that were compared and are equal. */
  readonly equal: readonly string[];
  /** Fields of the spec that the description does not contain. */
  readonly unreported: readonly string[];
}

/** A name without what one API appends and another does not: `subnetRefs`, `SubnetIds` and `subnetSet` are `subnet`. */
export const normalizedName = (name: string): string => {
  const lower = name.toLowerCase();
  return lower.replace(/refs?$/, '').replace(/(?<=.)(ids?|arns?|identifiers?|set|s)$/, '') || lower;
};

/** Compares a spec with the description of the resource. Fields that only AWS has are ignored; lists must have the same length. */
export function match(spec: Tree, described: Tree, form: Form, identify: Identify): Match {
  const equal: string[] = [];
  const unreported: string[] = [];
  const absent = form.always?.find((name) => isNothing(spec[name] ?? ''));
  if (absent !== undefined) return { difference: { path: [], message: `no ${absent} is written` }, equal, unreported };
  for (const [name, wanted] of Object.entries(spec)) {
    const { found, is } = fieldOf(described, name, form);
    if (!found) {
      if (!isNothing(wanted)) unreported.push(name);
      continue;
    }
    const difference = compare(wanted, is, [name], form, identify);
    if (difference) return { difference, equal, unreported };
    equal.push(name);
  }
  const missing = form.decisive.find((name) => name in spec && !equal.includes(name) && !isNothing(spec[name]));
  if (missing !== undefined)
    return {
      difference: { path: [missing], message: `AWS has no ${missing}, ${show(spec[missing])} is written` },
      equal,
      unreported,
    };
  return { equal, unreported };
}

/** The field of a description that stands for a field of a spec. */
export function fieldOf(
  described: Tree,
  name: string,
  { names = {} }: Pick<Form, 'names'>,
): { found: boolean; is?: Tree; key?: string } {
  const wanted = names[normalizedName(name)] ?? normalizedName(name);
  const keys = Object.keys(described ?? {});
  const key =
    keys.find((each) => each.toLowerCase() === name.toLowerCase()) ??
    keys.find((each) => normalizedName(each) === wanted);
  const is = key === undefined ? undefined : described[key];
  return is === undefined || is === null ? { found: false, key } : { found: true, is, key };
}

/** The first difference between a wanted and an actual value. */
function compare(
  wanted: Tree,
  is: Tree,
  path: (string | number)[],
  form: Form,
  identify: Identify,
): Difference | undefined {
  const name = String(path.findLast((key) => typeof key === 'string'));
  const differs = (): Difference => ({ path, message: `${path.join('.')} is ${show(is)}, not ${show(wanted)}` });
  if (isReference(wanted)) {
    const identifiers = identify(normalizedName(name), wanted.from.name);
    return identifiers.includes(String(is))
      ? undefined
      : { path, message: `${path.join('.')} is ${show(is)}, not ${wanted.from.name} (${identifiers.join(', ')})` };
  }
  if (isTags(wanted, name)) {
    const [all, tags] = [tagsOf(is), Object.entries(tagsOf(wanted))];
    return tags.every(([key, value]) => all[key] === value) ? undefined : differs();
  }
  if (Array.isArray(wanted)) return compareList(wanted, asList(is), path, form, identify) ?? undefined;
  if (typeof wanted === 'object' && wanted !== null) {
    for (const [key, value] of Object.entries(wanted)) {
      const field = fieldOf(is, key, form);
      if (!field.found && isNothing(value)) continue;
      const difference = field.found
        ? compare(value, field.is, [...path, key], form, identify)
        : { path: [...path, key], message: `${[...path, key].join('.')} is not there, ${show(value)} is written` };
      if (difference) return difference;
    }
    return undefined;
  }
  if (typeof wanted === 'string' && /^\s*\{/.test(wanted))
    return isDeepStrictEqual(parsed(is), JSON.parse(wanted)) ? undefined : differs();
  return sameScalar(wanted, is) ? undefined : differs();
}

function compareList(
  wanted: readonly Tree[],
  is: readonly Tree[],
  path: (string | number)[],
  form: Form,
  identify: Identify,
): Difference | undefined {
  const mayHaveMore = form.more?.includes(normalizedName(String(path.at(-1)))) ?? false;
  if (is.length !== wanted.length && !(mayHaveMore && is.length > wanted.length))
    return { path, message: `${path.join('.')} has ${is.length}, not ${wanted.length}: ${show(is)}` };
  for (const [index, item] of wanted.entries()) {
    const differences = is.map((each) => compare(item, each, [...path, index], form, identify));
    if (!differences.includes(undefined)) return differences[index] ?? differences[0];
  }
  return undefined;
}

const isReference = (value: Tree): boolean => typeof value?.from?.name === 'string';

const isTags = (value: Tree, name: string): boolean =>
  /^tags(et)?$/i.test(name) ||
  (Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => each?.key !== undefined && each.value !== undefined));

/** Tags as one map: services return a map, or lists of key and value in upper or lower case. */
function tagsOf(value: Tree): Record<string, string> {
  if (value?.Tag !== undefined) return tagsOf(asList(value.Tag));
  if (!Array.isArray(value)) return value || {};
  return Object.fromEntries(value.map((tag) => [tag.key ?? tag.Key, tag.value ?? tag.Value ?? '']));
}

const asList = (value: Tree): Tree[] => (Array.isArray(value) ? value : value === '' ? [] : [value]);

const isNothing = (value: Tree): boolean =>
  value === false || value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

const sameScalar = (wanted: Tree, is: Tree): boolean =>
  String(wanted) === String(is) || (typeof wanted === 'number' && is !== '' && Number(is) === wanted);

/** A document: JSON, or URL-encoded as IAM returns it. */
function parsed(value: Tree): unknown {
  if (typeof value !== 'string') return value;
  return JSON.parse(value.trim().startsWith('{') ? value : decodeURIComponent(value));
}

function show(value: Tree): string {
  const text = JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
