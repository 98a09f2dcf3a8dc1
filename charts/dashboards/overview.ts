import { counterMetric, errorEventsMetric, firehoseMetric, logsMetric } from '../../model/facts/cloudwatch-metrics';
import { BYTES_BY_POD, ERRORS_BY_APPLICATION, RECENT_ERRORS } from '../../model/facts/queries';
import { archiveStreamName } from '../../model/names/log-archive';
import { isArchived, isCountedByAgent, type LogGroup } from '../../model/names/log-groups';
import { alarmStates, graph, heading, logTable, type Widget } from './widgets';

/** Props of the dashboard. */
export interface OverviewProps {
  /** Name of the environment: part of the names of metrics. */
  readonly environmentName: string;
  /** Name of the cluster: a dimension of what its agents count. */
  readonly clusterName: string;
  /** Region of the metrics and of the log groups. */
  readonly region: string;
  /** Every log group; those with logs of containers and nodes are shown. */
  readonly logGroups: readonly LogGroup[];
  /** Logs are archived. */
  readonly archive: boolean;
  /** ARNs of the environment's alarms. */
  readonly alarmArns: readonly string[];
}

/** What somebody who is woken looks at: what is wrong, since when, and what the logs say. */
export function overview(props: OverviewProps): Widget[] {
  const { environmentName, region, archive, alarmArns } = props;
  return [
    ...(alarmArns.length > 0 ? [alarmStates('Alarms', alarmArns)] : []),
    ...logWidgets(props),
    ...(archive
      ? [
          heading('Archive'),
          graph(
            'Age of the oldest record not yet archived',
            region,
            [
              {
                metric: firehoseMetric('DeliveryToS3.DataFreshness', archiveStreamName(environmentName)),
                label: 'age',
              },
            ],
            { stat: 'Maximum', unit: 'seconds', width: 24 },
          ),
        ]
      : []),
  ];
}

function logWidgets({ environmentName, clusterName, region, logGroups }: OverviewProps): Widget[] {
  const groups = logGroups.filter(isArchived);
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
      lines((group) =>
        isCountedByAgent(group)
          ? counterMetric('Errors', clusterName, group.name)
          : errorEventsMetric(environmentName, group.id),
      ),
      { unit: 'events', width: 24 },
    ),
    logTable('Recent errors', region, names, RECENT_ERRORS.commands),
    logTable('Errors by application', region, names, ERRORS_BY_APPLICATION.commands),
    logTable('Who logs most', region, names, BYTES_BY_POD.commands),
  ];
}
