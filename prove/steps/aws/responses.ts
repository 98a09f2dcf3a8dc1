import { XMLParser } from 'fast-xml-parser';

/** What an answer of AWS holds: a text, a list, or fields by their names. */
// biome-ignore lint/suspicious/noExplicitAny: as varied as AWS's answers.
export type Tree = any;

/** Elements that AWS puts around the items of a list. */
const LIST_ITEMS = ['item', 'member'];

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false, // an account number keeps its zeros
  htmlEntities: true, // numeric ones too
  isArray: (name) => LIST_ITEMS.includes(name),
});

/** Reads an XML answer of AWS. Repeated elements are a list, and so is what has only `item` or `member` in it; the empty list is ''. */
export const parseXml = (xml: string): Tree => withoutItems(parser.parse(xml));

function withoutItems(value: Tree): Tree {
  if (Array.isArray(value)) return value.map(withoutItems);
  if (typeof value !== 'object' || value === null) return value;
  const [[name = '', first] = [], ...others] = Object.entries(value);
  if (others.length === 0 && LIST_ITEMS.includes(name)) return withoutItems(first);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutItems(each)]));
}
