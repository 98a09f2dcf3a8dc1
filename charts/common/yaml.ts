import { DEFAULT_SCALAR_STYLE_RULES, dump, SCALAR_STYLE, type ScalarStyleRule } from 'js-yaml';

/**
 * A text of several lines stays readable, also one with tabs, which `alloy fmt` asks for. Parsers differ on a block whose last
 * line is of blanks.
 */
const blockForLines: ScalarStyleRule = (layout) => {
  const { style, isKey, node } = layout;
  if (style !== SCALAR_STYLE.PLAIN || isKey || !node.value.includes('\n')) return;
  const text = node.value.trimEnd();
  const end = node.value.slice(text.length);
  layout.style = text === '' || /[^\n]/.test(end) ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.LITERAL_BLOCK;
};

/** JSON in a value stays free of backslashes. */
const singleQuotesAroundDouble: ScalarStyleRule = (layout) => {
  if (layout.style === SCALAR_STYLE.DOUBLE_QUOTED && /^[\x20-\x7E]*"[\x20-\x7E]*$/.test(layout.node.value))
    layout.style = SCALAR_STYLE.SINGLE_QUOTED;
};

const OPTIONS = {
  lineWidth: -1,
  noRefs: true,
  quoteStyle: 'double',
  // As kubectl and kustomize print lists.
  seqNoIndent: true,
  scalarStyleRules: [blockForLines, ...Object.values(DEFAULT_SCALAR_STYLE_RULES), singleQuotesAroundDouble],
} as const;

/**
 * YAML documents as dist/ has them: no aliases, no folded lines, quotes where YAML 1.1 or 1.2 would read something else.
 * Fields that are undefined are left out. The only place that decides it. https://github.com/nodeca/js-yaml
 * @throws on what is no data, such as a function
 */
export const toYaml = (...documents: readonly unknown[]): string =>
  documents.map((document) => dump(document, OPTIONS)).join('---\n');
