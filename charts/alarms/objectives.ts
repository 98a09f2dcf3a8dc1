import { loadBalancerMetric, objectiveCounter, workloadMetric } from '../../model/facts/cloudwatch-metrics';
import { type BurnRate, budgetOf, burnRates, enoughEvents, silenceMinutes } from '../../model/facts/objectives';
import type { Objective } from '../../model/schema/slos';
import type { Alarm, AlarmMetric } from './alarm';

/** What alarms of objectives depend on. */
export interface ObjectiveAlarmProps {
  /** Name of the cluster: a dimension of what its agents count. */
  readonly clusterName: string;
  /** Objectives whose events CloudWatch has. */
  readonly objectives: readonly Objective[];
}

/** What an objective counts: series, and metric math of events and of bad ones in a period. */
interface Counted {
  readonly metrics: Readonly<Record<string, AlarmMetric>>;
  readonly events: string;
  readonly bad: string;
}

/** Alarms of every objective: one for each long window of its burn rates, and one for silence where that is failure. */
export const objectiveAlarms = (props: ObjectiveAlarmProps): Alarm[] =>
  props.objectives.flatMap((objective) => {
    const counted = countedOf(objective, props);
    return [
      ...burnRates(objective.windowDays, 'fast').map((burn) => burning(objective, counted, burn, 'critical')),
      ...burnRates(objective.windowDays, 'slow').map((burn) => burning(objective, counted, burn, 'warning')),
      ...(objective.silence === 'violated' ? [silent(objective, counted)] : []),
    ];
  });

const countedOf = (objective: Objective, { clusterName }: ObjectiveAlarmProps): Counted =>
  objective.source.kind === 'load-balancer' ? loadBalancer(objective) : accessLog(objective, clusterName);

/** The agents count requests, failed ones and slow ones before they drop or sample a line. */
function accessLog({ indicator, source, thresholdMilliseconds }: Objective, clusterName: string): Counted {
  const { namespace = '', application = '' } = source;
  const sum = (name: string): AlarmMetric => ({
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
  const sum = (name: Parameters<typeof loadBalancerMetric>[0]): AlarmMetric => ({ metric: metric(name), stat: 'Sum' });
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

const PERIODS = { '1h': [3600, 1], '6h': [21600, 1], '1d': [86400, 1], '3d': [86400, 3] } as const;

/**
 * CloudWatch evaluates a long period anew each minute, so that a burn is seen as soon as it is one. All series of an alarm have one
 * period: there is no short window, and the alarm ends when the fault has left the long one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
function burning(objective: Objective, counted: Counted, burn: BurnRate, severity: Alarm['severity']): Alarm {
  const { name, service, target, windowDays } = objective;
  const [periodSeconds, periods] = PERIODS[burn.long];
  const span = burn.long === '3d' ? 'in each of three days' : `in ${burn.hours} h`;
  return {
    id: `slo-${name}-${burn.long}`,
    runbook: 'error-budget',
    severity,
    description: `${service} promises ${target} % good events in ${windowDays} days (objective ${name}). So many were bad ${span} that ${burn.hours < 24 ? 'the error budget is gone within days' : 'the error budget does not last'}. Saved query "recent errors" tells what fails; docs/objectives.md says how this is measured. Without data there are no events, or nobody counts them.`,
    metrics: counted.metrics,
    expression: `IF(${counted.events} >= ${enoughEvents(objective, burn)}, 100 * ${counted.bad} / ${counted.events}, 0)`,
    periodSeconds,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: 'missing',
    bad: { when: 'above', threshold: Number((100 * burn.factor * budgetOf(objective)).toPrecision(6)) },
  };
}

function silent(objective: Objective, { events, metrics }: Counted): Alarm {
  const minutes = Math.ceil(silenceMinutes(objective) / 5) * 5;
  const [[id = '', first] = []] = Object.entries(metrics);
  return {
    id: `slo-${objective.name}-silent`,
    runbook: 'objective-silent',
    severity: 'critical',
    description: `${objective.service} has had no events for ${minutes} minutes, and the objective ${objective.name} counts silence as failure: the application is down, or nobody reaches it, or its logs are not read.`,
    metrics: first ? { [id]: first } : {},
    expression: `FILL(${id || events}, 0)`,
    periodSeconds: 300,
    evaluationPeriods: minutes / 5,
    datapointsToAlarm: minutes / 5,
    treatMissingData: 'breaching',
    bad: { when: 'below', threshold: 1 },
  };
}
