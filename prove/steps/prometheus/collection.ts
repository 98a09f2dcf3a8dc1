import { Failure, NotRun } from '../../check';
import { workloadsOf } from '../../workloads';
import type { Context } from '../types';
import { exportedTargets } from './agent-programs';
import { foundBy } from './discovery';
import type { Scraped } from './environment';
import { differences } from './expected';
import { checkKeptMetrics } from './kept-metrics';
import { checkPanels } from './panels';
import { drawPanels } from './pictures';
import { withRetries } from './retries';
import { checkRules } from './rules';

/** The result of Alloy's jobs: each pod once, with the series that rules read. */
export async function checkCollection(context: Context, scraped: Scraped): Promise<void> {
  await checkAlloyItself(context, scraped);
  await checkSamples(context, scraped);
  await checkKeptMetrics(context, scraped);
  await checkRules(context, scraped);
  await checkPanels(context, scraped);
  await drawPanels(context, scraped);
}

const PODS = 'kubernetes-pods';
const SERVICES = 'kubernetes-services';
/** Jobs of the stack's own pods, by the workload that they are for. */
const OWN: Readonly<Record<string, string>> = {
  'fluent-bit': 'log-agents',
  'kube-state-metrics': 'kube-state-metrics',
  'node-exporter': 'node-exporter',
};

/** Proves the translation: Alloy discovers the same targets. */
async function checkAlloyItself(context: Context, scraped: Scraped): Promise<void> {
  const { environment, object, jobs, server, programRuns } = scraped;
  for (const job of jobs.scrape_configs) {
    const subject = `${object.id}: job ${job.job_name}: Alloy finds the same as Prometheus`;
    await context.report.check({ environment: environment.name, subject, object }, async () => {
      const alloy = programRuns.find(({ program }) => program.container === 'alloy');
      if (!alloy?.endpoint) throw new NotRun(alloy?.missing ?? 'no pod of Alloy');
      const found = await exportedTargets(alloy.endpoint.url, jobs.sources?.[job.job_name] ?? '', job);
      const unique = [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
      const wrong = differences(await foundBy(server, job.job_name), unique);
      if (wrong.length > 0) throw new Failure(wrong.join('\n'), object, ['data', 'config.alloy']);
      return `${unique.length} targets`;
    });
  }
}

/** Every sample that runs here is scraped, and responds. */
async function checkSamples({ report }: Context, { environment, server, programRuns }: Scraped): Promise<void> {
  for (const { program, workload, missing, error } of programRuns) {
    if (program.container === 'alloy' && !error) continue; // it scrapes itself
    const object = workloadsOf(environment).find(({ id }) => id === workload.id);
    const subject = `${workload.id}: its metrics are collected`;
    await report.check(
      { environment: environment.name, subject, object },
      withRetries(async () => {
        const { active } = await server.targets();
        const own = active.filter(
          ({ scrapePool, labels }) =>
            scrapePool === OWN[workload.name] ||
            ([PODS, SERVICES].includes(scrapePool) &&
              labels.namespace === workload.namespace &&
              labels.pod?.startsWith(`${workload.name}-`)),
        );
        const place = ['spec', 'template', 'metadata', 'annotations'];
        if (own.length === 0) throw new Failure('no job finds its pods', object, place);
        if (error) throw new Failure(error, object);
        if (missing) throw new NotRun(missing);
        const down = own.find(({ health }) => health !== 'up');
        if (down) throw new Failure(`${down.scrapeUrl}: ${down.lastError}`, object, place);
        return `${own.length} targets`;
      }),
    );
  }
}
