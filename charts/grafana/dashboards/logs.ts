import { counterMetric, errorEventsMetric, logsMetric, workloadQuery } from '../../../model/facts/cloudwatch-metrics';
import { ERRORS_BY_APPLICATION, inQueries, RECENT_ERROR_LINES, RECENT_ERRORS } from '../../../model/facts/queries';
import { isArchived, isCountedByAgent, type LogGroup } from '../../../model/names/log-groups';
import type { CloudWatchQuery, Dashboard, Panel } from '../panel';
import type { DashboardSettings } from './settings';

/** A name for metric math and series: `application-shop` → `application_shop`. */
const idOf = ({ id }: LogGroup): string => id.replaceAll('-', '_');

/** Logs of the environment, by what CloudWatch counts and by what they say. */
export function logs(settings: DashboardSettings): Dashboard[] {
  const groups = settings.logGroups.filter(isArchived);
  if (groups.length === 0) return [];
  return [
    {
      uid: 'logs',
      title: `Logs (${settings.environmentName})`,
      description: 'How much is logged, by whom, and which errors.',
      panels: [...volume(groups), ...errors(groups, settings), ...inQueries(groups).flatMap(lines)],
    },
  ];
}

/** A sum means something in a time that does not change with the zoom. */
const periodSeconds = 300;

const sums = (groups: readonly LogGroup[], metric: (group: LogGroup) => ReturnType<typeof logsMetric>) =>
  groups.map(
    (group): CloudWatchQuery => ({
      id: idOf(group),
      label: group.id,
      metric: metric(group),
      stat: 'Sum',
      periodSeconds,
    }),
  );

const volume = (groups: readonly LogGroup[]): Panel[] => [
  {
    title: 'Bytes',
    description:
      'What arrives in each log group in five minutes, and is paid for. The dashboard of CloudWatch says who logs most.',
    runbooks: ['log-group-over-estimate', 'log-volume'],
    view: 'graph',
    unit: 'bytes',
    cloudwatch: sums(groups, ({ name }) => logsMetric('IncomingBytes', name)),
  },
  {
    title: 'Events',
    description: 'Lines that arrive in five minutes. A group that falls silent while its pods run has lost its agent.',
    runbooks: [
      'log-group-silent',
      'log-group-undelivered',
      // Where no agent counts lines, the share of errors is one of what arrives.
      ...(groups.every(isCountedByAgent) ? [] : ['log-errors']),
    ],
    view: 'graph',
    unit: 'short',
    cloudwatch: sums(groups, ({ name }) => logsMetric('IncomingLogEvents', name)),
  },
];

function errors(groups: readonly LogGroup[], { cluster, environmentName }: DashboardSettings): Panel[] {
  const counted = groups.filter(isCountedByAgent);
  return [
    {
      title: 'Errors',
      description:
        'Lines of level error or fatal, and requests that failed, in five minutes. Below stands who wrote them, and what.',
      runbooks: ['log-errors'],
      view: 'graph',
      unit: 'short',
      cloudwatch: sums(groups, (group) =>
        isCountedByAgent(group)
          ? counterMetric('Errors', cluster, group.name)
          : errorEventsMetric(environmentName, group.id),
      ),
    },
    ...(counted.length > 0
      ? [
          {
            title: 'Errors by application',
            description: 'The same by namespace and workload, on EC2 nodes. The one that rises is where to look.',
            runbooks: ['log-errors'],
            view: 'graph',
            unit: 'short',
            cloudwatch: [{ id: 'errors', search: workloadQuery('Errors', cluster), periodSeconds }],
          } as const,
        ]
      : []),
  ];
}

const numbered = (title: string, index: number): string => (index === 0 ? title : `${title} (${index + 1})`);

/** A query reads so many groups; those of more are other panels. */
const lines = (groups: readonly LogGroup[], index: number): Panel[] => [
  {
    title: numbered(ERRORS_BY_APPLICATION.name, index),
    description:
      'The sources with the most errors in the time shown. A look scans the groups, and costs by the gigabyte.',
    runbooks: ['log-errors'],
    view: 'table',
    unit: 'short',
    width: 8,
    logs: { groups, commands: ERRORS_BY_APPLICATION.commands },
  },
  {
    title: numbered(RECENT_ERRORS.name, index),
    description: 'The newest errors in the time shown. A look scans the groups, and costs by the gigabyte.',
    runbooks: ['log-errors'],
    view: 'logs',
    unit: 'none',
    width: 16,
    logs: { groups, commands: RECENT_ERROR_LINES },
  },
];
