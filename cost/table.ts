import { type Range, showRange } from '../model/budgets/range';
import { activeSeries } from '../model/budgets/series';
import { knownWorkspaceId } from '../model/names/prometheus-workspace';
import type { Environment } from '../model/schema/environment';
import { type CostSettings, costSettings } from './assumptions';
import type { Estimate, Line } from './estimate';
import type { Lever } from './levers';
import { isNotPriced, NOT_PRICED, priceText, usdRange, usdText } from './text';

/** A table of Markdown whose columns are aligned, so that it is one as plain text too. Columns named with a leading "-" are numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const names = head.map((name) => name.replace(/^-/, ''));
  const cells = [names, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = names.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number) => head[column]?.startsWith('-');
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (isNumber(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const [first = [], ...others] = cells;
  return [line(first), line(rule), ...others.map(line)].join('\n');
}

/** Everything about the cost of an environment, in Markdown, its title first. */
export const costReport = (
  environment: Environment,
  estimate: Estimate,
  { levers, saved }: { readonly levers: readonly Lever[]; readonly saved: readonly Lever[] },
): string =>
  [
    `## ${environment.name}`,
    verdict(environment, estimate),
    byItem(estimate),
    ...byGroup(estimate),
    ...savings('What settings of the log policy save already.', 'compared with', saved),
    ...savings('What one changed setting would save.', 'but', levers),
    assumptions(environment),
    ...seriesLimit(environment),
    details(estimate),
  ].join('\n\n');

/** The sum in a sentence, and what is not in it. */
function verdict({ budget, cluster }: Environment, { usd, lines, notPriced, allowances }: Estimate): string {
  const items = [...new Set(notPriced.map(({ item, region }) => `${item} in ${region}`))];
  return [
    isNotPriced(lines)
      ? `**Not priced**, in ${cluster.region}.`
      : `**${usdText(usd.low)} USD a month on average, at most ${usdText(usd.high)}**, in ${cluster.region}.`,
    ...(budget ? [`The budget is ${usdText(budget.monthlyUsd)}.`] : []),
    ...(items.length > 0 ? [`Not in the sum, for want of a price: ${items.join(', ')}.`] : []),
    ...(allowances >= 0.01
      ? [`Free allowances of the account, which all its environments share, would save at most ${usdText(allowances)}.`]
      : []),
  ].join(' ');
}

/** Sums of lines by a key, in the order of their first line. */
function sums(lines: readonly Line[], key: (line: Line) => string): Map<string, Range> {
  const found = new Map<string, Range>();
  for (const line of lines) {
    const before = found.get(key(line)) ?? { low: 0, high: 0 };
    const { low, high } = line.usd ?? { low: 0, high: 0 };
    found.set(key(line), { low: before.low + low, high: before.high + high });
  }
  return found;
}

function byItem({ lines, usd }: Estimate): string {
  const priced = [...sums(lines, ({ item }) => item)]
    .filter(([item]) => lines.some((line) => line.item === item && line.usd))
    .sort(([, one], [, other]) => other.high - one.high);
  return markdownTable(
    ['what is charged for', '-USD on average', '-USD at most'],
    [...priced, ...(isNotPriced(lines) ? [] : [['sum', usd] as const])].map(([item, { low, high }]) => [
      item,
      usdText(low),
      usdText(high),
    ]),
  );
}

const LOG_ITEMS = new Set(['logs-ingestion', 'logs-vended', 'logs-storage', 'logs-insights']);

function byGroup({ lines }: Estimate): string[] {
  const groups = lines.filter(({ item }) => LOG_ITEMS.has(item));
  if (groups.length === 0) return [];
  const taken = new Map(
    groups.filter(({ item }) => item !== 'logs-storage' && item !== 'logs-insights').map((line) => [line.what, line]),
  );
  return [
    'What each log group costs: taken in, stored, and read by the dashboard of logs.',
    markdownTable(
      ['log group', '-GB a month', '-USD a month'],
      [...sums(groups, ({ what }) => what)]
        .sort(([, one], [, other]) => other.high - one.high)
        .map(([what, usd]) => [what, showRange(taken.get(what)?.amount ?? { low: 0, high: 0 }), usdRange(usd)]),
    ),
  ];
}

const savings = (title: string, column: string, levers: readonly Lever[]): string[] =>
  levers.length === 0
    ? []
    : [
        title,
        markdownTable(
          ['setting', '-saves USD a month', column],
          levers.map(({ change, usd, price }) => [change, usdRange(usd), price]),
        ),
      ];

const assumptions = (environment: Environment): string =>
  [
    'What the estimate rests on and no other setting says.',
    markdownTable(
      ['setting', '-value', 'from'],
      costSettings(environment).map(({ setting, value, isDefault }: CostSettings) => [
        setting,
        value,
        isDefault ? 'assumed' : 'overlay',
      ]),
    ),
  ].join('\n\n');

/** The command that makes a workspace refuse more series than the estimate says. https://docs.aws.amazon.com/cli/latest/reference/amp/update-workspace-configuration.html */
function seriesLimit(environment: Environment): string[] {
  const { cluster, metrics } = environment;
  if (!metrics.workspace) return [];
  const id = knownWorkspaceId(metrics.workspace) ?? '<ID of the workspace>';
  const limits = [
    { labelSet: { cluster: cluster.name }, limits: { maxSeries: Math.ceil(activeSeries(environment).high) } },
  ];
  return [
    'So that the workspace refuses more series than that:',
    [
      '```sh',
      `aws amp update-workspace-configuration --region ${cluster.region} --workspace-id '${id}' \\`,
      `  --limits-per-label-set '${JSON.stringify(limits)}'`,
      '```',
    ].join('\n'),
  ];
}

/** Every line, and how its quantity was found. */
const details = ({ lines }: Estimate): string =>
  [
    'Every line: quantity × price.',
    markdownTable(
      ['item', 'of', '-quantity a month', 'USD each', '-USD a month', 'quantity from', 'formula'],
      lines.map(({ item, what, amount, unit, price, usd, origin, formula }) => [
        ...[item, what, `${showRange(amount)} ${unit}`],
        price ? priceText(price) : NOT_PRICED,
        usd ? usdRange(usd) : NOT_PRICED,
        ...[origin, formula],
      ]),
    ),
  ].join('\n\n');
