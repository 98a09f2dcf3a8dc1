/** Longest text of a value in a message; longer ones end in "…". */
const VALUE_MAX_CHARACTERS = 120;

/** Characters that would break a line, hide in it or turn it around; JSON.stringify has escaped those below U+0020. */
const INVISIBLE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const escapeInvisible = (text: string): string =>
  text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value as it is printed in a message: as JSON, on one line, without passwords of URLs, cut where it is long. */
export function show(value: unknown): string {
  const text = escapeInvisible(stringify(value)).replace(/(:\/\/)[^/\s"@]*@/g, '$1…@');
  const characters = Array.from(text);
  return characters.length <= VALUE_MAX_CHARACTERS ? text : `${characters.slice(0, VALUE_MAX_CHARACTERS).join('')}…`;
}

function stringify(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'symbol') return String(value);
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return 'a value that JSON cannot hold';
  }
}

/** Path of a setting: `logs.applications[0].name`. Keys that are no identifiers are quoted. */
export function settingName(path: readonly PropertyKey[]): string {
  const parts = path.map((key, index) => {
    if (typeof key === 'number') return `[${key}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(String(key))) return `[${show(String(key))}]`;
    return index === 0 ? String(key) : `.${String(key)}`;
  });
  return parts.join('') || '(all of it)';
}

/** Path of an overlay's file from its key in overlays/index.ts. */
export const fileName = (key: string): string =>
  /^[A-Za-z0-9._-]+$/.test(key) ? `overlays/${key}.ts` : `overlays/[${show(key)}].ts`;

/** The sentence of every message: `6 is not a CloudWatch retention; allowed: 1, 3, 5`. */
export const notA = (value: unknown, what: string, allowed?: string): string =>
  `${show(value)} is not ${what}${allowed ? `; allowed: ${allowed}` : ''}`;
