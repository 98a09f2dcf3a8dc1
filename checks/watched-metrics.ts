import type { Manifest } from '../charts/common/chart';
import type { Objects } from './objects';
import { type PlacedPanel, panelsOf } from './panels';

/** A metric as an alarm or a graph names it. A dimension of any value has the empty one. */
export interface NamedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric that somebody looks at, and where that stands. */
export interface Watched {
  readonly object: Manifest;
  readonly field: string;
  readonly metric: NamedMetric;
}

/** Every metric that an alarm or a dashboard reads. */
export const watchedMetrics = (objects: Objects): Watched[] => [
  ...objects.ofKind('MetricAlarm.cloudwatch.services.k8s.aws').flatMap(ofAlarm),
  ...objects.ofKind('Dashboard.cloudwatch.services.k8s.aws').flatMap(ofDashboard),
  ...panelsOf(objects).flatMap(ofPanel),
];

/** Of Grafana. */
const ofPanel = ({ object, field, targets }: PlacedPanel): Watched[] =>
  targets.flatMap(({ namespace, metricName: name, dimensions = {}, sqlExpression = '' }) =>
    [...(namespace && name ? [{ namespace, name, dimensions }] : []), ...queried(sqlExpression)].map((metric) => ({
      object,
      field,
      metric,
    })),
  );

interface AlarmMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: readonly { readonly name: string; readonly value: string }[];
}

const ofAlarm = (object: Manifest): Watched[] =>
  (object.spec.metrics ?? []).flatMap(
    ({ expression = '', metricStat }: { expression?: string; metricStat?: { metric: AlarmMetric } }, index: number) =>
      metricStat
        ? [
            {
              object,
              field: `spec.metrics[${index}]`,
              metric: {
                namespace: metricStat.metric.namespace,
                name: metricStat.metric.metricName,
                dimensions: Object.fromEntries(
                  (metricStat.metric.dimensions ?? []).map(({ name, value }) => [name, value]),
                ),
              },
            },
          ]
        : queried(expression).map((metric) => ({ object, field: `spec.metrics[${index}].expression`, metric })),
  );

/** The metric of a query of Metrics Insights. */
function queried(query: string): NamedMetric[] {
  if (!/^\s*SELECT\b/i.test(query)) return [];
  const [, name = query, schema = ''] = /^SELECT \w+\("(\w+)"\) FROM SCHEMA\(([^)]*)\)/.exec(query) ?? [];
  const [namespace = '', ...keys] = [...schema.matchAll(/"([^"]+)"/g)].map(([, quoted = '']) => quoted);
  const values = Object.fromEntries([...query.matchAll(/"(\w+)" = '([^']*)'/g)].map(([, key, value]) => [key, value]));
  return [{ namespace, name, dimensions: Object.fromEntries(keys.map((key) => [key, values[key] ?? ''])) }];
}

type LineOfGraph = readonly (string | { readonly expression?: string })[];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function ofDashboard(object: Manifest): Watched[] {
  const { widgets }: { widgets: { properties: { metrics?: LineOfGraph[] } }[] } = JSON.parse(object.spec.dashboardBody);
  return widgets.flatMap(({ properties }, index) =>
    (properties.metrics ?? [])
      .flatMap(graphed)
      .map((metric) => ({ object, field: `spec.dashboardBody widgets[${index}]`, metric })),
  );
}

/** The metrics of a line: the one that it names, those that it searches, or none where it is math over other lines. */
function graphed(line: LineOfGraph): NamedMetric[] {
  const expression = line.map((part) => (typeof part === 'object' ? part.expression : undefined)).find(Boolean);
  if (expression !== undefined) return [...searched(expression), ...queried(expression)];
  const [namespace = '', name = '', ...rest] = line.filter((part): part is string => typeof part === 'string');
  const pairs = rest.flatMap((part, at) => (at % 2 === 0 ? [[part, rest[at + 1] ?? ''] as const] : []));
  return [{ namespace, name, dimensions: Object.fromEntries(pairs) }];
}

/** The metrics that searches find: each name that they list, with the dimensions of the schema. */
const searched = (expression: string): NamedMetric[] =>
  expression
    .split(/(?=SEARCH\()/)
    .filter((part) => part.startsWith('SEARCH('))
    .flatMap((search) => {
      const [, schema = '', terms = ''] = /^SEARCH\('\{([^}]*)\}([^']*)'/.exec(search) ?? [];
      const [namespace = '', ...keys] = schema.split(',').map((part) => part.trim().replaceAll('"', ''));
      const values = Object.fromEntries(
        [...terms.matchAll(/(\w+)=(?:"([^"]*)"|([^\s"()]+))/g)].map(([, key, exact, part]) => [key, exact ?? part]),
      );
      const dimensions = Object.fromEntries(keys.map((key) => [key, values[key] ?? '']));
      const [, listed = ''] = / MetricName=\(?((?:"[^"]*"(?: OR )?)+)/.exec(terms) ?? [];
      const names = [...listed.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name);
      return (names.length > 0 ? names : [search]).map((name) => ({ namespace, name, dimensions }));
    });
