/** What is wrong with one setting of an overlay, or with one field of an object that was made. */
export interface Problem {
  /** The object that it is in. @default - none: it is a setting */
  readonly object?: NamedObject;
  /** Path of the setting or field, such as `logs.retentionDays` or `spec.template.spec.containers[0].image`. */
  readonly field: string;
  /** The value that is wrong. @default - none, where it is missing or `wrong` says all */
  readonly value?: unknown;
  /** What is wrong: what follows the value in a sentence, such as `is not a CloudWatch retention`. */
  readonly wrong: string;
  /** What is allowed in its place. */
  readonly allowed?: string;
  /** What was probably meant. */
  readonly meant?: unknown;
}

/** An object of Kubernetes, as far as a message names it. */
export interface NamedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A problem and its file: that of an overlay, such as `overlays/prod.ts`, or one in dist/. */
export type FileProblem = Problem & { readonly file: string };

/** A problem in one line: `overlays/prod.ts  logs.retentionDays: 6 is not a CloudWatch retention; allowed: 1, 3, 5` */
export const problemLine = (problem: FileProblem): string => `${problem.file}  ${problemText(problem)}`;

/** The same without the file: `Deployment shop/web  spec.replicas: "two" is not a number; expected: 2`. */
export function problemText({ object, field, value, wrong, allowed, meant }: Problem): string {
  const place = object ? `${nameOf(object)}  ${field}` : field;
  const sentence = [
    value === undefined ? wrong : `${show(value)} ${wrong}`,
    ...(allowed ? [`${object ? 'expected' : 'allowed'}: ${allowed}`] : []),
    ...(meant === undefined ? [] : [`did you mean ${show(meant)}?`]),
  ];
  return `${place}: ${sentence.join('; ')}`;
}

/** Name of an object for people: `Deployment shop/web`. */
export const nameOf = ({ kind, metadata: { name, namespace } }: NamedObject): string =>
  `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

/** Longest text of a value in a message; longer ones end in "…". */
const VALUE_MAX_CHARACTERS = 120;

/** Characters that would break a line, hide in it or turn it around; JSON.stringify has escaped those below U+0020. */
const INVISIBLE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A text whose invisible characters are written out, as `\\u202e`. */
export const escapeInvisible = (text: string): string =>
  text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value as it is printed in a message: as JSON, on one line, without passwords of URLs, cut where it is long. */
export function show(value: unknown): string {
  const text = escapeInvisible(stringify(value)).replace(/(:\/\/)[^/\s"@]*@/g, '$1…@');
  const characters = Array.from(text);
  return characters.length <= VALUE_MAX_CHARACTERS ? text : `${characters.slice(0, VALUE_MAX_CHARACTERS).join('')}…`;
}

function stringify(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || typeof value === 'symbol') return String(value);
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return 'a value that JSON cannot hold';
  }
}

/** What an error says, in one line, whatever was thrown. */
export function errorText(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message || error.name : show(error);
    return escapeInvisible(String(text).replace(/\s+/g, ' '));
  } catch {
    return 'an error without words';
  }
}

/** Values as a list of JSON: `"irsa", "pod-identity"`. */
export const list = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ');

/** Path of a setting: `logs.applications[0].name`. Keys that are no identifiers are quoted. */
export function settingName(path: readonly PropertyKey[]): string {
  const parts = path.map((key, index) => {
    if (typeof key === 'number') return `[${key}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(String(key))) return `[${show(String(key))}]`;
    return index === 0 ? String(key) : `.${String(key)}`;
  });
  return parts.join('') || '(all of it)';
}
