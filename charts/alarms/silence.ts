import { counterMetric, logsMetric, type MetricStatistic } from '../../model/facts/cloudwatch-metrics';
import { holdsEvents, isCountedByAgent, type LogGroup } from '../../model/names/log-groups';
import type { Alarm } from './alarm';
import type { CatalogueProps } from './catalogue';

/** What of an alarm says what it measures, and when that is bad. */
type Measured = Omit<Alarm, 'id' | 'severity' | 'description' | 'runbook' | 'endsDeployments'>;

/**
 * Not one in any of the series for a while, though there always is something: no data is as bad as a zero.
 * @param metrics sums or counts, by ID @param minutes how long, a multiple of the period @param periodSeconds a period, in seconds
 */
export function nothingComes(metrics: Alarm['metrics'], minutes: number, periodSeconds = 300): Measured {
  const periods = (minutes * 60) / periodSeconds;
  return {
    metrics,
    expression: Object.keys(metrics)
      .map((id) => `FILL(${id}, 0)`)
      .join(' + '),
    periodSeconds,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: 'breaching',
    bad: { when: 'below', threshold: 1 },
  };
}

/** Minutes without an event after which a log group is silent. */
const SILENT_MINUTES = 15;

const nothingArrives = (logGroup: string): Measured =>
  nothingComes({ events: { metric: logsMetric('IncomingLogEvents', logGroup), stat: 'Sum' } }, SILENT_MINUTES);

/**
 * Only where something is sure to write: the heartbeat sample, every few seconds. Elsewhere a quiet night would be taken for an
 * outage, for agents and nodes log nothing while all is well; there the rules on Fluent Bit's own metrics watch.
 */
export function silence(
  { dropLevels, fluentBitNamespace, heartbeats }: CatalogueProps,
  { id, name }: LogGroup,
): Alarm[] {
  // Of the levels that it writes, these are not sampled.
  if (dropLevels.includes('warn') && dropLevels.includes('error')) return [];
  const heartbeat = heartbeats.find(({ logGroupId }) => logGroupId === id);
  if (!heartbeat) return [];
  const look = heartbeat.onFargate
    ? "at the pod's events (LoggingDisabled tells why), then at the pod execution role"
    : `at the pods fluent-bit in ${fluentBitNamespace} and what they log`;
  return [
    {
      id: `${id}-silence`,
      runbook: 'log-group-silent',
      severity: 'critical',
      description: `Nothing has reached ${name} for ${SILENT_MINUTES} minutes, though the sample heartbeat in namespace ${heartbeat.namespace} writes all the time. If its pod runs, the log agents are down or may not write: look ${look}.`,
      ...nothingArrives(name),
    },
  ];
}

/** The collector of Kubernetes events writes a heartbeat every minute, also where nothing happens. */
export function eventsSilent({ kubernetesEventsNamespace, logGroups }: CatalogueProps): Alarm[] {
  const group = logGroups.find(holdsEvents);
  if (!group) return [];
  return [
    {
      id: 'kubernetes-events-silent',
      runbook: 'kubernetes-events-silent',
      severity: 'warning',
      description: `Nothing has reached ${group.name} for ${SILENT_MINUTES} minutes, though the collector of Kubernetes events writes a heartbeat every minute: restarts cannot be asked for. Look at the pod kubernetes-events in ${kubernetesEventsNamespace} and what it logs, then at its role. That its watch works is not measured.`,
      ...nothingArrives(group.name),
    },
  ];
}

/**
 * The agents read lines of a group, and none arrives. Where all agents are silent there is no data, and another alarm. It needs no
 * heartbeat: a group to which nobody writes has nothing to deliver.
 */
export function undelivered({ clusterName, fluentBitNamespace }: CatalogueProps, group: LogGroup): Alarm[] {
  if (!isCountedByAgent(group)) return [];
  const counter = (name: Parameters<typeof counterMetric>[0]): MetricStatistic => ({
    metric: counterMetric(name, clusterName, group.name),
    stat: 'Sum',
  });
  return [
    {
      id: `${group.id}-undelivered`,
      runbook: 'log-group-undelivered',
      severity: 'critical',
      description: `For 15 minutes the log agents have read lines that belong to ${group.name}, and none has arrived there. They wait on the disks of the nodes. Look at what the pods fluent-bit in ${fluentBitNamespace} log, then at their role and at the group. Lines of pods that opt out with fluentbit.io/exclude count as read.`,
      metrics: {
        lines: counter('Lines'),
        dropped: counter('Dropped'),
        sampled: counter('SampledOut'),
        limited: counter('Limited'),
        events: { metric: logsMetric('IncomingLogEvents', group.name), stat: 'Sum' },
      },
      expression: 'IF(lines - dropped - sampled - limited > 0 AND FILL(events, 0) < 1, 1, 0)',
      periodSeconds: 300,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: 'missing',
      bad: { when: 'above', threshold: 0 },
    },
  ];
}
