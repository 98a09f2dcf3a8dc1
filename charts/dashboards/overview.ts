import {
  type CloudWatchMetric,
  errorEventsMetric,
  firehoseMetric,
  logsMetric,
  type WORKLOAD_COUNTERS,
  workloadQuery,
} from '../../model/facts/cloudwatch-metrics';
import { DASHBOARD_LIMITS } from '../../model/facts/dashboards';
import { SEVERITIES, type Severity } from '../../model/facts/severities';
import { archiveStreamName } from '../../model/names/log-archive';
import { isArchived, isCountedByAgent, type LogGroup } from '../../model/names/log-groups';
import type { RunbookBase } from '../../model/names/runbooks';
import { alarmStates, graph, graphs, heading, type Line, text, type Widget } from './widgets';

/** An alarm as the dashboard shows it: its state, and what it compares with what. */
export interface ShownAlarm {
  readonly arn: string;
  readonly id: string;
  readonly severity: Severity;
  /** Page that says what to do. */
  readonly runbook: string;
  readonly metrics: Readonly<Record<string, { readonly metric: CloudWatchMetric; readonly stat: string }>>;
  /** @default - the only series */
  readonly expression?: string;
  /** What it compares with. @default - no fixed level */
  readonly threshold?: number;
}

/** Props of the dashboard. */
export interface OverviewProps {
  /** Name of the environment: part of the names of metrics. */
  readonly environmentName: string;
  /** Name of the cluster: a dimension of what its agents count. */
  readonly clusterName: string;
  /** Region of the metrics. */
  readonly region: string;
  /** Every log group; those with logs of containers and nodes are shown. */
  readonly logGroups: readonly LogGroup[];
  /** Logs are archived. */
  readonly archive: boolean;
  /** Every alarm of the environment. */
  readonly alarms: readonly ShownAlarm[];
  /** Where the runbooks are. */
  readonly runbooks: RunbookBase;
  /** Names of the other dashboards of the environment. */
  readonly others: readonly string[];
}

/**
 * What somebody who is woken looks at: whether anything is wrong, where, and since when. It reads metrics alone, so that a look costs
 * nothing; what the logs say is on another dashboard.
 */
export const overview = (props: OverviewProps): Widget[] => {
  const shown = [...alarmWidgets(props), ...errorWidgets(props), ...volumeWidgets(props), ...archiveWidgets(props)];
  return shown.length > 0 ? [introduction(props), ...shown] : [];
};

/** Markdown that leads to another dashboard, as the console knows it. */
const introduction = ({ others }: OverviewProps): Widget =>
  text(
    [
      'First the alarms: what is wrong comes first, then what has no data, each with the newest change in front. Then where, and since when.',
      ...(others.length > 0
        ? [`More: ${others.map((name) => `[${name}](#dashboards:name=${name})`).join(' · ')}`]
        : []),
    ].join('\n\n'),
    2,
  );

/** The states of alarms, by whom they wake. */
const alarmWidgets = ({ alarms }: OverviewProps): Widget[] =>
  SEVERITIES.flatMap((severity) =>
    chunks(
      alarms.filter((alarm) => alarm.severity === severity).map(({ arn }) => arn),
      DASHBOARD_LIMITS.alarmsOfWidget,
    ).map((arns) => alarmStates(`Alarms: ${severity}`, arns)),
  );

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** What the alarms on errors compare, with the level that they compare it with; and of whom the errors are. */
function errorWidgets(props: OverviewProps): Widget[] {
  const { alarms, clusterName, logGroups, region, runbooks } = props;
  const drawn = alarms.filter(({ runbook, metrics }) => runbook === 'log-errors' && Object.keys(metrics).length > 0);
  const [first] = drawn;
  if (!first) return [];
  return [
    heading('Errors', runbooks, 'log-errors'),
    ...graphs('Errors by log group', region, drawn.map(linesOf), {
      unit: '% of the lines',
      thresholds: [{ label: 'an alarm', value: first.threshold ?? 0 }],
    }),
    ...byWorkload({ clusterName, logGroups, region }, 'Errors', 'Errors by workload: the ten with the most'),
    ...errorsWithoutAlarm(props, drawn),
  ];
}

/** Errors that a metric filter counts and no alarm compares: those of the log router of Fargate itself. */
function errorsWithoutAlarm(
  { environmentName, logGroups, region }: OverviewProps,
  drawn: readonly ShownAlarm[],
): Widget[] {
  const compared = new Set(drawn.flatMap(({ metrics }) => Object.values(metrics).map(({ metric }) => metric.name)));
  const lines = logGroups
    .filter((group) => isArchived(group) && !isCountedByAgent(group))
    .map(({ id }) => ({ metric: errorEventsMetric(environmentName, id), label: id }))
    .filter(({ metric }) => !compared.has(metric.name));
  return lines.length > 0 ? [graph('Errors without an alarm', region, lines, { unit: 'events' })] : [];
}

/** The series of an alarm, of which the compared one is shown. Names of series are those of the dashboard, not of the alarm. */
function linesOf({ id, metrics, expression }: ShownAlarm, at: number): Line[] {
  const own = (name: string) => `a${at}${name}`;
  const names = new RegExp(`\\b(?:${Object.keys(metrics).join('|')})\\b`, 'g');
  return [
    ...Object.entries(metrics).map(([name, { metric, stat }]) => ({
      metric,
      stat,
      id: own(name),
      label: `${id} ${name}`,
      hidden: expression !== undefined,
    })),
    ...(expression ? [{ expression: expression.replace(names, own), label: id }] : []),
  ];
}

/** The workloads of EC2 nodes with the most of something: what counts lines counts them by workload too. */
const byWorkload = (
  { clusterName, logGroups, region }: Pick<OverviewProps, 'clusterName' | 'logGroups' | 'region'>,
  counter: (typeof WORKLOAD_COUNTERS)[number],
  title: string,
): Widget[] =>
  logGroups.some((group) => isCountedByAgent(group) && group.id.startsWith('application'))
    ? [
        graph(
          title,
          region,
          [
            {
              expression: `${workloadQuery(counter, clusterName)} LIMIT 10`,
              label: "${PROP('Dim.Namespace')} ${PROP('Dim.Application')}",
            },
          ],
          { unit: 'lines' },
        ),
      ]
    : [];

/** Pages that may say what to do when less arrives than should, or more; the most pressing first. */
const ARRIVAL_PAGES = ['log-group-silent', 'log-group-undelivered', 'log-volume', 'log-errors'];

/** Those of them that an alarm of this environment leads to, by what arrives in a log group. */
const arrivalPages = ({ alarms }: OverviewProps): string[] =>
  ARRIVAL_PAGES.filter((page) =>
    alarms.some(
      ({ metrics, runbook }) =>
        runbook === page && Object.values(metrics).some(({ metric }) => metric.namespace === 'AWS/Logs'),
    ),
  );

function volumeWidgets(props: OverviewProps): Widget[] {
  const { clusterName, logGroups, region, runbooks } = props;
  const groups = logGroups.filter(isArchived);
  if (groups.length === 0) return [];
  const arrived = groups.map(({ id, name }) => [{ metric: logsMetric('IncomingLogEvents', name), label: id }]);
  return [
    heading('Logs', runbooks, ...arrivalPages(props)),
    ...graphs('Events that arrived, by log group', region, arrived, { unit: 'events' }),
    ...byWorkload({ clusterName, logGroups, region }, 'Lines', 'Lines read, by workload: the ten with the most'),
  ];
}

const archiveWidgets = ({ archive, environmentName, region, runbooks }: OverviewProps): Widget[] =>
  archive
    ? [
        heading('Archive', runbooks, 'log-archive-behind', 'log-archive-silent'),
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
    : [];
