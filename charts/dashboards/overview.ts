import { errorEventsMetric, firehoseMetric, logsMetric } from '../../model/facts/cloudwatch-metrics';
import { BYTES_BY_POD, ERRORS_BY_APPLICATION, RECENT_ERRORS } from '../../model/facts/queries';
import { archiveStreamName } from '../../model/names/log-archive';
import { isArchived, type LogGroup, logGroups } from '../../model/names/log-groups';
import type { Environment } from '../../model/schema/environment';
import { alarmStates, graph, heading, logTable, type Widget } from './widgets';

export interface OverviewProps {
  readonly environment: Environment;
  /** ARNs of the environment's alarms. */
  readonly alarmArns: readonly string[];
}

/** What somebody who is woken looks at: what is wrong, since when, and what the logs say. */
export function overview({ environment, alarmArns }: OverviewProps): Widget[] {
  const { archive, cluster, name } = environment;
  const groups = logGroups(environment).filter(isArchived);
  return [
    ...(alarmArns.length > 0 ? [alarmStates('Alarms', alarmArns)] : []),
    ...logWidgets(name, cluster.region, groups),
    ...(archive
      ? [
          heading('Archive'),
          graph(
            'Age of the oldest record not yet archived',
            cluster.region,
            [{ metric: firehoseMetric('DeliveryToS3.DataFreshness', archiveStreamName(name)), label: 'age' }],
            { stat: 'Maximum', unit: 'seconds', width: 24 },
          ),
        ]
      : []),
  ];
}

function logWidgets(environmentName: string, region: string, groups: readonly LogGroup[]): Widget[] {
  if (groups.length === 0) return [];
  const lines = (metric: (group: LogGroup) => ReturnType<typeof logsMetric>) =>
    groups.map((group) => ({ metric: metric(group), label: group.id }));
  const names = groups.map((group) => group.name);
  return [
    heading('Logs'),
    graph(
      'Events',
      region,
      lines((group) => logsMetric('IncomingLogEvents', group.name)),
      { unit: 'events' },
    ),
    graph(
      'Bytes',
      region,
      lines((group) => logsMetric('IncomingBytes', group.name)),
      { unit: 'bytes' },
    ),
    graph(
      'Errors',
      region,
      lines((group) => errorEventsMetric(environmentName, group.id)),
      { unit: 'events', width: 24 },
    ),
    logTable('Recent errors', region, names, RECENT_ERRORS.commands),
    logTable('Errors by application', region, names, ERRORS_BY_APPLICATION.commands),
    logTable('Who logs most', region, names, BYTES_BY_POD.commands),
  ];
}
