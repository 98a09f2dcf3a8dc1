import { Failure, NotRun } from '../../check';
import type { Context } from '../types';
import type { Scraped } from './environment';
import { withRetries } from './retries';
import type { Series } from './server';

/** Metrics of a program that differs from the one in the samples, by full name, and that program. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "F5's ingress controller": [
    'nginx_ingress_controller_nginx_last_reload_status',
    'nginx_ingress_controller_nginx_reload_errors_total',
    'nginx_ingress_nginx_connections_active',
    'nginx_ingress_nginx_http_requests_total',
  ],
  'ingress-nginx': [
    'nginx_ingress_controller_config_last_reload_successful',
    'nginx_ingress_controller_nginx_process_connections',
    'nginx_ingress_controller_nginx_process_connections_total',
    'nginx_ingress_controller_nginx_process_cpu_seconds_total',
    'nginx_ingress_controller_nginx_process_resident_memory_bytes',
    'nginx_ingress_controller_requests',
    'nginx_ingress_controller_success',
  ],
  haproxy_exporter: ['haproxy_backend_up'],
};
const elsewhere = (name: string): string | undefined =>
  Object.entries(ELSEWHERE).find(([, names]) => names.includes(name))?.[0];

/** Jobs whose program is not installed here, and which it is. */
export const NOT_INSTALLED: Readonly<Record<string, string>> = {
  envoy: 'no Envoy is installed here',
  jmx: 'no Tomcat with the agent of jmx_exporter is installed here',
};

/** An entry of `metric_declaration`. */
export interface Declaration {
  readonly source_labels: readonly string[];
  readonly label_matcher: string;
  readonly dimensions: readonly (readonly string[])[];
  readonly metric_selectors: readonly string[];
}

/** Job that a declaration is about. */
const jobOf = ({ label_matcher }: Declaration): string => label_matcher.split(';')[0]?.replace(/^\^|\$$/g, '') ?? '';

/** The name in a selector such as `^nginx_up$`. */
const nameOf = (selector: string): string => selector.replace(/^\^|\$$/g, '');

/** The fields of a relabelling rule on samples that this step reads. */
export interface SampleRule {
  readonly action?: string;
  readonly source_labels?: readonly string[];
  readonly regex?: string;
}

/** Alternatives of the lists that keep metrics by their names. */
export const keptBy = (rules: readonly SampleRule[]): string[] =>
  rules
    .filter(({ action, source_labels }) => action === 'keep' && source_labels?.join() === '__name__')
    .flatMap(({ regex = '' }) => alternatives(regex));

/** `a|b(c|d)` as `a` and `b(c|d)`. */
export function alternatives(regex: string): string[] {
  const found = [''];
  let depth = 0;
  for (const letter of regex) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === '|' && depth === 0) found.push('');
    else found[found.length - 1] += letter;
  }
  return found.filter((text) => text !== '');
}

/** Whether a regular expression, anchored at both ends, matches the name of a series. */
export const matchesName = (regex: string, series: readonly Series[]): boolean =>
  series.some(({ metric }) => new RegExp(`^(?:${regex})$`).test(metric.__name__ ?? ''));

/** What a declaration names and is missing: a metric, or a dimension of it. */
export function missingOf(declaration: Declaration, series: readonly Series[], clusterName: boolean): string[] {
  const { source_labels, label_matcher, dimensions, metric_selectors } = declaration;
  const concerned = series.filter(({ metric }) =>
    new RegExp(label_matcher).test(source_labels.map((label) => metric[label] ?? '').join(';')),
  );
  return metric_selectors.flatMap((selector) => {
    const named = concerned.filter(({ metric }) => new RegExp(selector).test(metric.__name__ ?? ''));
    if (named.length === 0) return [`no series of ${selector} where ${source_labels.join(';')} is ${label_matcher}`];
    return dimensions.flatMap((labels) => {
      const has = (metric: Series['metric'], label: string) =>
        label === 'ClusterName' ? clusterName : Boolean(metric[label]);
      const complete = named.some(({ metric }) => labels.every((label) => has(metric, label)));
      return complete ? [] : [`${nameOf(selector)} does not have all of ${labels.join(', ')}`];
    });
  });
}

/**
 * Compares the metrics that the CloudWatch agent keeps and declares for a job with those that its programs serve.
 * @param astray jobs that do not find what they should
 */
export async function checkDeclarations(
  context: Context,
  scraped: Scraped,
  astray: ReadonlySet<string>,
): Promise<void> {
  const { environment, object, jobs, server } = scraped;
  const text = object.value.data['cwagentconfig.json'];
  const prometheus = JSON.parse(text).logs.metrics_collected.prometheus;
  const declarations: Declaration[] = prometheus.emf_processor.metric_declaration;
  const names = jobs.scrape_configs.map(({ job_name }) => job_name);
  const about = (what: string) => ({ environment: environment.name, subject: `${object.id}: ${what}`, object });
  const lost = declarations.filter((declaration) => !names.includes(jobOf(declaration)));
  for (const { label_matcher } of lost)
    context.report.failed(about(`declaration ${label_matcher}`), new Failure('no job has that name', object));
  for (const job of jobs.scrape_configs) {
    const subject = about(`job ${job.job_name}: what it keeps and declares is served, with its dimensions`);
    const own = declarations.filter((declaration) => jobOf(declaration) === job.job_name);
    const kept = keptBy((job.metric_relabel_configs ?? []) as SampleRule[]);
    await context.report.check(
      subject,
      withRetries(async () => {
        refuseMissing(scraped, job.job_name);
        if (astray.has(job.job_name)) throw new NotRun('the job does not find its targets');
        const series = await server.query(`{job="${job.job_name}",__name__!~"up|scrape_.*"}`);
        const here = own.map((declaration) => ({
          ...declaration,
          metric_selectors: declaration.metric_selectors.filter((selector) => !elsewhere(nameOf(selector))),
        }));
        const missing = [
          ...here.flatMap((declaration) => missingOf(declaration, series, Boolean(prometheus.cluster_name))),
          ...kept
            .filter((regex) => !elsewhere(regex) && !matchesName(regex, series))
            .map((regex) => `nothing is kept by ${regex}`),
        ];
        if (missing.length > 0)
          throw new Failure(missing.slice(0, 5).join('\n'), object, ['data', 'cwagentconfig.json']);
        return `${new Set(series.map(({ metric }) => metric.__name__)).size} metrics`;
      }),
    );
    const programs = new Set(kept.map(elsewhere).filter((program) => program !== undefined));
    for (const program of programs)
      context.report.notRun(
        about(`job ${job.job_name}: metrics of ${program}`),
        `it is not what the samples run: ${kept.filter((name) => elsewhere(name) === program).join(', ')}`,
      );
  }
}

/** Throws `NotRun` if the program of a job is not installed here. */
function refuseMissing({ programRuns }: Scraped, job: string): void {
  const reason = NOT_INSTALLED[job];
  if (reason) throw new NotRun(reason);
  const container = CONTAINERS[job];
  if (!container) throw new Error(`no program is listed for the metrics of job ${job}`);
  const run = programRuns.find(({ program }) => program.container === container);
  if (!run) throw new NotRun('no sample of it is deployed');
  if (run.missing) throw new NotRun(run.missing);
}

/** Container that serves the metrics of a job. */
const CONTAINERS: Readonly<Record<string, string>> = {
  nginx: 'nginx-exporter',
  memcached: 'memcached-exporter',
  haproxy: 'haproxy',
  'fluent-bit': 'fluent-bit',
};
