import type { Manifest } from '../charts/common/chart';
import type { Problem } from '../model/problem';
import { selectorsOf } from '../model/promql';
import { type Objects, oneOf } from './objects';
import { panelsOf } from './panels';
import { queriesOf } from './queries';
import { type NamedMetric, type Watched, watchedMetrics } from './watched-metrics';

/** What a graph shows: where it is, the metrics that it reads, and the text beside it. */
interface Shown {
  readonly object: Manifest;
  readonly field: string;
  readonly keys: readonly string[];
  readonly text: string;
}

/**
 * A graph of what an alert or an alarm watches leads to the page that says what to do: who looks at one when called finds the other. Where
 * several watch it, to the page of one of them.
 */
export function* graphsLeadToRunbooks(objects: Objects): Iterable<Problem> {
  const pages = pagesByMetric(objects);
  const keysAt = keysByPlace(objects);
  for (const { object, field, keys, text } of [...panels(objects, keysAt), ...widgets(objects, keysAt)]) {
    const wanted = [...new Set(keys.flatMap((key) => [...(pages.get(key) ?? [])]))];
    if (wanted.length > 0 && !wanted.some((page) => names(text, page)))
      yield {
        object,
        field,
        value: keys.filter((key) => pages.has(key)).join(', '),
        wrong: 'is what an alert or an alarm watches, and no link leads to its runbook',
        allowed: oneOf(wanted),
      };
  }
}

/** Whether a text links to a page or, where nobody knows where the pages are, names it. */
const names = (text: string, page: string): boolean => new RegExp(`(?:^|[ /])${page}(?:\\.md|,|\\.)`).test(text);

/** Page of a link to it, or the page itself. */
const pageOf = (link: string): string => link.replace(/^.*\//, '').replace(/\.md$/, '');

/** Pages of who watches a metric; an alarm without a link has none. */
function pagesByMetric(objects: Objects): Map<string, Set<string>> {
  const pages = new Map<string, Set<string>>();
  const add = (key: string, link?: string) => link && pages.set(key, (pages.get(key) ?? new Set()).add(pageOf(link)));
  for (const { expression, runbook } of queriesOf(objects)) for (const key of read(expression)) add(key, runbook);
  for (const { object, metric } of watchedMetrics(objects))
    if (object.kind === 'MetricAlarm')
      add(metricKey(metric), / Runbook: (\S+)$/.exec(object.spec.alarmDescription)?.[1]);
  return pages;
}

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

type KeysAt = (object: Manifest, field: string) => readonly string[];

const metricKey = ({ namespace, name }: NamedMetric): string => `${namespace} ${name}`;

/** Metrics of CloudWatch by place. */
function keysByPlace(objects: Objects): KeysAt {
  const all = new Map<Manifest, Watched[]>();
  for (const watched of watchedMetrics(objects)) all.set(watched.object, [...(all.get(watched.object) ?? []), watched]);
  return (object, field) =>
    (all.get(object) ?? []).filter((watched) => watched.field === field).map(({ metric }) => metricKey(metric));
}

/** Panels of Grafana. */
const panels = (objects: Objects, keysAt: KeysAt): Shown[] =>
  panelsOf(objects).map(({ object, field, targets, text }) => ({
    object,
    field,
    text,
    keys: [...targets.flatMap(({ expr = '' }) => read(expr)), ...keysAt(object, field)],
  }));

/** Widgets of CloudWatch's dashboards, with the last text in front of them. */
function* widgets(objects: Objects, keysAt: KeysAt): Iterable<Shown> {
  for (const object of objects.ofKind('Dashboard.cloudwatch.services.k8s.aws')) {
    const all: { properties: { markdown?: string } }[] = JSON.parse(object.spec.dashboardBody).widgets;
    let text = '';
    for (const [index, { properties }] of all.entries()) {
      text = properties.markdown ?? text;
      const field = `spec.dashboardBody widgets[${index}]`;
      yield { object, field, text, keys: keysAt(object, field) };
    }
  }
}
