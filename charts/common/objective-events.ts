import {
  loadBalancerMetric,
  type MetricStatistic,
  objectiveCounter,
  workloadMetric,
} from '../../model/facts/cloudwatch-metrics';
import type { Objective } from '../../model/schema/slos';

/** What an objective counts: series, and metric math of events and of bad ones in a period. */
export interface Counted {
  readonly metrics: Readonly<Record<string, MetricStatistic>>;
  readonly events: string;
  readonly bad: string;
}

/** The events of an objective in CloudWatch, as metric math. */
export const countedOf = (objective: Objective, clusterName: string): Counted =>
  objective.source.kind === 'load-balancer' ? loadBalancer(objective) : accessLog(objective, clusterName);

/** The agents count requests, failed ones and slow ones before they drop or sample a line. */
function accessLog({ indicator, source, thresholdMilliseconds }: Objective, clusterName: string): Counted {
  const { namespace = '', application = '' } = source;
  const sum = (name: string): MetricStatistic => ({
    metric: workloadMetric(name, clusterName, namespace, application),
    stat: 'Sum',
  });
  if (indicator !== 'latency')
    return {
      metrics: { requests: sum('Requests'), failed: sum(objectiveCounter()) },
      events: 'requests',
      bad: 'FILL(failed, 0)',
    };
  return {
    metrics: {
      timed: { ...sum('Latency'), stat: 'SampleCount' },
      slow: sum(objectiveCounter(thresholdMilliseconds)),
    },
    events: 'timed',
    bad: 'FILL(slow, 0)',
  };
}

/** Requests that found no target are not in RequestCount, but the load balancer answers them with an error of its own. */
function loadBalancer({ indicator, source, thresholdMilliseconds = 0 }: Objective): Counted {
  const metric = (name: Parameters<typeof loadBalancerMetric>[0]) =>
    loadBalancerMetric(name, source.loadBalancer ?? '');
  const sum = (name: Parameters<typeof loadBalancerMetric>[0]): MetricStatistic => ({
    metric: metric(name),
    stat: 'Sum',
  });
  if (indicator !== 'latency')
    return {
      metrics: {
        requests: sum('RequestCount'),
        failed: sum('HTTPCode_Target_5XX_Count'),
        refused: sum('HTTPCode_ELB_5XX_Count'),
      },
      events: '(requests + FILL(refused, 0))',
      bad: '(FILL(failed, 0) + FILL(refused, 0))',
    };
  return {
    metrics: {
      requests: sum('RequestCount'),
      // Percent of the requests that took no longer.
      quick: { metric: metric('TargetResponseTime'), stat: `PR(:${thresholdMilliseconds / 1000})` },
    },
    events: 'requests',
    bad: '(requests * (100 - quick) / 100)',
  };
}

/** What of an objective decides which of its events are bad, and how many may be: `availability` and `error-ratio` count the same. */
const promiseOf = ({
  indicator,
  source,
  target,
  thresholdMilliseconds,
  windowDays,
  minimumEvents,
  silence,
}: Objective) =>
  JSON.stringify([
    indicator === 'latency' && thresholdMilliseconds,
    source,
    target,
    windowDays,
    minimumEvents,
    silence,
  ]);

/** Objectives that promise the same under several names, the first of each with all of their names. */
export function promises(objectives: readonly Objective[]): { objective: Objective; names: string[] }[] {
  const found = new Map<string, { objective: Objective; names: string[] }>();
  for (const objective of objectives) {
    const names = found.get(promiseOf(objective))?.names;
    if (names) names.push(objective.name);
    else found.set(promiseOf(objective), { objective, names: [objective.name] });
  }
  return [...found.values()];
}
