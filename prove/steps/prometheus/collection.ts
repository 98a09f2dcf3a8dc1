import { Failure, NotRun } from '../../report';
import { workloadsOf } from '../../workloads';
import type { Context } from '../types';
import { exportedTargets } from './agents';
import { foundBy } from './collector';
import type { Scraped } from './environment';
import { differences } from './expected';
import { checkKept } from './kept';
import { patiently } from './patience';
import { checkRules } from './rules';

/** What Alloy's jobs bring: each pod once, with series that rules read. */
export async function checkCollection(context: Context, scraped: Scraped): Promise<void> {
  await checkAlloyItself(context, scraped);
  await checkSamples(context, scraped);
  await checkKept(context, scraped);
  await checkRules(context, scraped);
}

const PODS = 'kubernetes-pods';
const SERVICES = 'kubernetes-services';

/** The translation is proved too: Alloy discovers the same. */
async function checkAlloyItself(context: Context, scraped: Scraped): Promise<void> {
  const { environment, object, jobs, server, standings } = scraped;
  for (const job of jobs.scrape_configs) {
    const subject = `${object.id}: job ${job.job_name}: Alloy finds the same as Prometheus`;
    await context.report.check({ environment: environment.name, subject, object }, async () => {
      const alloy = standings.find(({ standIn }) => standIn.container === 'alloy');
      if (!alloy?.stood) throw new NotRun(alloy?.missing ?? 'no pod of Alloy');
      const found = await exportedTargets(alloy.stood.url, jobs.sources?.[job.job_name] ?? '', job);
      const unique = [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
      const wrong = differences(await foundBy(server, job.job_name), unique);
      if (wrong.length > 0) throw new Failure(wrong.join('\n'), object, ['data', 'config.alloy']);
      return `${unique.length} targets`;
    });
  }
}

/** Every sample that stands here is scraped, and answers. */
async function checkSamples({ report }: Context, { environment, server, standings }: Scraped): Promise<void> {
  for (const { standIn, workload, missing, error } of standings) {
    if (standIn.container === 'alloy' && !error) continue; // it scrapes itself
    const object = workloadsOf(environment).find(({ id }) => id === workload.id);
    const subject = `${workload.id}: its metrics are collected`;
    await report.check(
      { environment: environment.name, subject, object },
      patiently(async () => {
        const { active } = await server.targets();
        const own = active.filter(
          ({ scrapePool, labels }) =>
            [PODS, SERVICES].includes(scrapePool) &&
            labels.namespace === workload.namespace &&
            labels.pod?.startsWith(`${workload.name}-`),
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
