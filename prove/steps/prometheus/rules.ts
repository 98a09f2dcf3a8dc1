import { parse } from 'yaml';
import { type Selector, selectorsOf } from '../../../model/promql';
import { Failure, NotRun } from '../../check';
import type { DistEnvironment, DistObject } from '../../dist';
import type { Context } from '../types';
import type { Scraped } from './environment';
import { NOT_INSTALLED } from './metrics';
import { withRetries } from './retries';
import type { PrometheusServer } from './server';

/** A rule as it is written. */
interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
}

/** The objects with rules. */
export const ruleObjectsOf = ({ objects }: DistEnvironment): DistObject[] =>
  objects.filter(({ kind }) => kind === 'RuleGroupsNamespace');

const nameOf = ({ alert, record }: Rule): string => (alert ? `alert ${alert}` : `record ${record}`);

const rulesOf = (object: DistObject): Rule[] =>
  parse(object.value.spec.configuration).groups.flatMap(({ rules }: { rules: Rule[] }) => rules);

/**
 * A query for what a selector selects. For an excluded value it can only check that the label exists.
 * @returns `up{job="alloy"}`
 */
export const queryOf = ({ metric = '', matchers }: Selector): string => {
  const conditions = matchers.map(({ label, operator, value }) =>
    operator.startsWith('!') ? `${label}!=""` : `${label}${operator}${JSON.stringify(value)}`,
  );
  return `${metric}{${conditions.join(',')}}`;
};

/** Which container serves a metric that rules name. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/^fluentbit_/, 'fluent-bit'],
  [/^haproxy_/, 'haproxy'],
  [/^memcached_/, 'memcached-exporter'],
  [/^nginx_/, 'nginx-exporter'],
  [/^(alloy|prometheus)_/, 'alloy'],
  [/^kube_/, 'kube-state-metrics'],
  [/^node_/, 'node-exporter'],
];

/** Alerts on what the decoys are: they fire here. */
const ARRANGED = new Set(['JobFailed', 'PodCrashLooping']);

/** Another rule records it: the check of the objects knows whether. */
export const isRecorded = ({ metric = '' }: Selector): boolean => metric.includes(':');

/** Throws `NotRun` if the program that serves a metric does not run here. */
export function refuseMissing({ programRuns }: Scraped, { metric = '' }: Selector): void {
  if (metric.startsWith('envoy_')) throw new NotRun(NOT_INSTALLED.envoy ?? '');
  if (/^(kubelet|container|machine)_/.test(metric))
    throw new NotRun('the nodes of KWOK have no kubelet that serves metrics');
  const container = PROGRAMS.find(([pattern]) => pattern.test(metric))?.[1];
  const missing = programRuns.find(({ program }) => program.container === container)?.missing;
  if (missing) throw new NotRun(`${container} does not run here: ${missing}`);
}

/** Rules evaluate on the series of Alloy's jobs, and every selector in them matches series. */
export async function checkRules(context: Context, scraped: Scraped): Promise<void> {
  const { environment, server } = scraped;
  for (const object of ruleObjectsOf(environment)) {
    const about = (what: string) => ({ environment: environment.name, subject: `${object.id}: ${what}`, object });
    await context.report.check(
      about('Prometheus evaluates its rules'),
      withRetries(async () => {
        const evaluated = await server.rules();
        const wrong = evaluated.find(({ health }) => health !== 'ok');
        if (wrong)
          throw new Failure(`${wrong.name} is ${wrong.health}: ${wrong.lastError}`, object, ['spec', 'configuration']);
        return `${evaluated.length} rules`;
      }),
    );
    for (const rule of rulesOf(object))
      await context.report.check(
        about(`${nameOf(rule)} has the series that it names`),
        withRetries(async () => {
          const selectors = selectorsOf(rule.expr).filter((selector) => !isRecorded(selector));
          for (const selector of selectors) refuseMissing(scraped, selector);
          for (const selector of selectors) await checkSelector(server, object, selector);
          if (ARRANGED.has(rule.alert ?? '') && (await server.query(rule.expr)).length === 0)
            throw new Failure('it does not fire, although what it is about is there', object, [
              'spec',
              'configuration',
            ]);
          // What is made of recorded series needs time, and traffic.
          const isFirst = selectors.length > 0 && selectors.length === selectorsOf(rule.expr).length;
          if (rule.record && isFirst && (await server.query(rule.record)).length === 0)
            throw new Failure(`no series of ${rule.record}`, object, ['spec', 'configuration']);
          return undefined;
        }),
      );
  }
}

/** Fails unless a selector matches series, and some of them have each label that is grouped by. @param place of the query in its object */
export async function checkSelector(
  server: PrometheusServer,
  object: DistObject,
  selector: Selector,
  place: readonly string[] = ['spec', 'configuration'],
): Promise<void> {
  const query = queryOf(selector);
  const series = await server.query(query);
  if (series.length === 0) throw new Failure(`no series of ${query}`, object, place);
  const label = selector.grouping.find((name) => !series.some(({ metric }) => metric[name]));
  if (label) throw new Failure(`no series of ${query} has the label ${label}`, object, place);
}
