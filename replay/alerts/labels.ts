/** Labels in braces, as OpenMetrics and promtool write them: the source of a pattern, without a group. */
export const LABELS = String.raw`\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\}`;

/** A name, which may be in quotes, with a value; a name in quotes alone is that of the metric. */
const LABEL = /(\w+|"(?:[^"\\]|\\.)*")\s*(?:=\s*"((?:[^"\\]|\\.)*)")?/g;

/** The labels that are written between braces; the name of the metric is `__name__`. */
export const labelsIn = (written: string): [string, string][] =>
  [...written.matchAll(LABEL)].map(([, label = '', value]) => {
    const name = label.startsWith('"') ? unescaped(label.slice(1, -1)) : label;
    return value === undefined ? ['__name__', name] : [name, unescaped(value)];
  });

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A text without the escapes of Go, of which OpenMetrics has some. https://go.dev/ref/spec#String_literals */
const unescaped = (text: string): string =>
  text.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gi, (_, byte, short, long, character) => {
    const code = byte ?? short ?? long;
    return code === undefined ? (ESCAPES[character] ?? character) : String.fromCodePoint(Number.parseInt(code, 16));
  });
