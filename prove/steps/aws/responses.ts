import { XMLParser } from 'fast-xml-parser';

/** Content of an AWS response: a string, a list, or fields by name. */
// biome-ignore lint/suspicious/noExplicitAny: AWS responses have any fields.
export type Tree = any;

/** Elements that AWS puts around the items of a list. */
const LIST_ITEMS = ['item', 'member'];

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false, // keeps the leading zeros of account numbers
  htmlEntities: true, // numeric ones too
  isArray: (name) => LIST_ITEMS.includes(name),
});

/** Parses an XML response of AWS. Repeated elements become a list, and so do elements that contain only `item` or `member`; the empty list is ''. */
export const parseXml = (xml: string): Tree => withoutItems(parser.parse(xml));

function withoutItems(value: Tree): Tree {
  if (Array.isArray(value)) return value.map(withoutItems);
  if (typeof value !== 'object' || value === null) return value;
  const [[name = '', first] = [], ...others] = Object.entries(value);
  if (others.length === 0 && LIST_ITEMS.includes(name)) return withoutItems(first);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutItems(each)]));
}
