import { LOG_AGENTS_JOB } from '../../../model/facts/cluster-jobs';
import { KUBE_STATE_METRICS } from '../../../model/facts/kube-state-metrics';
import { NODE_EXPORTER } from '../../../model/facts/node-exporter';
import { Failure, NotRun } from '../../check';
import { workloadsOf } from '../../workloads';
import type { Context } from '../types';
import type { Scraped } from './environment';
import { keptBy, matchesName, type SampleRule } from './metrics';
import { argumentsOf } from './pod-programs';
import { withRetries } from './retries';

/** Metrics that Alloy serves only sometimes. */
const AT_TIMES: Readonly<Record<string, string>> = {
  prometheus_remote_storage_samples_dropped_total: 'once a sample was dropped',
};
/** Container whose program serves the metrics of a job. */
const CONTAINERS: Readonly<Record<string, string>> = {
  [LOG_AGENTS_JOB]: 'fluent-bit',
  [KUBE_STATE_METRICS]: KUBE_STATE_METRICS,
  [NODE_EXPORTER]: NODE_EXPORTER,
};
const CLUSTERED = /^cluster_/;

/** Compares the metrics that Alloy keeps of a job with those that are served. */
export async function checkKeptMetrics(context: Context, scraped: Scraped): Promise<void> {
  const { environment, object, jobs, server, programRuns } = scraped;
  const workload = workloadsOf(environment).find(({ component }) => component === object.component);
  const alone = !workload || !argumentsOf(workload, 'alloy').includes('--cluster.enabled=true');
  const seldom = (name: string) =>
    AT_TIMES[name] ?? (alone && CLUSTERED.test(name) ? 'where there are several' : undefined);
  for (const { job_name, metric_relabel_configs, scheme } of jobs.scrape_configs) {
    const kept = keptBy((metric_relabel_configs ?? []) as SampleRule[]);
    if (kept.length === 0) continue;
    const about = (what: string) => ({
      environment: environment.name,
      subject: `${object.id}: job ${job_name}: ${what}`,
      object,
    });
    // Alloy filters these too; Prometheus adds them after its filter.
    await context.report.check(about('keeps the metrics about its scrapes'), () => {
      const lost = ['up', 'scrape_duration_seconds'].find((name) => !kept.some((regex) => whole(regex).test(name)));
      if (lost) throw new Failure(`${lost} is not kept`, object, ['data', 'config.alloy']);
      return undefined;
    });
    await context.report.check(
      about('everything that it keeps is served'),
      withRetries(async () => {
        if (scheme === 'https') throw new NotRun('the nodes of KWOK have no kubelet that serves metrics');
        const container = CONTAINERS[job_name] ?? 'alloy';
        const missing = programRuns.find(({ program }) => program.container === container)?.missing;
        if (missing) throw new NotRun(missing);
        const { active } = await server.targets();
        const job = active.find(({ scrapePool }) => scrapePool === job_name)?.labels.job;
        const series = await server.query(`{job="${job}"}`);
        const wrong = kept
          .filter((regex) => seldom(regex) === undefined && !matchesName(regex, series))
          .map((regex) => `nothing is kept by ${regex}`);
        if (wrong.length > 0) throw new Failure(wrong.slice(0, 5).join('\n'), object, ['data', 'config.alloy']);
        return `${kept.length} names`;
      }),
    );
    for (const name of scheme === 'https' ? [] : kept)
      if (seldom(name)) context.report.notRun(about(`serves ${name}`), `Alloy serves it ${seldom(name)}`);
  }
}

const whole = (regex: string): RegExp => new RegExp(`^(?:${regex})$`);
