import { CORE_SCHEMA, load } from 'js-yaml';
import { Kept } from './kept';

/** Languages of texts within values whose structure is compared; any other text of several lines is compared line by line. */
export type Language = 'json' | 'yaml' | 'lines';

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Texts that were read last: each is looked at by the comparison, by what explains it, and by the sections. */
const read = { json: new Kept<unknown>(200), yaml: new Kept<unknown>(200) };

/** The structure of a text, which is shared: nobody changes it; undefined where the text is not of that language. */
export const parsed = (language: Language, text: string): unknown =>
  language === 'lines' ? text.split('\n') : read[language].of(text, () => structureOf(language, text));

function structureOf(language: 'json' | 'yaml', text: string): unknown {
  try {
    const value = language === 'json' ? JSON.parse(text) : load(text, { schema: CORE_SCHEMA });
    return isTree(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The language that both texts are in; undefined: they are plain values, as a private key is, whose lines do not say what they are. */
export function languageOf(before: string, after: string): Language | undefined {
  const texts = [before, after];
  if (texts.some((text) => text.includes('PRIVATE KEY-----'))) return undefined;
  if (texts.every((text) => /^\s*[{[]/.test(text) && parsed('json', text))) return 'json';
  if (!texts.some((text) => text.includes('\n'))) return undefined;
  const isYaml =
    texts.every((text) => /^(?:[\w"'./-]+:(?:\s|$)|- )/m.test(text) && parsed('yaml', text)) &&
    comments(before) === comments(after);
  return isYaml ? 'yaml' : 'lines';
}

/** Lines that are comments: a parser drops them, so texts that differ in them are compared line by line. */
const comments = (text: string): string => (text.match(/^\s*#.*$/gm) ?? []).join('\n');
