import type { Manifest } from '../charts/common/chart';
import { grouped } from '../model/grouped';
import type { Problem } from '../model/problem';
import { selectorsOf } from '../model/promql';
import { type Objects, oneOf } from './objects';
import { panelsOf } from './panels';
import { queriesOf } from './queries';
import { type NamedMetric, watchedMetrics } from './watched-metrics';

/** What a graph shows: where it is, the metrics of Prometheus and of CloudWatch that it reads, and the text beside it. */
interface Shown {
  readonly object: Manifest;
  readonly field: string;
  readonly keys: readonly string[];
  readonly metrics: readonly NamedMetric[];
  readonly text: string;
}

/** A metric that an alarm watches, and the page of that. */
interface Alarmed {
  readonly metric: NamedMetric;
  readonly page: string;
}

/**
 * A graph of what an alert or an alarm watches leads to the page that says what to do: who looks at one when called finds the other. Where
 * several watch it, to the page of one of them.
 */
export function* graphsLeadToRunbooks(objects: Objects): Iterable<Problem> {
  const [pages, alarmed, metricsAt] = [pagesByKey(objects), alarmedIn(objects), metricsByPlace(objects)];
  for (const { object, field, keys, metrics, text } of [
    ...panels(objects, metricsAt),
    ...widgets(objects, metricsAt),
  ]) {
    const read = [
      ...keys.map((key) => ({ what: key, led: [...(pages.get(key) ?? [])] })),
      ...metrics.map((metric) => ({
        what: `${metric.namespace} ${metric.name}`,
        led: alarmed.filter((each) => isOf(each.metric, metric)).map(({ page }) => page),
      })),
    ].filter(({ led }) => led.length > 0);
    const wanted = [...new Set(read.flatMap(({ led }) => led))];
    if (wanted.length > 0 && !wanted.some((page) => names(text, page)))
      yield {
        object,
        field,
        value: read.map(({ what }) => what).join(', '),
        wrong: 'is what an alert or an alarm watches, and no link leads to its runbook',
        allowed: oneOf(wanted),
      };
  }
}

/** Whether two metrics can be the same one: no dimension has another value. */
const isOf = (one: NamedMetric, other: NamedMetric): boolean =>
  one.namespace === other.namespace &&
  one.name === other.name &&
  Object.entries(one.dimensions).every(([name, value]) => {
    const there = other.dimensions[name];
    return !value || !there || value === there;
  });

/** Whether a text links to a page or, where nobody knows where the pages are, names it. */
const names = (text: string, page: string): boolean => new RegExp(`(?:^|[ /])${page}(?:\\.md|,|\\.)`).test(text);

/** Page of a link to it, or the page itself. */
const pageOf = (link: string): string => link.replace(/^.*\//, '').replace(/\.md$/, '');

/** Pages of the alerts that read a metric of Prometheus. */
function pagesByKey(objects: Objects): Map<string, Set<string>> {
  const pages = new Map<string, Set<string>>();
  for (const { expression, runbook } of queriesOf(objects))
    for (const key of runbook ? read(expression) : [])
      pages.set(key, (pages.get(key) ?? new Set()).add(pageOf(runbook ?? '')));
  return pages;
}

/** What alarms watch; one without a link has no page. */
const alarmedIn = (objects: Objects): Alarmed[] =>
  watchedMetrics(objects).flatMap(({ object, metric }) => {
    const link = object.kind === 'MetricAlarm' && / Runbook: (\S+)$/.exec(object.spec.alarmDescription)?.[1];
    return link ? [{ metric, page: pageOf(link) }] : [];
  });

/** Metrics of an expression, each with its job: many have `up`. None of one that is no PromQL, which another check reports. */
function read(expression: string): string[] {
  try {
    return selectorsOf(expression).flatMap(({ metric = '', matchers }) =>
      (matchers.find(({ label }) => label === 'job')?.value ?? '').split('|').map((job) => `${metric} ${job}`.trim()),
    );
  } catch {
    return [];
  }
}

type MetricsAt = (object: Manifest, field: string) => readonly NamedMetric[];

/** Metrics of CloudWatch by place. */
function metricsByPlace(objects: Objects): MetricsAt {
  const all = grouped(watchedMetrics(objects), ({ object }) => object);
  return (object, field) =>
    (all.get(object) ?? []).filter((watched) => watched.field === field).map(({ metric }) => metric);
}

/** Panels of Grafana. */
const panels = (objects: Objects, metricsAt: MetricsAt): Shown[] =>
  panelsOf(objects).map(({ object, field, targets, text }) => ({
    object,
    field,
    text,
    keys: targets.flatMap(({ expr = '' }) => read(expr)),
    metrics: metricsAt(object, field),
  }));

/** Widgets of CloudWatch's dashboards, with the last text in front of them. */
function* widgets(objects: Objects, metricsAt: MetricsAt): Iterable<Shown> {
  for (const object of objects.ofKind('Dashboard.cloudwatch.services.k8s.aws')) {
    const all: { properties: { markdown?: string } }[] = JSON.parse(object.spec.dashboardBody).widgets;
    let text = '';
    for (const [index, { properties }] of all.entries()) {
      text = properties.markdown ?? text;
      const field = `spec.dashboardBody widgets[${index}]`;
      yield { object, field, text, keys: [], metrics: metricsAt(object, field) };
    }
  }
}
