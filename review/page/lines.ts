import { isTree } from '../diff';
import { masked, withoutSecrets } from '../markdown';

/** Where a value stands. */
export interface Place {
  /** Spaces in front of it. */
  readonly indent: string;
  /** What stands in front of it on its line: `name: `, `- `, or nothing. */
  readonly label: string;
  /** The key that names it, which says whether it is a secret. */
  readonly key: string;
  /** Whether it is within the data of a Secret. */
  readonly isSecret: boolean;
}

/** Where an object stands. */
export const TOP: Place = { indent: '', label: '', key: '', isSecret: false };

/** The place of what has a key in a mapping. */
export const placeOfKey = (place: Place, tree: unknown, key: string): Place => ({
  indent: inside(place),
  label: `${/^[\w./-]+$/.test(key) ? key : JSON.stringify(withoutSecrets(key))}: `,
  key,
  isSecret: place.isSecret || (isTree(tree) && tree.kind === 'Secret' && /^(?:data|stringData)$/.test(key)),
});

/** The place of an item of a list. */
export const placeOfItem = (place: Place): Place => ({ ...place, indent: inside(place), label: '- ' });

/** The place of a line of a text. */
export const placeOfLine = (place: Place): Place => ({ ...place, indent: inside(place), label: '' });

const inside = ({ indent, label }: Place): string => (label === '' ? indent : `${indent}  `);

/** The line in front of what a value consists of; none for a whole object and for an item, whose first line has its dash. */
export const openings = ({ indent, label }: Place, what = ''): string[] =>
  label === '' || (label === '- ' && what === '') ? [] : [`${indent}${`${label}${what}`.trimEnd()}`];

/** The first line of an item has the dash of the list. */
export const dashed = (line: string, { indent, label }: Place): string =>
  label === '- ' ? `${indent}- ${line.slice(indent.length + 2)}` : line;

/** A value in lines that read as YAML, without secrets. */
export const linesOf = (value: unknown, place: Place): string[] =>
  plainLines(place.isSecret ? '(hidden)' : masked(value, place.key), place);

function plainLines(value: unknown, place: Place): string[] {
  const children = isTree(value)
    ? Object.entries(value).flatMap(([key, child]) => plainLines(child, placeOfKey(place, value, key)))
    : Array.isArray(value)
      ? value.flatMap((item) => plainLines(item, placeOfItem(place)))
      : [];
  if (children.length > 0) {
    const [first = '', ...rest] = children;
    return [...openings(place), place.label === '- ' ? dashed(first, place) : first, ...rest];
  }
  if (place.label === '' && typeof value === 'string') return [`${place.indent}${value}`]; // a line of a text
  const [first, ...rest] = scalarLines(value);
  return [`${place.indent}${place.label}${first}`, ...rest.map((line) => `${place.indent}  ${line}`)];
}

/** What YAML would read otherwise than as this text. */
const NEEDS_QUOTES = /^$|^[\s\-?:,[\]{}#&*!|>'"%@`]|:\s|\s#|:$|\s$|^(?:true|false|null|~|[\d.+-][\d_.eE+-]*)$/;

function scalarLines(value: unknown): string[] {
  if (typeof value !== 'string') return [JSON.stringify(value) ?? 'nothing'];
  if (value.includes('\n')) return [value.endsWith('\n') ? '|' : '|-', ...value.replace(/\n$/, '').split('\n')];
  return [NEEDS_QUOTES.test(value) ? JSON.stringify(value) : value];
}
