import type { FluentBitParser, FluentBitPlugin, FluentBitProperty } from './model';

/** Sections of the classic format. https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/configuration-file */
export type ClassicSection = 'SERVICE' | 'INPUT' | 'PARSER' | 'FILTER' | 'OUTPUT';

/** Spaces in front of every key: EKS wants the same everywhere in a file. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const INDENT = '    ';

/** Sections of one kind in Fluent Bit's classic format, in their order. */
export const renderClassic = (
  section: ClassicSection,
  plugins: readonly (FluentBitPlugin | FluentBitParser)[],
): string => plugins.map(({ name, properties }) => renderSection(section, [['name', name], ...properties])).join('\n');

/** One section that has no plugin, such as SERVICE. */
export const renderSection = (section: ClassicSection, properties: readonly FluentBitProperty[]): string =>
  `[${section}]\n${properties.map(([key, value]) => `${INDENT}${checkedKey(key)} ${text(key, value)}\n`).join('')}`;

function checkedKey(key: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(key)) throw new Error(`"${key}" is not a Fluent Bit key`);
  return key;
}

/** A value as it stands at the end of a line: there is no quoting in this format, so what could end or change it is refused. */
function text(key: string, value: FluentBitProperty[1]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${key}: ${value} is not a number`);
    return String(value);
  }
  const refuse = (what: string): never => {
    throw new Error(`${key}: a value may not hold ${what}: ${JSON.stringify(value)}`);
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused.
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value)) refuse('a line break or control character');
  if (value === '' || value !== value.trim()) refuse('nothing, or spaces at an end');
  if (value.includes('${')) refuse('a variable');
  // Newer engines refuse it, older ones drop the key.
  if (/\s#/.test(value)) refuse('a comment');
  return value;
}
