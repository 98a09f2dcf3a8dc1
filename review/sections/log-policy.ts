import type { Pair } from '../compare';
import { isTree } from '../diff';
import type { Finding, Look } from '../finding';
import { titleOf } from '../items';
import { code, some } from '../markdown';

/** Settings of a log router by name, as texts: one of a text or number, several of a list. */
type Settings = ReadonlyMap<string, readonly string[]>;

/** Settings as charts/common/fluent-bit/lua-settings.ts renders them. */
const SETTINGS = /^return \{\n((?: {2}\w+ = .*,\n)+)\}/;

/** Finds the settings of the log router anywhere in an object: in a ConfigMap, or in an argument of a container. */
function settingsIn(value: unknown): Settings | undefined {
  if (typeof value === 'string') return settingsOf(value);
  for (const part of Array.isArray(value) || isTree(value) ? Object.values(value) : []) {
    const found = settingsIn(part);
    if (found) return found;
  }
  return undefined;
}

function settingsOf(text: string): Settings | undefined {
  if (!text.startsWith('return {')) return undefined;
  const [, body] = SETTINGS.exec(text) ?? [];
  if (!body) return undefined;
  const lines = [...body.matchAll(/^ {2}(\w+) = (.*),$/gm)];
  return new Map(lines.map(([, key = '', value = '']) => [key, literals(value)]));
}

const literals = (value: string): string[] => {
  const texts = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
  return texts.length > 0 || value === '{}' ? texts : [value];
};

/** What happens to log lines: dropped, sampled, redacted otherwise. */
export const logPolicy: Look = (pairs) => pairs.flatMap(policyChange);

function policyChange({ before, after }: Pair): Finding[] {
  const [was, is] = [settingsIn(before?.value), settingsIn(after?.value)];
  if (!was || !is || !after) return [];
  const of = `log lines (${code(titleOf(after))})`;
  const finding = (harm: number, says: string, worst?: string): Finding => ({
    section: 'Signals',
    harm,
    text: `${of}: ${says}`,
    ...(worst && { worst }),
  });
  const change = (key: string) => ({
    gone: missing(was.get(key), is.get(key)),
    added: missing(is.get(key), was.get(key)),
  });
  const redactions = ['redact', 'redact_names'].map(change);
  const clear = redactions.flatMap(({ gone }) => gone);
  const redacted = redactions.flatMap(({ added }) => added);
  const levels = change('drop_levels');
  return [
    ...(clear.length > 0
      ? [
          finding(
            89,
            `${names(clear)} **leave the node unredacted**`,
            'personal data or secrets leave the node unredacted',
          ),
        ]
      : []),
    ...(redacted.length > 0 ? [finding(28, `${names(redacted)} are redacted now`)] : []),
    ...(levels.added.length > 0
      ? [finding(74, `level ${names(levels.added)} **is dropped**`, 'log lines are dropped')]
      : []),
    ...(levels.gone.length > 0 ? [finding(34, `level ${names(levels.gone)} is kept again`)] : []),
    ...ownPatterns(change('redact_patterns')).map((says) => finding(46, says)),
    ...sampling(was, is).map(([harm, says]) => finding(harm, says)),
  ];
}

/** Expressions of the overlay's own; which of the golden lines they find is told apart. */
const ownPatterns = ({ gone, added }: { gone: string[]; added: string[] }): string[] =>
  gone.length + added.length === 0
    ? []
    : [
        `own patterns of redaction change: ${names([...gone.map((each) => `− ${each}`), ...added.map((each) => `+ ${each}`)])}`,
      ];

const missing = (some: readonly string[] = [], others: readonly string[] = []): string[] =>
  some.filter((each) => !others.includes(each));

const names = (all: readonly string[]): string =>
  some(
    all.map((name) => code(name)),
    8,
  );

function sampling(was: Settings, is: Settings): [number, string][] {
  const [from = 100, to = 100] = [was, is].map((settings) => Number(settings.get('sample_info_percent')?.[0] ?? 100));
  if (from === to) return [];
  return [[to < from ? 73 : 34, `of level \`info\` with a trace ID, ${from} % → ${to} % are kept`]];
}
