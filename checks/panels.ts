import type { Manifest } from '../charts/common/chart';
import { QUERY_MAX_LOG_GROUPS } from '../model/facts/queries';
import type { Problem } from '../model/problem';
import { type LabelMatcher, selectorsOf } from '../model/promql';
import { type Objects, oneOf } from './objects';

/** A query of a panel, as Grafana's JSON has it. */
export interface PanelTarget {
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly datasource?: { readonly uid?: string };
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly sqlExpression?: string;
  readonly logGroups?: readonly { readonly name: string }[];
}

/** A panel in its dashboard. */
export interface PlacedPanel {
  readonly object: Manifest;
  /** Its place in the object. */
  readonly field: string;
  readonly title: string;
  readonly targets: readonly PanelTarget[];
  /** What it says of itself, with the addresses that it links to. */
  readonly text: string;
}

/** The fields of Grafana's JSON that are read here. */
export interface DashboardModel {
  readonly uid?: string;
  readonly title?: string;
  readonly panels?: readonly PanelModel[];
}

/** A panel in Grafana's JSON. */
export interface PanelModel {
  readonly title?: string;
  readonly type?: string;
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
  readonly targets?: readonly PanelTarget[];
  readonly description?: string;
  readonly links?: readonly { readonly url: string }[];
}

/** Texts of an object that are dashboards: a ConfigMap's, or that of grafana-operator's. */
const dashboardTexts = (object: Manifest): [field: string, text: string][] =>
  object.kind === 'ConfigMap'
    ? Object.entries<string>(object.data ?? {}).flatMap(([key, text]) =>
        key.endsWith('.json') && text.includes('"schemaVersion"') ? [[`data["${key}"]`, text]] : [],
      )
    : [['spec.json', object.spec.json ?? '{}']];

/** Every dashboard of Grafana as text, with its object and place. */
const dashboardsOf = (objects: Objects): { object: Manifest; field: string; text: string }[] =>
  [...objects.ofKind('ConfigMap'), ...objects.ofKind('GrafanaDashboard.grafana.integreatly.org')].flatMap((object) =>
    dashboardTexts(object).map(([field, text]) => ({ object, field, text })),
  );

/** A dashboard as data; undefined where it is no JSON. */
function parsed(text: string): DashboardModel | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every dashboard of Grafana that can be read, as data. */
export const dashboardModelsOf = (objects: Objects): DashboardModel[] =>
  dashboardsOf(objects).flatMap(({ text }) => parsed(text) ?? []);

/** Every panel of every dashboard of Grafana that can be read. */
export const panelsOf = (objects: Objects): PlacedPanel[] =>
  dashboardsOf(objects).flatMap(({ object, field, text }) =>
    (parsed(text)?.panels ?? []).map(({ title = '', targets = [], description = '', links = [] }) => ({
      object,
      field: `${field} panel ${JSON.stringify(title)}`,
      title,
      targets,
      text: [description, ...links.map(({ url }) => url)].join(' '),
    })),
  );

/** Every panel about an application is about one that something deploys and Alloy scrapes: an empty graph looks like peace. */
export function* panelsShowWhatIsCollected(objects: Objects): Iterable<Problem> {
  for (const { object, field, targets } of panelsOf(objects))
    for (const { expr } of targets)
      if (expr !== undefined)
        for (const problem of missingApplications(objects, expr)) yield { object, field, ...problem };
}

const exactly = (matchers: readonly LabelMatcher[], name: string): string | undefined =>
  matchers.find(({ label, operator }) => label === name && operator === '=')?.value;

/** Applications that an expression is about and that nothing deploys, or nobody scrapes. */
function* missingApplications(objects: Objects, expression: string): Iterable<Omit<Problem, 'object' | 'field'>> {
  const scraped = objects.workloads
    .filter(({ annotations }) => annotations['prometheus.io/scrape'] === 'true')
    .map(({ namespace, labels }) => `${namespace}/${labels['app.kubernetes.io/name']}`);
  for (const { matchers } of selectors(expression)) {
    const [namespace, app] = [exactly(matchers, 'namespace'), exactly(matchers, 'app')];
    const named = `${namespace}/${app}`;
    if (app !== undefined && !scraped.includes(named))
      yield { value: named, wrong: 'is no application whose metrics are collected', allowed: oneOf(scraped) };
  }
}

/** Selectors of an expression; none of one that is no PromQL, which another check reports. */
function selectors(expression: string) {
  try {
    return selectorsOf(expression);
  } catch {
    return [];
  }
}

/** Every dashboard is JSON, and every panel asks a datasource that is there, and log groups that are created here, as many as a query reads. */
export function* panelsAskWhatIsThere(objects: Objects): Iterable<Problem> {
  const groups = objects.ofKind('LogGroup.cloudwatchlogs.services.k8s.aws').map(({ spec }): string => spec.name);
  const datasources = datasourcesOf(objects);
  for (const { object, field, text } of dashboardsOf(objects))
    if (!parsed(text)) yield { object, field, wrong: 'is no JSON: Grafana would leave the dashboard out' };
  for (const { object, field, targets } of panelsOf(objects))
    for (const { datasource, logGroups = [] } of targets) {
      const { uid = '' } = datasource ?? {};
      if (!datasources.includes(uid))
        yield { object, field, value: uid, wrong: 'is no datasource of Grafana', allowed: oneOf(datasources) };
      if (logGroups.length > QUERY_MAX_LOG_GROUPS)
        yield {
          object,
          field,
          value: logGroups.length,
          wrong: 'is more log groups than a query reads',
          allowed: `at most ${QUERY_MAX_LOG_GROUPS}`,
        };
      for (const { name } of logGroups)
        if (!groups.includes(name))
          yield { object, field, value: name, wrong: 'is a log group that nothing creates', allowed: oneOf(groups) };
    }
}

/** Identifiers of the datasources that Grafana is given: in a file, or by grafana-operator. */
const datasourcesOf = (objects: Objects): string[] => [
  ...objects
    .ofKind('ConfigMap')
    .flatMap(({ data }) => [...String(data?.['datasources.yaml'] ?? '').matchAll(/^ +uid: (\S+)$/gm)])
    .map(([, uid = '']) => uid),
  ...objects
    .ofKind('GrafanaDatasource.grafana.integreatly.org')
    .map(({ spec }): string => spec.uid ?? spec.datasource?.uid ?? ''),
];
