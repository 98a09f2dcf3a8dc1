import type { Environment } from '../../overlays/schema/environment';
import { errorEventsMetric, firehoseMetric, logsMetric, snsMetric } from '../common/cloudwatch-metrics';
import { archiveStreamName } from '../common/log-archive';
import { type LogGroup, logGroups } from '../common/log-groups';
import { watchdogTopicName } from '../common/notifications';
import type { Alarm } from './alarm';

/** Every alarm of an environment. */
export const alarms = (environment: Environment): Alarm[] => [
  ...logGroups(environment)
    .filter(holdsContainerLogs)
    .flatMap((group) => logAlarms(environment.name, group)),
  ...(environment.archive ? [archiveBehind(environment.name)] : []),
  ...(environment.metrics.workspace?.kind === 'ack' ? [watchdogSilent(environment.name)] : []),
];

/** Groups that hear from containers all the time; a sample application's own may be silent. */
export const holdsContainerLogs = ({ id }: LogGroup): boolean => id === 'application' || id === 'fargate';

/** Error rate, silence and volume of one log group. */
const logAlarms = (environmentName: string, { id, name }: LogGroup): Alarm[] => [
  {
    id: `${id}-error-rate`,
    description: `More than 5 % of the events in ${name} are errors. Saved query "errors by application" tells whose.`,
    metrics: {
      errors: { metric: errorEventsMetric(environmentName, id), stat: 'Sum' },
      events: { metric: logsMetric('IncomingLogEvents', name), stat: 'Sum' },
    },
    // Fewer than a hundred events say nothing about a rate.
    expression: 'IF(events >= 100, 100 * FILL(errors, 0) / events, 0)',
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: 'notBreaching',
    bad: { when: 'above', threshold: 5 },
  },
  {
    id: `${id}-silence`,
    description: `No event has reached ${name} for 15 minutes: the log agents are down, or may not write. Look at their pods first.`,
    metrics: { events: { metric: logsMetric('IncomingLogEvents', name), stat: 'Sum' } },
    expression: 'FILL(events, 0)',
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    treatMissingData: 'breaching',
    bad: { when: 'below', threshold: 1 },
  },
  {
    id: `${id}-volume`,
    description: `${name} takes in far more than usual for this hour: somebody logs too much, and it costs. Saved query "bytes by pod" tells who.`,
    metrics: { bytes: { metric: logsMetric('IncomingBytes', name), stat: 'Sum' } },
    periodSeconds: 900,
    evaluationPeriods: 4,
    datapointsToAlarm: 3,
    treatMissingData: 'notBreaching',
    bad: { when: 'above-band', deviations: 4 },
  },
];

const archiveBehind = (environmentName: string): Alarm => ({
  id: 'log-archive-behind',
  description:
    'The oldest record that Firehose has not written to the archive is over an hour old. After 24 hours it would be lost.',
  metrics: {
    freshness: {
      metric: firehoseMetric('DeliveryToS3.DataFreshness', archiveStreamName(environmentName)),
      stat: 'Maximum',
    },
  },
  periodSeconds: 300,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  treatMissingData: 'notBreaching',
  bad: { when: 'above', threshold: 3600 },
});

/** The watchdog of the watchdog: it asks nothing of Prometheus. */
const watchdogSilent = (environmentName: string): Alarm => ({
  id: 'watchdog-silent',
  description:
    'The alert Watchdog, which always fires, has not come for 30 minutes: no alert of Amazon Managed Prometheus can be trusted to arrive. Look at the rules and the Alertmanager of the workspace.',
  metrics: {
    messages: { metric: snsMetric('NumberOfMessagesPublished', watchdogTopicName(environmentName)), stat: 'Sum' },
  },
  expression: 'FILL(messages, 0)',
  periodSeconds: 900,
  evaluationPeriods: 2,
  datapointsToAlarm: 2,
  treatMissingData: 'breaching',
  bad: { when: 'below', threshold: 1 },
});
