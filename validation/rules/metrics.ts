import { WAL_MAX_HOURS, walGibibytes } from '../../model/budgets/alloy';
import { bytes } from '../../model/facts/quantity';
import { type Rule, rule } from '../rule';
import { notA } from '../text';

/** https://docs.aws.amazon.com/general/latest/gr/prometheus-service.html */
const workspaceInChina = rule(['cluster', 'metrics'], ({ cluster, metrics: { workspace } }, refuse) => {
  if (workspace && cluster.partition === 'aws-cn')
    refuse(
      'metrics.workspace',
      notA(
        workspace,
        'possible in aws-cn, which has no Amazon Managed Prometheus',
        'none; cloudwatchAgent.workloads go to CloudWatch',
      ),
    );
});

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
const scrapeTimeout = rule(['metrics'], ({ metrics }, refuse) => {
  if (metrics.scrapeTimeoutSeconds > metrics.scrapeIntervalSeconds)
    refuse(
      'metrics.scrapeTimeoutSeconds',
      notA(
        metrics.scrapeTimeoutSeconds,
        'within metrics.scrapeIntervalSeconds',
        `1 to ${metrics.scrapeIntervalSeconds}`,
      ),
    );
});

/** A full volume stops Alloy: it must hold the samples of the longest outage that Alloy waits for. */
const walSize = rule(['metrics'], ({ metrics }, refuse) => {
  const { memoryLimit, persistentWal } = metrics.alloy;
  const least = walGibibytes(memoryLimit, metrics.scrapeIntervalSeconds);
  if (persistentWal && bytes(persistentWal.size) < bytes(`${least}Gi`))
    refuse(
      'metrics.alloy.persistentWal.size',
      notA(
        persistentWal.size,
        `enough for ${WAL_MAX_HOURS} hours of samples with ${memoryLimit} of memory`,
        `at least "${least}Gi"`,
      ),
    );
});

/** Rules over Amazon Managed Prometheus and Alloy. */
export const metricRules: Rule[] = [workspaceInChina, scrapeTimeout, walSize];
