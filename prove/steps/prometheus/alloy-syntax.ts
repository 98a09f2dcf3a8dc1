/** A block of an Alloy configuration as it is written. */
export interface Block {
  readonly name: string;
  readonly label?: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, Expression>;
  readonly blocks: readonly Block[];
}

/** An expression that is not evaluated yet. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [name: string, value: Expression])[] }
  /** What a component exports, or a constant: `discovery.relabel.pods.output`. */
  | { readonly kind: 'reference'; readonly path: string }
  | { readonly kind: 'call'; readonly path: string; readonly args: readonly Expression[] }
  | { readonly kind: 'sum'; readonly left: Expression; readonly right: Expression };

interface Token {
  readonly kind: 'identifier' | 'string' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
}

const PATTERN =
  /(?<blank>[ \t\r\n]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<number>\d+(?:\.\d+)?)|(?<identifier>[A-Za-z_]\w*)|(?<sign>[{}[\](),.=+])/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  let line = 1;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match?.groups) throw new Error(`line ${line}: not read here: ${text.slice(at, at + 20)}`);
    const { string, number, identifier, sign } = match.groups;
    const kind = string ? 'string' : number ? 'number' : identifier ? 'identifier' : sign ? 'sign' : undefined;
    if (kind) tokens.push({ kind, text: match[0], line });
    line += match[0].split('\n').length - 1;
  }
  return [...tokens, { kind: 'end', text: 'the end', line }];
}

/**
 * Reads an Alloy configuration, as much of its language as ours is written in. Throws at anything else.
 * https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/syntax/
 */
export const parseAlloy = (text: string): Block[] => new Parser(tokensOf(text)).file();

class Parser {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  private get next(): Token {
    return this.tokens[this.index] as Token;
  }

  private take(kind: Token['kind'], text?: string): Token {
    const token = this.next;
    if (token.kind !== kind || (text !== undefined && token.text !== text))
      throw new Error(`line ${token.line}: ${text ?? kind} expected, found ${token.text}`);
    this.index++;
    return token;
  }

  private skip(text: string): boolean {
    const here = this.next.kind === 'sign' && this.next.text === text;
    if (here) this.index++;
    return here;
  }

  private path(): string {
    const names = [this.take('identifier').text];
    while (this.skip('.')) names.push(this.take('identifier').text);
    return names.join('.');
  }

  /** Blocks of the file. Attributes stand in blocks only. */
  file(): Block[] {
    const blocks: Block[] = [];
    while (this.next.kind !== 'end') {
      const { line } = this.next;
      blocks.push(this.block(this.path(), line));
    }
    return blocks;
  }

  private block(name: string, line: number): Block {
    const label = this.next.kind === 'string' ? (JSON.parse(this.take('string').text) as string) : undefined;
    this.take('sign', '{');
    const attributes = new Map<string, Expression>();
    const blocks: Block[] = [];
    while (!this.skip('}')) {
      const at = this.next.line;
      const inner = this.path();
      if (!this.skip('=')) blocks.push(this.block(inner, at));
      else if (attributes.has(inner)) throw new Error(`line ${at}: ${inner} is written twice`);
      else attributes.set(inner, this.expression());
    }
    return { name, label, line, attributes, blocks };
  }

  private expression(): Expression {
    let left = this.term();
    while (this.skip('+')) left = { kind: 'sum', left, right: this.term() };
    return left;
  }

  private term(): Expression {
    const { kind, text, line } = this.next;
    if (kind === 'string') return { kind: 'literal', value: JSON.parse(this.take('string').text) };
    if (kind === 'number') return { kind: 'literal', value: Number(this.take('number').text) };
    if (this.skip('[')) return { kind: 'list', items: this.items(']', () => this.expression()) };
    if (this.skip('{')) return { kind: 'object', fields: this.items('}', () => this.field()) };
    if (kind !== 'identifier') throw new Error(`line ${line}: a value expected, found ${text}`);
    const path = this.path();
    const constant = new Map<string, boolean | null>([
      ['true', true],
      ['false', false],
      ['null', null],
    ]).get(path);
    if (constant !== undefined) return { kind: 'literal', value: constant };
    if (this.skip('(')) return { kind: 'call', path, args: this.items(')', () => this.expression()) };
    return { kind: 'reference', path };
  }

  private field(): readonly [string, Expression] {
    const name =
      this.next.kind === 'string' ? (JSON.parse(this.take('string').text) as string) : this.take('identifier').text;
    this.take('sign', '=');
    return [name, this.expression()];
  }

  private items<Item>(close: string, item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.skip(close)) {
      items.push(item());
      if (!this.skip(',')) {
        this.take('sign', close);
        break;
      }
    }
    return items;
  }
}
