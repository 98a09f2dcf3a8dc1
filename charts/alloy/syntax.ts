/**
 * Alloy configuration as data, and its renderer. A file is blocks; a block has a name, perhaps a label, attributes and
 * blocks. Only this file knows escaping and layout: the text is what `alloy fmt` would write.
 * https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/syntax/
 */
export interface AlloyBlock {
  /** One line above the block. */
  readonly comment?: string;
  /** Identifiers joined by ".", such as `discovery.relabel`. */
  readonly name: string;
  /** Label of a component: an identifier, so without "-". */
  readonly label?: string;
  /** Attributes in the order in which they are written; `undefined` is left out. */
  readonly attributes?: Readonly<Record<string, AlloyValue | undefined>>;
  /** Blocks inside this one, written after the attributes. */
  readonly blocks?: readonly AlloyBlock[];
}

/** A value of an attribute. */
export type AlloyValue =
  | string
  | number
  | boolean
  | AlloyExpression
  | readonly AlloyValue[]
  | { readonly [key: string]: AlloyValue };

/** The parts of an expression. */
export type AlloyForm =
  | { readonly kind: 'reference'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'concat'; readonly parts: readonly (string | AlloyExpression)[] }
  | { readonly kind: 'join'; readonly parts: readonly string[]; readonly separator: string };

/** Something that Alloy evaluates. Only the functions below create it. */
export class AlloyExpression {
  /** The expression as Alloy reads it; lines after the first are indented from column one. */
  readonly text: string;

  private constructor(readonly form: AlloyForm) {
    this.text = renderExpression(form);
  }

  /**
   * What another component exports, or a constant: `discovery.relabel.pods.output`.
   * https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/expressions/referencing_exports/
   */
  static reference(...path: string[]): AlloyExpression {
    const parts = path.flatMap((part) => part.split('.')).map(identifier);
    return new AlloyExpression({ kind: 'reference', path: parts.join('.') });
  }

  /** An environment variable, empty if unset. https://grafana.com/docs/alloy/latest/reference/stdlib/sys/ */
  static env(name: string): AlloyExpression {
    if (!/^[A-Z_][A-Z0-9_]*$/.test(name)) throw new Error(`not the name of an environment variable: ${quote(name)}`);
    return new AlloyExpression({ kind: 'env', name });
  }

  /** Text of several parts, one after the other. */
  static concat(...parts: (string | AlloyExpression)[]): AlloyExpression {
    return new AlloyExpression({ kind: 'concat', parts });
  }

  /**
   * Strings joined to one, written one per line: keeps a long regular expression reviewable.
   * https://grafana.com/docs/alloy/latest/reference/stdlib/string/#stringjoin
   */
  static join(parts: readonly string[], separator: string): AlloyExpression {
    return new AlloyExpression({ kind: 'join', parts, separator });
  }
}

/** A configuration as text. Throws if Alloy would not read a name or value back as the same one. */
export const renderAlloy = (blocks: readonly AlloyBlock[]): string => `${renderBlocks(blocks, '').join('\n')}\n`;

/** Blocks with an empty line between them. */
function renderBlocks(blocks: readonly AlloyBlock[], indent: string): string[] {
  return blocks.flatMap((block, index) => [...(index > 0 ? [''] : []), ...renderBlock(block, indent)]);
}

function renderBlock(block: AlloyBlock, indent: string): string[] {
  const name = block.name.split('.').map(identifier).join('.');
  const head = block.label === undefined ? name : `${name} "${identifier(block.label)}"`;
  const comment = block.comment === undefined ? [] : [`${indent}// ${plain(block.comment)}`];
  const inner = `${indent}\t`;
  const attributes = renderAttributes(block.attributes ?? {}, inner);
  const blocks = renderBlocks(block.blocks ?? [], inner);
  const body = [...attributes, ...(attributes.length > 0 && blocks.length > 0 ? [''] : []), ...blocks];
  if (body.length === 0) return [...comment, `${indent}${head} { }`];
  return [...comment, `${indent}${head} {`, ...body, `${indent}}`];
}

function renderAttributes(attributes: Readonly<Record<string, AlloyValue | undefined>>, indent: string): string[] {
  const entries = Object.entries(attributes).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[identifier(name), renderValue(value)]],
  );
  return assignments(entries).map((line) => `${indent}${line}`);
}

/** Lines of `name = value`, their "=" aligned in runs; a value of several lines ends a run. */
function assignments(entries: readonly (readonly [name: string, value: string])[]): string[] {
  const lines: string[] = [];
  let run: (readonly [name: string, value: string])[] = [];
  for (const [index, entry] of entries.entries()) {
    run.push(entry);
    if (!entry[1].includes('\n') && index < entries.length - 1) continue;
    const width = Math.max(...run.map(([name]) => name.length));
    for (const [name, value] of run) lines.push(...`${name.padEnd(width)} = ${value}`.split('\n'));
    run = [];
  }
  return lines;
}

function renderValue(value: AlloyValue): string {
  if (value instanceof AlloyExpression) return value.text;
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`not a whole number that Alloy can hold: ${value}`);
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(renderValue).join(', ')}]`;
  return renderObject(value as { readonly [key: string]: AlloyValue });
}

function renderExpression(form: AlloyForm): string {
  switch (form.kind) {
    case 'reference':
      return form.path;
    case 'env':
      return `sys.env(${quote(form.name)})`;
    case 'concat':
      return form.parts.map(renderValue).join(' + ');
    case 'join':
      return ['string.join([', ...form.parts.map((part) => `\t${quote(part)},`), `], ${quote(form.separator)})`].join(
        '\n',
      );
  }
}

function renderObject(value: { readonly [key: string]: AlloyValue }): string {
  const fields = Object.entries(value).map(([key, field]) => {
    const name = IDENTIFIER.test(key) && !KEYWORDS.has(key) ? key : quote(key);
    return [name, `${renderValue(field)},`] as const;
  });
  return fields.length === 0 ? '{}' : ['{', ...assignments(fields).map((line) => `\t${line}`), '}'].join('\n');
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const KEYWORDS = new Set(['true', 'false', 'null']);

function identifier(text: string): string {
  if (!IDENTIFIER.test(text) || KEYWORDS.has(text)) throw new Error(`not an Alloy identifier: ${JSON.stringify(text)}`);
  return text;
}

/** A string literal. Everything in quotes is data, whatever it looks like. */
const quote = (text: string): string => `"${plain(text).replace(/[\\"]/g, '\\$&')}"`;

/** Rejects control characters: no setting has one, and a newline in a comment would start a new statement. */
function plain(text: string): string {
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text))
    throw new Error(`a control character in Alloy configuration: ${JSON.stringify(text)}`);
  return text;
}
