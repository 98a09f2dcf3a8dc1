import type { Parser, SyntaxNode } from '@lezer/common';

/** A condition on a label: `namespace=~"a|b"`. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What an expression selects: series of a metric. */
export interface Selector {
  /** Name of the metric; absent where only labels select: `{job="a"}`. */
  readonly metric?: string;
  /** Conditions on labels other than the name. */
  readonly matchers: readonly LabelMatcher[];
  /** How far back a range selector looks, as a Prometheus duration. @default - an instant */
  readonly range?: string;
  /** Labels of every `by (…)` around it that no function makes: its series need them. */
  readonly grouping: readonly string[];
}

/**
 * The selectors of a PromQL expression, by Prometheus' own grammar. Throws with the position where the text is not PromQL.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export function selectorsOf(expression: string): Selector[] {
  return nodesOf(expression)
    .filter(({ name }) => name === 'VectorSelector')
    .map((node) => selectorOf(node, ({ from, to }) => expression.slice(from, to)));
}

/** All nodes of an expression, each before those within. Throws with the position where the text is not PromQL. */
export function nodesOf(expression: string): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  grammar()
    .parse(expression)
    .iterate({
      enter: ({ type, from, node }) => {
        if (type.isError) throw new Error(`is not PromQL at character ${from + 1}`);
        nodes.push(node);
      },
    });
  return nodes;
}

/** Names of the metrics that expressions read, each once. */
export const metricsRead = (expressions: Iterable<string>): string[] => [
  ...new Set([...expressions].flatMap(selectorsOf).flatMap(({ metric }) => metric ?? [])),
];

/** Loaded only when the first rule is read: its tables take longer to load than all other checks, and not every environment has rules. */
const grammar = (): Parser => require('@prometheus-io/lezer-promql').parser;

type Text = (range: { from: number; to: number }) => string;

function selectorOf(node: SyntaxNode, text: Text): Selector {
  const name = node.getChild('Identifier');
  const inBraces = node.getChild('LabelMatchers');
  const matchers = [
    ...(inBraces?.getChildren('UnquotedLabelMatcher') ?? []),
    ...(inBraces?.getChildren('QuotedLabelMatcher') ?? []),
  ].map((each) => matcherOf(each, text));
  const quotedName = inBraces?.getChild('QuotedLabelName');
  const byLabel = matchers.find(({ label, operator }) => label === '__name__' && operator === '=');
  const range = node.parent?.name === 'MatrixSelector' ? node.nextSibling : null;
  return {
    metric: name ? text(name) : quotedName ? unquoted(text(quotedName)) : byLabel?.value,
    matchers: matchers.filter((each) => each !== byLabel),
    range: range ? text(range) : undefined,
    grouping: groupingOf(node, text),
  };
}

function matcherOf(node: SyntaxNode, text: Text): LabelMatcher {
  const [label, operator, value] = [node.firstChild, node.getChild('MatchOp'), node.lastChild].map((each) =>
    each ? text(each) : '',
  );
  return {
    label: node.name === 'QuotedLabelMatcher' ? unquoted(label ?? '') : (label ?? ''),
    operator: operator as LabelMatcher['operator'],
    value: unquoted(value ?? ''),
  };
}

/** Labels of the `by` clauses of the aggregations that a node is in, without those that a function makes on the way. */
function groupingOf(node: SyntaxNode, text: Text): string[] {
  const labels: string[] = [];
  const made = new Set<string>();
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (outer.name === 'FunctionCall' && /^label_(replace|join)\b/.test(text(outer))) {
      const [target] = outer.getChild('FunctionCallBody')?.getChildren('StringLiteral') ?? [];
      if (target) made.add(unquoted(text(target)));
    }
    const modifier = outer.name === 'AggregateExpr' ? outer.getChild('AggregateModifier') : null;
    if (!modifier?.getChild('By')) continue;
    const named = modifier.getChild('GroupingLabels');
    labels.push(...(named?.getChildren('LabelName') ?? []).map(text));
    labels.push(...(named?.getChildren('QuotedLabelName') ?? []).map((each) => unquoted(text(each))));
  }
  return labels.filter((label) => !made.has(label));
}

/** What a string literal says. https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals */
function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return JSON.parse(literal.startsWith("'") ? `"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"` : literal);
}
