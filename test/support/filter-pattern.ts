/**
 * Whether CloudWatch Logs' filter patterns match an event, as far as the patterns of this project go: a quoted text, or
 * conditions on fields of JSON (`=` with a number, a text, `*` at its end, or %a regular expression%), joined by `||`, `&&` and
 * parentheses.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matches(pattern: string, event: string): boolean {
  const text = /^"([^"]+)"$/.exec(pattern)?.[1];
  if (text !== undefined) return event.includes(text);
  const body = /^\{ (.+) \}$/.exec(pattern)?.[1];
  if (body === undefined) throw new Error(`no filter pattern: ${pattern}`);
  const tokens = body.match(/\$\.\w+ = (?:"[^"]*"|%[^%]*%|[0-9]+)|\|\||&&|[()]|\S+/g) ?? [];
  let next = 0;
  const joined = (operator: string, part: () => boolean, join: (a: boolean, b: boolean) => boolean): boolean => {
    let result = part();
    while (tokens[next] === operator) {
      next++;
      result = join(part(), result);
    }
    return result;
  };
  const any = (): boolean => joined('||', all, (a, b) => a || b);
  const all = (): boolean => joined('&&', one, (a, b) => a && b);
  const one = (): boolean => {
    const token = tokens[next++] ?? '';
    if (token !== '(') return condition(token, fieldsOf(event));
    const inner = any();
    if (tokens[next++] !== ')') throw new Error(`parentheses in ${pattern}`);
    return inner;
  };
  const result = any();
  if (next !== tokens.length) throw new Error(`"${tokens[next]}" in ${pattern}`);
  return result;
}

function fieldsOf(event: string): Record<string, unknown> {
  try {
    return JSON.parse(event);
  } catch {
    return {};
  }
}

function condition(text: string, fields: Record<string, unknown>): boolean {
  const [, field = '', wanted, regex, number] = /^\$\.(\w+) = (?:"([^"]*)"|%([^%]*)%|([0-9]+))$/.exec(text) ?? [];
  if (!field) throw new Error(`no condition: ${text}`);
  const value = fields[field];
  if (number !== undefined) return value === Number(number);
  // A text in the pattern is compared with texts alone.
  if (typeof value !== 'string') return false;
  if (regex !== undefined) return new RegExp(regex).test(value);
  return wanted?.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
}
