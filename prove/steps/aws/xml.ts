/** What an XML answer of AWS says: a text, a list, or fields by their names. */
// biome-ignore lint/suspicious/noExplicitAny: as varied as AWS's answers.
export type Tree = any;

const TOKEN = /<\?[^>]*\?>|<(\/?)([\w:.-]+)((?:[^>"]|"[^"]*")*?)(\/?)>|([^<]+)/g;

/**
 * Reads an XML answer as AWS writes them: no mixed content, attributes mean nothing. Repeated elements are a list, and so is
 * what has only `item` or `member` in it.
 */
export function parseXml(xml: string): Tree {
  const root: [string, Tree][] = [];
  const stack: { children: [string, Tree][]; text: string }[] = [{ children: root, text: '' }];
  for (const [, closing, name, , empty, text] of xml.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (!top) throw new Error('an element is closed that was never opened');
    if (text !== undefined) top.text += unescapeXml(text);
    else if (name === undefined) continue;
    else if (closing) {
      stack.pop();
      stack.at(-1)?.children.push([name, treeOf(top.children, top.text)]);
    } else if (empty) top.children.push([name, '']);
    else stack.push({ children: [], text: '' });
  }
  return treeOf(root, '');
}

function treeOf(children: readonly [string, Tree][], text: string): Tree {
  if (children.length === 0) return text;
  if (children.every(([name]) => name === 'item' || name === 'member')) return children.map(([, value]) => value);
  const fields: Record<string, Tree> = {};
  for (const [name, value] of children) {
    const same = children.filter(([other]) => other === name);
    fields[name] = same.length > 1 ? same.map(([, each]) => each) : value;
  }
  return fields;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (all, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? all;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
