import { firehoseMetric, logsMetric, type MetricStatistic } from '../../model/facts/cloudwatch-metrics';
import type { Severity } from '../../model/facts/severities';
import { archiveStreamName } from '../../model/names/log-archive';
import { isArchived } from '../../model/names/log-groups';
import type { Alarm } from './alarm';
import type { CatalogueProps } from './catalogue';

/** Series that an alarm may compute with. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html */
const MOST_SERIES = 10;

/** Time for which Firehose tries again, in hours. https://docs.aws.amazon.com/firehose/latest/dev/retry.html */
const FIREHOSE_HOURS = 24;

/** Records that wait too long on their way to the archive, and those that do not even come. */
export function archive({ environmentName, logGroups }: CatalogueProps): Alarm[] {
  const stream = archiveStreamName(environmentName);
  const look = `look at the bucket of the stream ${stream}, its role and the key.`;
  const behind = (id: string, severity: Severity, hours: number): Alarm => ({
    id,
    severity,
    runbook: 'log-archive-behind',
    description: `The oldest record that Firehose has not written to the archive is over ${hours} h old; after ${FIREHOSE_HOURS} h it is lost. It may not write: ${look}`,
    metrics: { freshness: { metric: firehoseMetric('DeliveryToS3.DataFreshness', stream), stat: 'Maximum' } },
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    // Nothing waits; that nothing comes is another alarm.
    treatMissingData: 'notBreaching',
    bad: { when: 'above', threshold: hours * 3600 },
  });
  const groups = logGroups.filter(isArchived).slice(0, MOST_SERIES - 1);
  const events = groups.map((group, index) => [`events${index}`, group] as const);
  return [
    behind('log-archive-behind', 'warning', 1),
    behind('log-archive-at-risk', 'critical', FIREHOSE_HOURS / 2),
    {
      id: 'log-archive-silent',
      runbook: 'log-archive-silent',
      severity: 'warning',
      description: `Log groups take in events, and none of them has reached Firehose for 30 minutes: they are missing in the archive. The subscriptions of the groups are gone, or CloudWatch Logs may not write to the stream ${stream}: look at its role.`,
      metrics: {
        records: { metric: firehoseMetric('IncomingRecords', stream), stat: 'Sum' },
        ...Object.fromEntries(
          events.map(([id, { name }]) => [
            id,
            { metric: logsMetric('IncomingLogEvents', name), stat: 'Sum' } satisfies MetricStatistic,
          ]),
        ),
      },
      expression: `IF(${events.map(([id]) => `FILL(${id}, 0)`).join(' + ')} > 0 AND FILL(records, 0) < 1, 1, 0)`,
      periodSeconds: 300,
      evaluationPeriods: 6,
      datapointsToAlarm: 6,
      treatMissingData: 'notBreaching',
      bad: { when: 'above', threshold: 0 },
    },
  ];
}
