import type { Manifest } from '../charts/common/chart';
import { jobOfMetric } from '../model/facts/kept-metrics';
import type { Problem } from '../model/problem';
import { metricsRead } from '../model/promql';
import { type Given, type Objects, oneOf } from './objects';
import { keptMetrics } from './programs/alloy-jobs';
import { EMITTED, type Query, queriesOf } from './queries';

/** A filter of an agent, and the metrics that it keeps. */
interface Filter {
  readonly object: Manifest;
  readonly field: string;
  readonly metrics: readonly string[];
}

/** What a scrape says of itself: kept always. */
const OF_A_SCRAPE = ['scrape_.*', 'up'];

const filtersOf = (objects: Objects): Filter[] =>
  objects.ofKind('ConfigMap').flatMap((object) =>
    [...keptMetrics(object.data?.['config.alloy'] ?? '')].map(([job, metrics]) => ({
      object,
      field: `data["config.alloy"] prometheus.relabel.${job}`,
      metrics: metrics.filter((name) => !OF_A_SCRAPE.includes(name)),
    })),
  );

/** Metrics that a query reads; none of one that is no PromQL, which another check reports. */
function read({ expression }: Query): string[] {
  try {
    return metricsRead([expression]);
  } catch {
    return [];
  }
}

/** Metrics that a rule or a panel reads are not dropped on their way: it would never have data, and nobody would know. */
export function* readMetricsAreKept(objects: Objects): Iterable<Problem> {
  const filters = filtersOf(objects);
  const kept = new Set(filters.flatMap(({ metrics }) => metrics));
  if (filters.length === 0) return;
  for (const query of queriesOf(objects))
    for (const metric of read(query))
      if (EMITTED.has(metric) && jobOfMetric(metric) && !kept.has(metric))
        yield {
          object: query.object,
          field: query.field,
          value: metric,
          wrong: 'is a metric that Alloy drops',
          allowed: oneOf(kept),
        };
}

/** Metrics that are kept are read, or the overlay asks for them: each is paid for. */
export function* keptMetricsAreRead(objects: Objects, { keepAlso = [] }: Given): Iterable<Problem> {
  const wanted = new Set([...queriesOf(objects).flatMap(read), ...keepAlso]);
  for (const { object, field, metrics } of filtersOf(objects))
    for (const metric of metrics)
      if (!wanted.has(metric))
        yield {
          object,
          field,
          value: metric,
          wrong: 'is kept, and no rule and no panel reads it',
          allowed: 'metrics that are read, and those of metrics.keepAlso',
        };
}
