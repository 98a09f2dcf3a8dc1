import { WAL_MAX_HOURS, walGibibytes } from '../../model/budgets/alloy';
import { jobOfMetric, KEPT_BEGINNINGS, type KeepingJob } from '../../model/facts/kept-metrics';
import { KUBE_STATE_METRICS, resourceOf } from '../../model/facts/kube-state-metrics';
import { NODE_EXPORTER } from '../../model/facts/node-exporter';
import { bytes } from '../../model/facts/quantity';
import { hasFeature } from '../../model/facts/regions';
import { list, show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';
import { type Rule, rule } from '../rule';

const workspaceRegion = rule(['cluster', 'metrics'], function* ({ cluster: { region }, metrics: { workspace } }) {
  if (workspace && !hasFeature(region, 'Amazon Managed Prometheus'))
    yield {
      field: 'metrics.workspace',
      value: workspace,
      wrong: `cannot exist in ${region}, which has no Amazon Managed Prometheus`,
      allowed: 'none; cloudwatchAgent.workloads send metrics to CloudWatch',
    };
});

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
const scrapeTimeout = rule(['metrics'], function* ({ metrics: { scrapeIntervalSeconds, scrapeTimeoutSeconds } }) {
  if (scrapeTimeoutSeconds > scrapeIntervalSeconds)
    yield {
      field: 'metrics.scrapeTimeoutSeconds',
      value: scrapeTimeoutSeconds,
      wrong: 'is longer than metrics.scrapeIntervalSeconds',
      allowed: `1 to ${scrapeIntervalSeconds}`,
    };
});

/** Whether a job that can be off is off. */
const OFF: Readonly<Partial<Record<KeepingJob, (metrics: Environment['metrics']) => boolean>>> = {
  [KUBE_STATE_METRICS]: ({ kubeStateMetrics }) => !kubeStateMetrics.enabled,
  [NODE_EXPORTER]: ({ nodeExporter }) => !nodeExporter.enabled,
};

/** Nothing else is filtered, so nothing else has to be asked for. */
const keepAlso = rule(['compute', 'metrics'], function* ({ compute, metrics }) {
  for (const [index, name] of metrics.keepAlso.entries()) {
    const job = jobOfMetric(name);
    const at = { field: `metrics.keepAlso[${index}]`, value: name };
    if (!metrics.workspace)
      yield { ...at, wrong: 'has no effect without metrics.workspace', allowed: '[], or a workspace' };
    else if (job === undefined)
      yield {
        ...at,
        wrong: 'is no metric of the cluster or of the stack',
        allowed: `names that begin with ${list([...KEPT_BEGINNINGS])}; metrics of applications are kept without it`,
      };
    else if (!compute.ec2 && job !== 'alloy' && job !== KUBE_STATE_METRICS)
      yield { ...at, wrong: `needs EC2 nodes: nothing on Fargate has the job ${show(job)}`, allowed: 'another metric' };
    else if (job === KUBE_STATE_METRICS && resourceOf(name) === undefined)
      yield {
        ...at,
        wrong: 'is a metric of labels, of which kube-state-metrics serves none',
        allowed: 'another metric',
      };
    else if (OFF[job]?.(metrics)) yield { ...at, wrong: `has no effect: ${job} is off`, allowed: 'another metric' };
  }
});

/** A full volume stops Alloy: it must hold the samples of the longest outage that Alloy waits for. */
const walSize = rule(['metrics'], function* ({ metrics }) {
  const { memoryLimit, persistentWal } = metrics.alloy;
  const least = walGibibytes(memoryLimit, metrics.scrapeIntervalSeconds);
  if (persistentWal && bytes(persistentWal.size) < bytes(`${least}Gi`))
    yield {
      field: 'metrics.alloy.persistentWal.size',
      value: persistentWal.size,
      wrong: `is too small for ${WAL_MAX_HOURS} hours of samples with ${memoryLimit} of memory`,
      allowed: `at least "${least}Gi"`,
    };
});

/**
 * It holds the state of every pod. Two MiB for a node with thirty pods, as its README says, and what it needs without any.
 * https://github.com/kubernetes/kube-state-metrics#resource-recommendation
 */
const stateMemory = rule(['compute', 'cost', 'metrics'], function* ({ compute, cost, metrics }) {
  const { enabled, memoryLimit } = metrics.kubeStateMetrics;
  const onFargate = compute.fargateProfiles.length > 0 ? cost.fargatePods.to : 0;
  const pods = (compute.ec2 ? cost.nodes.to * cost.podsPerNode : 0) + onFargate;
  const least = Math.ceil(64 + (2 / 30) * pods);
  if (metrics.workspace && enabled && bytes(memoryLimit) < bytes(`${least}Mi`))
    yield {
      field: 'metrics.kubeStateMetrics.memoryLimit',
      value: memoryLimit,
      wrong: `is too little for the state of ${pods} pods (cost.nodes, cost.podsPerNode, cost.fargatePods)`,
      allowed: `at least "${least}Mi"`,
    };
});

/** Rules over Amazon Managed Prometheus and Alloy. */
export const metricRules: Rule[] = [workspaceRegion, scrapeTimeout, keepAlso, stateMemory, walSize];
