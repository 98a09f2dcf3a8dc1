import type { AwsLocation } from '../../../model/names/aws';
import type { LogGroup } from '../../../model/names/log-groups';
import type { RunbookBase } from '../../../model/names/runbooks';
import type { SampleAppName } from '../../../model/schema/sample-apps';
import type { Objective } from '../../../model/schema/slos';
import type { SeriesSettings } from '../../common/series';
import type { CloudWatchQuery } from '../panel';

/** An application where it runs. */
export interface ApplicationPlace {
  readonly name: SampleAppName;
  readonly namespace: string;
  /** Group of its logs. @default - they do not go to CloudWatch Logs */
  readonly logGroup?: LogGroup;
}

/** What an objective counts in CloudWatch: series, and metric math of events and of bad ones in a period. */
export interface CountedInCloudWatch {
  readonly objective: Objective;
  readonly series: readonly CloudWatchQuery[];
  readonly events: string;
  readonly bad: string;
}

/** What the dashboards of an environment depend on. */
export interface DashboardSettings extends SeriesSettings {
  /** Name of the environment: part of the titles. */
  readonly environmentName: string;
  /** Where its log groups are. */
  readonly location: AwsLocation;
  /** There is a workspace with metrics. */
  readonly metrics: boolean;
  readonly applications: readonly ApplicationPlace[];
  /** Every log group of the environment. */
  readonly logGroups: readonly LogGroup[];
  /** Objectives that the rules of the workspace record. */
  readonly objectives: readonly Objective[];
  /** Objectives that CloudWatch counts. */
  readonly countedInCloudWatch: readonly CountedInCloudWatch[];
  /** Where the runbooks are. */
  readonly runbooks: RunbookBase;
}
