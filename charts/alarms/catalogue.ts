import { isLimited, type LimitSettings } from '../../model/budgets/limits';
import {
  counterMetric,
  errorEventsMetric,
  logsMetric,
  sampledOutEventsMetric,
  snsMetric,
  TOLERATED_ERROR_PERCENT,
  workloadQuery,
} from '../../model/facts/cloudwatch-metrics';
import { holdsContainerLogs, isCountedByAgent, type LogGroup } from '../../model/names/log-groups';
import { watchdogTopicName } from '../../model/names/notifications';
import type { Alarm } from './alarm';
import { archive } from './archive';
import { type EstimateProps, overEstimate } from './estimate';
import { type ObjectiveAlarmProps, objectiveAlarms } from './objectives';
import { eventsSilent, nothingComes, silence, undelivered } from './silence';

/** Input of the alarm catalogue. */
export interface CatalogueProps extends EstimateProps, ObjectiveAlarmProps {
  /** Name of the environment: part of the names of metrics. */
  readonly environmentName: string;
  /** Every log group; those with logs of containers have alarms. */
  readonly logGroups: readonly LogGroup[];
  /** Levels that the log routers drop. */
  readonly dropLevels: readonly string[];
  /** Share of info lines that the log routers keep, in percent. */
  readonly sampleInfoPercent: number;
  /** Limits to what pods and namespaces of EC2 nodes ship. */
  readonly limits: LimitSettings['limits'];
  /** Heartbeat samples: where one runs, its log group is never silent. */
  readonly heartbeats: readonly Heartbeat[];
  /** Namespace of the Fluent Bit DaemonSet. */
  readonly fluentBitNamespace: string;
  /** Namespace of the collector of Kubernetes events. */
  readonly kubernetesEventsNamespace: string;
  /** Logs are archived. */
  readonly archive: boolean;
  /** There is a workspace, whose Alertmanager sends the watchdog. */
  readonly watchdog: boolean;
}

/** Log groups of applications whose lines the agents of EC2 nodes count. */
const countedGroups = ({ logGroups }: Pick<CatalogueProps, 'logGroups'>): LogGroup[] =>
  logGroups.filter((group) => holdsContainerLogs(group) && isCountedByAgent(group));

/** A heartbeat sample: an application that writes a line every few seconds. */
export interface Heartbeat {
  /** Namespace that it runs in. */
  readonly namespace: string;
  /** ID of the log group that it writes to. */
  readonly logGroupId: string;
  /** Its pod runs on Fargate. */
  readonly onFargate: boolean;
}

/** Every alarm of an environment. */
export const alarms = (props: CatalogueProps): Alarm[] => [
  ...props.logGroups
    .filter(holdsContainerLogs)
    .flatMap((group) => [
      isCountedByAgent(group) ? errorRate(props, group) : errorRateOfEvents(props, group),
      ...silence(props, group),
      ...undelivered(props, group),
      ...volume(group),
    ]),
  ...workloadErrors(props),
  ...countersSilent(props),
  ...eventsSilent(props),
  ...linesLimited(props),
  ...overEstimate(props),
  ...objectiveAlarms(props),
  ...(props.archive ? archive(props) : []),
  ...(props.watchdog ? [watchdogSilent(props.environmentName)] : []),
];

/** How few errors in five minutes are no news. */
const MIN_ERRORS = 10;

/** Of every error rate: what is too much, and where to look. */
const errorRateOf = (
  { id, name }: LogGroup,
  {
    measured,
    ...rest
  }: Pick<Alarm, 'metrics' | 'expression' | 'treatMissingData' | 'endsDeployments'> & { measured: readonly string[] },
): Alarm => ({
  id: `${id}-error-rate`,
  runbook: 'log-errors',
  severity: 'warning',
  description: `More than ${TOLERATED_ERROR_PERCENT} % of what is logged to ${name} are errors, ${MIN_ERRORS} or more in five minutes. Saved query "errors by application" tells whose, "recent errors" what they say. ${measured.join(' ')}`,
  ...rest,
  periodSeconds: 300,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  bad: { when: 'above', threshold: TOLERATED_ERROR_PERCENT },
});

/** Errors among all lines that containers have written, whatever is dropped and sampled: the agents count before that. */
const errorRate = ({ clusterName }: CatalogueProps, group: LogGroup): Alarm =>
  errorRateOf(group, {
    measured: [
      'Errors are lines of level error or fatal and requests with a status of 500 or more.',
      'The log agents count them among all lines, before any is dropped or sampled.',
      `Without data no agent counts; see the alarm ${COUNTERS_SILENT}.`,
    ],
    metrics: {
      errors: { metric: counterMetric('Errors', clusterName, group.name), stat: 'Sum' },
      lines: { metric: counterMetric('Lines', clusterName, group.name), stat: 'Sum' },
    },
    expression: `IF(errors >= ${MIN_ERRORS}, 100 * errors / lines, 0)`,
    // The agents report zeros too.
    treatMissingData: 'missing',
  });

/**
 * Errors among all that was logged, not among what is left of it: errors are never sampled, so sampling alone would raise the
 * rate. Info events that were sampled out are counted; levels that are dropped are nobody's requests.
 */
function errorRateOfEvents({ environmentName, dropLevels, sampleInfoPercent }: CatalogueProps, group: LogGroup): Alarm {
  const { id, name } = group;
  const sampled = sampleInfoPercent < 100;
  const measured = [
    'Errors are events of level error or worse.',
    ...(sampled ? [`Info events that were sampled out (${sampleInfoPercent} % are kept) count as logged.`] : []),
    ...(dropLevels.length > 0 ? [`Dropped levels (${dropLevels.join(', ')}) do not.`] : []),
    'A metric filter of the CloudFormation template counts them. Without data it is missing, or nothing has been logged.',
  ];
  return errorRateOf(group, {
    measured,
    metrics: {
      errors: { metric: errorEventsMetric(environmentName, id), stat: 'Sum' },
      events: { metric: logsMetric('IncomingLogEvents', name), stat: 'Sum' },
      ...(sampled && { sampled: { metric: sampledOutEventsMetric(environmentName, id), stat: 'Sum' } }),
    },
    // The filter counts zero where events are no errors. It must not be filled up with zeros where there is no filter.
    expression: `IF(errors >= ${MIN_ERRORS}, 100 * errors / ${sampled ? '(events + FILL(sampled, 0))' : 'events'}, 0)`,
    // Quiet hours keep the state; before the first count there is none.
    treatMissingData: 'ignore',
    endsDeployments: group.writers.includes('ecs-firelens'),
  });
}

/**
 * A workload that fails while the group that it shares hardly shows it: one alarm for all, with a notification for each. The sum
 * is right over agents and time, so the share and the least number of errors are one threshold.
 */
function workloadErrors({ clusterName, logGroups }: CatalogueProps): Alarm[] {
  if (countedGroups({ logGroups }).length === 0) return [];
  return [
    {
      id: 'workload-errors',
      runbook: 'log-errors',
      severity: 'warning',
      description: `More than ${TOLERATED_ERROR_PERCENT} % of what the workload logs that the notification names are errors, and ${MIN_ERRORS} or more in five minutes. Saved query "recent errors" tells what they say. The log agents count them among all lines, before any is dropped or sampled. A workload that logs nothing leaves the alarm, and all do when no agent counts; see the alarm ${COUNTERS_SILENT}.`,
      metrics: {},
      expression: workloadQuery('ExcessErrors', clusterName),
      periodSeconds: 300,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: 'notBreaching',
      bad: { when: 'above', threshold: MIN_ERRORS - 1 },
    },
  ];
}

const COUNTERS_SILENT = 'log-counters-silent';

/** The agents of all nodes report every half a minute, also that nothing was logged; without them error rates are blind. */
function countersSilent({ clusterName, fluentBitNamespace, logGroups }: CatalogueProps): Alarm[] {
  const [group] = countedGroups({ logGroups });
  if (!group) return [];
  return [
    {
      id: COUNTERS_SILENT,
      runbook: 'log-counters-silent',
      severity: 'critical',
      description: `No log agent of a node has reported what it counts for 15 minutes, so the error rates of logs from EC2 nodes have no data. Look at the pods fluent-bit in ${fluentBitNamespace} and what they log, then at their role.`,
      ...nothingComes(
        { reports: { metric: counterMetric('Lines', clusterName, group.name), stat: 'SampleCount' } },
        15,
      ),
    },
  ];
}

/** A workload whose lines are left out by a limit: one alarm for all, with a notification for each. */
function linesLimited({ clusterName, limits, logGroups }: CatalogueProps): Alarm[] {
  if (!isLimited(limits) || countedGroups({ logGroups }).length === 0) return [];
  return [
    {
      id: 'log-lines-limited',
      runbook: 'log-lines-limited',
      severity: 'warning',
      description: `Pods of the workload that the notification names write more than logs.limits allows, so lines of theirs are left out, errors last of all. Find out why they log so much, or raise the limit. Without data nothing is left out, or no agent counts; see the alarm ${COUNTERS_SILENT}.`,
      metrics: {},
      expression: workloadQuery('Limited', clusterName),
      periodSeconds: 300,
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      // Workloads have no zeros.
      treatMissingData: 'notBreaching',
      bad: { when: 'above', threshold: 0 },
    },
  ];
}

/** Far more than usual, in the groups that many applications share: what a single one writes has no band worth the name. */
const volume = ({ id, name }: LogGroup): Alarm[] =>
  id !== 'application' && id !== 'fargate'
    ? []
    : [
        {
          id: `${id}-volume`,
          runbook: 'log-volume',
          severity: 'warning',
          description: `${name} takes in far more than usual for this hour: somebody logs too much, and it costs. Saved query "bytes by pod" tells who.`,
          metrics: { bytes: { metric: logsMetric('IncomingBytes', name), stat: 'Sum' } },
          periodSeconds: 900,
          evaluationPeriods: 4,
          datapointsToAlarm: 3,
          treatMissingData: 'notBreaching',
          bad: { when: 'above-band', deviations: 4 },
        },
      ];

const WATCHDOG_SILENT = 'watchdog-silent';

/** Whether maintenance may mute an alarm: not the one that nobody could be told without. */
export const isMutable = ({ id }: Pick<Alarm, 'id'>): boolean => id !== WATCHDOG_SILENT;

/** The watchdog of the watchdog: it asks nothing of Prometheus. */
const watchdogSilent = (environmentName: string): Alarm => ({
  id: WATCHDOG_SILENT,
  runbook: 'watchdog',
  severity: 'critical',
  description:
    'The alert Watchdog, which always fires, has not come for 30 minutes: no alert of Amazon Managed Prometheus can be trusted to arrive. Look at the rules and the Alertmanager of the workspace.',
  ...nothingComes(
    { messages: { metric: snsMetric('NumberOfMessagesPublished', watchdogTopicName(environmentName)), stat: 'Sum' } },
    30,
    900,
  ),
});
