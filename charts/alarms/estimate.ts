import type { LogVolume } from '../../model/budgets/log-volume';
import { logsMetric, workspaceMetric } from '../../model/facts/cloudwatch-metrics';
import { overEstimateId } from '../../model/names/alarms';
import { isArchived } from '../../model/names/log-groups';
import type { Alarm } from './alarm';

/** What the estimate of cost says at most, for alarms on what is more. */
export interface EstimateProps {
  /** What log groups take in. */
  readonly volumes: readonly LogVolume[];
  /**
   * A workspace of this environment alone, and its active series. @default - none, or its ID is not known before it exists: then a
   * rule of the workspace watches the series
   */
  readonly workspace?: { readonly id: string; readonly mostSeries: number };
}

const PERIOD_SECONDS = 3600;

/** An estimate that turns out too low: what `npm run cost` says, and the budget that it is compared with, holds no more. */
const over = (alarm: Pick<Alarm, 'id' | 'description' | 'runbook' | 'metrics'>, threshold: number): Alarm => ({
  ...alarm,
  severity: 'warning',
  periodSeconds: PERIOD_SECONDS,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  treatMissingData: 'notBreaching',
  bad: { when: 'above', threshold },
});

/** More than the estimate allows, in log groups of containers and nodes, and in the workspace. */
export const overEstimate = ({ volumes, workspace }: EstimateProps): Alarm[] => [
  ...volumes
    .filter(({ group }) => isArchived(group) && group.id !== 'fargate-process')
    .map(({ group: { id, name }, bytesPerSecond }) =>
      over(
        {
          id: overEstimateId(id),
          runbook: 'log-group-over-estimate',
          description: `${name} takes in more than the estimate of cost says at most, in two of three hours: the month will cost more than npm run cost says. Saved query "bytes by pod" tells who. Stop that, or correct logs.peakKibibytesPerSecond or the settings of cost.`,
          metrics: { bytes: { metric: logsMetric('IncomingBytes', name), stat: 'Sum' } },
        },
        Math.ceil(bytesPerSecond.high * PERIOD_SECONDS),
      ),
    ),
  ...(workspace
    ? [
        over(
          {
            id: overEstimateId('series'),
            runbook: 'more-series-than-estimated',
            description:
              'The workspace has more active series than the estimate of cost says at most, in two of three hours: the month will cost more than npm run cost says. Find the metric with the most series, and drop it or its label; or correct cost.applicationSeries.',
            metrics: { series: { metric: workspaceMetric('ActiveSeries', workspace.id), stat: 'Average' } },
          },
          Math.ceil(workspace.mostSeries),
        ),
      ]
    : []),
];
