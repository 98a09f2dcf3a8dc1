import { escapeInvisible } from '../../model/problem';

/** Text that is HTML already. Only `html` makes it, so that no value gets into a page unescaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What can stand in HTML: text, which is escaped, or HTML. */
type Part = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text in HTML: nothing in it can end an element or an attribute, hide, or turn the line around. */
export const escaped = (text: string): string =>
  escapeInvisible(text)
    .replace(/(?!\n)\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** HTML from a template: what is inserted is escaped unless it is HTML. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(texts.map((text, at) => text + inserted(parts[at])).join(''));

function inserted(part: Part = ''): string {
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? joined(part).text : escaped(String(part));
}

/** Several pieces of HTML as one. */
export const joined = (parts: readonly Html[]): Html => new Html(parts.map(({ text }) => text).join(''));
