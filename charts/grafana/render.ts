import type { AwsLocation } from '../../model/names/aws';
import { type RunbookBase, runbookUrl } from '../../model/names/runbooks';
import { logGroupArn } from '../common/iam';
import { type CloudWatchQuery, DATASOURCES, type Dashboard, type LogsQuery, type Panel, type View } from './panel';

/** What a dashboard's JSON depends on besides the dashboard. */
export interface RenderSettings {
  readonly location: AwsLocation;
  readonly runbooks: RunbookBase;
}

/**
 * The classic model of a dashboard, in the last version that Grafana 10 reads; later ones move it up by themselves.
 * https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
const SCHEMA_VERSION = 39;

/** Tag of every dashboard: by it they link to each other. */
const TAG = 'aws-observability';

/** A dashboard as Grafana's JSON. */
export const dashboardJson = (dashboard: Dashboard, settings: RenderSettings): string =>
  `${pretty({
    uid: dashboard.uid,
    title: dashboard.title,
    description: dashboard.description,
    tags: [TAG],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    graphTooltip: 1,
    ...(!scansLogs(dashboard) && { refresh: '1m' }),
    time: { from: 'now-3h', to: 'now' },
    links: [{ type: 'dashboards', title: 'Others', tags: [TAG], asDropdown: true, keepTime: true }],
    panels: placed(dashboard.panels).map((panel, index) => ({ id: index + 1, ...panelJson(panel, settings) })),
  })}\n`;

/** Whether a look scans log groups, which is paid for: such a dashboard reads them when somebody asks, not each minute. */
const scansLogs = ({ panels }: Dashboard): boolean => panels.some(({ logs }) => logs !== undefined);

/** What fits in a line stands in one, so that a reviewer sees a panel on one screen. */
function pretty(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= 100) return line;
  const deeper = `${indent}  `;
  const inner = Array.isArray(value)
    ? value.map((item) => `${deeper}${pretty(item, deeper)}`)
    : Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${pretty(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${inner.join(',\n')}\n${indent}${close}`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const COLUMNS = 24;
const HEIGHT = 8;

/** Puts panels in rows, left to right. */
function placed(panels: readonly Panel[]): (Panel & { readonly gridPos: Place })[] {
  let [x, y] = [0, 0];
  return panels.map((panel) => {
    const w = panel.width ?? COLUMNS / 2;
    if (x + w > COLUMNS) [x, y] = [0, y + HEIGHT];
    const gridPos = { x, y, w, h: HEIGHT };
    x += w;
    return { ...panel, gridPos };
  });
}

/** https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/ */
const TYPES: Readonly<Record<View, string>> = { graph: 'timeseries', number: 'stat', table: 'table', logs: 'logs' };

function panelJson(panel: Panel & { readonly gridPos: Place }, { location, runbooks }: RenderSettings): object {
  const { title, view, unit, limits, over, gridPos, metrics, cloudwatch, logs } = panel;
  const links = panel.runbooks.flatMap((page) => {
    const url = runbookUrl(runbooks, page);
    return url === undefined ? [] : [{ title: `Runbook: ${page}`, url, targetBlank: true }];
  });
  return {
    type: TYPES[view],
    title,
    description: `${panel.description}${links.length > 0 ? '' : ` Runbook: ${panel.runbooks.join(', ')}.`}`,
    ...(links.length > 0 && { links }),
    gridPos,
    datasource: { uid: metrics ? DATASOURCES.prometheus : DATASOURCES.cloudwatch },
    ...(over && { timeFrom: over }),
    fieldConfig: { defaults: { unit, ...(limits && thresholds(limits)) }, overrides: [] },
    ...(view === 'number' && { options: { reduceOptions: { calcs: ['lastNotNull'], values: false } } }),
    targets: [
      ...(metrics ?? []).map(({ expr, legend }, index) => ({
        refId: refId(index),
        datasource: { uid: DATASOURCES.prometheus },
        expr,
        legendFormat: legend,
      })),
      ...(cloudwatch ?? []).map((query, index) => ({
        refId: refId(index),
        datasource: { uid: DATASOURCES.cloudwatch },
        ...cloudWatchTarget(query, location),
      })),
      ...(logs ? [{ refId: 'A', datasource: { uid: DATASOURCES.cloudwatch }, ...logsTarget(logs, location) }] : []),
    ],
  };
}

/** A, B, … Z, AA, AB … */
const refId = (index: number): string =>
  `${index < 26 ? '' : refId(Math.floor(index / 26) - 1)}${String.fromCharCode(65 + (index % 26))}`;

const thresholds = ({ warning, critical }: NonNullable<Panel['limits']>) => ({
  color: { mode: 'palette-classic' },
  custom: { thresholdsStyle: { mode: 'line' } },
  thresholds: {
    mode: 'absolute',
    steps: [
      { color: 'green', value: null },
      { color: 'yellow', value: warning },
      { color: 'red', value: critical },
    ],
  },
});

/** https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/query-editor/ */
function cloudWatchTarget(query: CloudWatchQuery, { region }: AwsLocation): object {
  const { id, label, hidden, periodSeconds } = query;
  const common = {
    queryMode: 'Metrics',
    id,
    ...(label !== undefined && { label }),
    ...(hidden && { hide: true }),
    region,
    period: periodSeconds === undefined ? '' : String(periodSeconds),
  };
  if ('search' in query)
    return { ...common, metricQueryType: 1, metricEditorMode: 1, sqlExpression: query.search, statistic: 'Sum' };
  if ('math' in query) return { ...common, metricQueryType: 0, metricEditorMode: 1, expression: query.math };
  const { namespace, name, dimensions } = query.metric;
  return {
    ...common,
    metricQueryType: 0,
    metricEditorMode: 0,
    namespace,
    metricName: name,
    dimensions,
    matchExact: true,
    statistic: query.stat,
  };
}

const logsTarget = ({ groups, commands }: LogsQuery, location: AwsLocation) => ({
  queryMode: 'Logs',
  region: location.region,
  expression: commands.join('\n| '),
  logGroups: groups.map(({ name }) => ({ arn: `${logGroupArn(location, name)}:*`, name })),
});
