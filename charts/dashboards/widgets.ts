import type { CloudWatchMetric } from '../../model/facts/cloudwatch-metrics';

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

/** A line of a graph. */
export interface Line {
  readonly metric: CloudWatchMetric;
  readonly label: string;
}

/** A heading. */
export const heading = (text: string): Widget => ({
  type: 'text',
  width: 24,
  height: 1,
  properties: { markdown: `## ${text}` },
});

/** A graph of metrics over time. */
export const graph = (
  title: string,
  region: string,
  lines: readonly Line[],
  {
    stat = 'Sum',
    periodSeconds = 300,
    unit,
    width = 12,
  }: { stat?: string; periodSeconds?: number; unit?: string; width?: number } = {},
): Widget => ({
  type: 'metric',
  width,
  height: 6,
  properties: {
    title,
    region,
    view: 'timeSeries',
    stat,
    period: periodSeconds,
    metrics: lines.map(({ metric, label }) => [
      metric.namespace,
      metric.name,
      ...Object.entries(metric.dimensions).flat(),
      { label },
    ]),
    ...(unit && { yAxis: { left: { label: unit, min: 0, showUnits: false } } }),
  },
});

/** The result of a Logs Insights query, as a table. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
export const logTable = (
  title: string,
  region: string,
  logGroupNames: readonly string[],
  query: readonly string[],
): Widget => ({
  type: 'log',
  width: 24,
  height: 8,
  properties: {
    title,
    region,
    view: 'table',
    query: [...logGroupNames.map((name) => `SOURCE '${name}'`), ...query].join(' | '),
  },
});

/** The state of alarms. */
export const alarmStates = (title: string, alarmArns: readonly string[]): Widget => ({
  type: 'alarm',
  width: 24,
  height: 3,
  properties: { title, alarms: alarmArns },
});

/** Puts widgets in rows, left to right, and gives the body of the dashboard. Rows are as high as their highest widget. */
export function dashboardBody(widgets: readonly Widget[]): string {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const placed = widgets.map(({ type, width, height, properties }) => {
    if (x + width > 24) {
      y += rowHeight;
      x = 0;
      rowHeight = 0;
    }
    const widget = { type, x, y, width, height, properties };
    x += width;
    rowHeight = Math.max(rowHeight, height);
    return widget;
  });
  return JSON.stringify({ periodOverride: 'inherit', widgets: placed }, null, 2);
}
