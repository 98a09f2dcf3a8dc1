import type { Manifest } from '../charts/common/chart';
import { DASHBOARD_LIMITS } from '../model/facts/dashboards';
import { QUERY_MAX_LOG_GROUPS } from '../model/facts/queries';
import type { Problem } from '../model/problem';
import type { Objects } from './objects';

interface Widget {
  readonly x: number;
  readonly width: number;
  readonly properties: {
    readonly metrics?: readonly unknown[][];
    readonly alarms?: readonly string[];
    readonly query?: string;
  };
}

/** A count, the most that it may be, and words for it. */
type Counted = readonly [field: string, count: number, most: number, what: string];

/** Every dashboard is one that CloudWatch takes. */
export function* dashboardsFitCloudWatch(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('Dashboard.cloudwatch.services.k8s.aws'))
    for (const [field, count, most, what] of countsOf(object))
      if (count > most)
        yield {
          object,
          field: `spec.dashboardBody${field}`,
          value: count,
          wrong: `is more ${what} than CloudWatch takes`,
          allowed: `at most ${most}`,
        };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
function countsOf(object: Manifest): Counted[] {
  const { widgets }: { widgets: readonly Widget[] } = JSON.parse(object.spec.dashboardBody);
  const metrics = widgets.map(({ properties }) => properties.metrics?.length ?? 0);
  const limits = DASHBOARD_LIMITS;
  return [
    [' widgets', widgets.length, limits.widgets, 'widgets'],
    [' widgets', metrics.reduce((sum, count) => sum + count, 0), limits.metrics, 'metrics on a dashboard'],
    ...widgets.flatMap(({ x, width, properties: { alarms = [], query = '' } }, index): Counted[] => {
      const field = ` widgets[${index}]`;
      const groups = query.match(/SOURCE '/g)?.length ?? 0;
      return [
        [field, metrics[index] ?? 0, limits.metricsOfWidget, 'metrics in a graph'],
        [field, alarms.length, limits.alarmsOfWidget, 'alarms in a widget'],
        [field, x + width, limits.columns, 'columns'],
        [field, groups, QUERY_MAX_LOG_GROUPS, 'log groups in a query'],
      ];
    }),
  ];
}
