import type { CloudWatchMetric } from '../../model/facts/cloudwatch-metrics';
import { DASHBOARD_LIMITS, LOOK_BACK_HOURS } from '../../model/facts/dashboards';
import { type RunbookBase, runbookUrl } from '../../model/names/runbooks';

/**
 * Widgets of a CloudWatch dashboard, as data.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export interface Widget {
  readonly type: 'text' | 'metric' | 'log' | 'alarm';
  /** In units of the grid, which is 24 wide. */
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A line of a graph: a metric, or what an expression makes of others or finds. */
export type Line = {
  readonly label: string;
  /** Name of the series in expressions: a lower-case letter, then letters and digits. @default - none */
  readonly id?: string;
  /** Only expressions read it. @default false */
  readonly hidden?: boolean;
  /** @default - that of the graph */
  readonly stat?: string;
} & ({ readonly metric: CloudWatchMetric } | { readonly expression: string });

/** Appearance of a graph. */
export interface GraphOptions {
  /** How a period of a series becomes a point. @default 'Sum' */
  readonly stat?: string;
  /** @default 300 */
  readonly periodSeconds?: number;
  /** Label of the axis. @default - none */
  readonly unit?: string;
  /** @default 12 */
  readonly width?: number;
  /** Levels from which on something is wrong. @default - none */
  readonly thresholds?: readonly { readonly label: string; readonly value: number }[];
  /** Lines are stacked on each other. @default false */
  readonly stacked?: boolean;
  /** Time that it shows, whatever the dashboard does. @default - that of the dashboard */
  readonly days?: number;
}

/** Text in Markdown. */
export const text = (markdown: string, height: number): Widget => ({
  type: 'text',
  width: DASHBOARD_LIMITS.columns,
  height,
  properties: { markdown },
});

/**
 * A heading.
 * @param pages pages of docs/runbooks/ that say what to do when the graphs below look wrong; linked where it is known where they are
 */
export const heading = (words: string, runbooks: RunbookBase, ...pages: string[]): Widget => {
  const links = pages.flatMap((page) => {
    const url = runbookUrl(runbooks, page);
    return url === undefined ? [] : [`[${page}](${url})`];
  });
  return text(`## ${words}${links.length > 0 ? ` · what to do: ${links.join(' · ')}` : ''}`, 1);
};

/** A graph of metrics over time. */
export const graph = (title: string, region: string, lines: readonly Line[], options: GraphOptions = {}): Widget => {
  const { stat = 'Sum', periodSeconds = 300, unit, width = 12, thresholds = [], stacked, days } = options;
  return {
    type: 'metric',
    width,
    height: 6,
    properties: {
      title,
      region,
      view: 'timeSeries',
      stat,
      period: periodSeconds,
      ...(stacked && { stacked }),
      ...(days && { start: `-P${days}D`, end: 'P0D' }),
      metrics: lines.map(metricOf),
      ...(thresholds.length > 0 && { annotations: { horizontal: thresholds } }),
      ...(unit && { yAxis: { left: { label: unit, min: 0, showUnits: false } } }),
    },
  };
};

/**
 * Graphs of as many series as CloudWatch draws in one: of many log groups, say. The second has its number in the title.
 * @param bundles series of which expressions read each other, so that they stay together
 */
export const graphs = (
  title: string,
  region: string,
  bundles: readonly (readonly Line[])[],
  options: GraphOptions = {},
): Widget[] => {
  const parts: Line[][] = [[]];
  for (const bundle of bundles) {
    const last = parts.at(-1) ?? [];
    if (last.length + bundle.length > DASHBOARD_LIMITS.metricsOfWidget) parts.push([...bundle]);
    else last.push(...bundle);
  }
  return parts.map((lines, at) => graph(at === 0 ? title : `${title} (${at + 1})`, region, lines, options));
};

function metricOf(line: Line): unknown[] {
  const { label, id, hidden, stat } = line;
  const rest = { label, ...(id && { id }), ...(hidden && { visible: false }), ...(stat && { stat }) };
  return 'expression' in line
    ? [{ expression: line.expression, ...rest }]
    : [line.metric.namespace, line.metric.name, ...Object.entries(line.metric.dimensions).flat(), rest];
}

/** The result of a Logs Insights query, as a table. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
export const logTable = (
  title: string,
  region: string,
  logGroupNames: readonly string[],
  query: readonly string[],
): Widget => ({
  type: 'log',
  width: DASHBOARD_LIMITS.columns,
  height: 8,
  properties: {
    title,
    region,
    view: 'table',
    query: [...logGroupNames.map((name) => `SOURCE '${name}'`), ...query].join(' | '),
  },
});

/** The state of alarms: first those in alarm, then those without data; of each, first the one that has changed last. */
export const alarmStates = (title: string, alarmArns: readonly string[]): Widget => ({
  type: 'alarm',
  width: DASHBOARD_LIMITS.columns,
  height: Math.max(2, Math.ceil(alarmArns.length / ALARMS_OF_A_ROW)),
  properties: { title, sortBy: 'stateUpdatedTimestamp', alarms: alarmArns },
});

/** Alarms next to each other in a widget of full width, about. */
const ALARMS_OF_A_ROW = 8;

/** Puts widgets in rows, left to right, and gives the body of the dashboard. Rows are as high as their highest widget. */
export function dashboardBody(widgets: readonly Widget[]): string {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const placed = widgets.map(({ type, width, height, properties }) => {
    if (x + width > DASHBOARD_LIMITS.columns) {
      y += rowHeight;
      x = 0;
      rowHeight = 0;
    }
    const widget = { type, x, y, width, height, properties };
    x += width;
    rowHeight = Math.max(rowHeight, height);
    return widget;
  });
  return JSON.stringify({ start: `-PT${LOOK_BACK_HOURS}H`, periodOverride: 'inherit', widgets: placed }, null, 2);
}
