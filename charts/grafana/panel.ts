import type { CloudWatchMetric } from '../../model/facts/cloudwatch-metrics';
import type { LogGroup } from '../../model/names/log-groups';

/** Identifiers of the datasources: the same in every Grafana, so that a dashboard fits all of them. */
export const DATASOURCES = { prometheus: 'amazon-prometheus', cloudwatch: 'amazon-cloudwatch' } as const;

/** PromQL. */
export interface MetricsQuery {
  readonly expr: string;
  /** Name of a series, with `{{label}}` in it. */
  readonly legend: string;
}

/** Series of CloudWatch: one metric, a query for several, or metric math over those before it. */
export type CloudWatchQuery = {
  /** Name of the series, and of what metric math calls it. */
  readonly id: string;
  readonly label?: string;
  /** Only metric math reads it. @default false */
  readonly hidden?: boolean;
  /** Seconds between two points. @default - as many as the graph has room for */
  readonly periodSeconds?: number;
} & (
  | { readonly metric: CloudWatchMetric; readonly stat: string }
  | { readonly search: string }
  | { readonly math: string }
);

/** Logs Insights. */
export interface LogsQuery {
  readonly groups: readonly LogGroup[];
  readonly commands: readonly string[];
}

/** How values are drawn. */
export type View = 'graph' | 'number' | 'table' | 'logs';

/** A panel of a dashboard. */
export interface Panel {
  readonly title: string;
  /** What it shows, and what to do when it looks wrong. */
  readonly description: string;
  /** Pages of docs/runbooks/ that it links to: what to do when it looks wrong. */
  readonly runbooks: readonly [string, ...string[]];
  readonly view: View;
  /** Unit as Grafana names it. https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
  readonly unit: string;
  /** Of the 24 columns. @default 12 */
  readonly width?: number;
  /** Values from which on it is yellow, and red. @default - no colours */
  readonly limits?: { readonly warning: number; readonly critical: number };
  /** How far back it looks, whatever the dashboard shows, such as `30d`. @default - what the dashboard shows */
  readonly over?: string;
  /** One kind of query. */
  readonly metrics?: readonly MetricsQuery[];
  readonly cloudwatch?: readonly CloudWatchQuery[];
  readonly logs?: LogsQuery;
}

/** A dashboard. */
export interface Dashboard {
  /** Part of its URL and of the name of its object: a DNS label of at most 40 characters. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly panels: readonly Panel[];
}

/** Every PromQL expression of some dashboards. */
export const expressionsOf = (dashboards: readonly Dashboard[]): string[] =>
  dashboards.flatMap(({ panels }) => panels.flatMap(({ metrics = [] }) => metrics.map(({ expr }) => expr)));
