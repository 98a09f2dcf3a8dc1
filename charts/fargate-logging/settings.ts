import type { LimitSettings } from '../../model/budgets/limits';
import type { Destination } from '../../model/facts/destinations';
import type { LogPolicy } from '../common/fluent-bit/policy';

/** Props of the configuration of the Fargate log router. */
export interface FargateLoggingSettings extends LogPolicy {
  /** Region of the cluster and of its log groups. */
  readonly region: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Container logs go to CloudWatch Logs. */
  readonly cloudwatch: boolean;
  /** Log group of what belongs to no application of its own. */
  readonly logGroupName: string;
  /** Retention of the log groups, in days. */
  readonly retentionDays: number;
  /** Groups of single applications that have pods on Fargate. */
  readonly applications: readonly FargateApplicationLogs[];
  /** Where container logs go in addition to CloudWatch Logs, or instead of it. */
  readonly destinations: readonly Destination[];
  /** A pod can keep its log out by an annotation. */
  readonly allowPodExclusion: boolean;
  /** Languages whose stack traces should be joined: the router cannot, and says so. */
  readonly multiline: readonly string[];
  /** Pods have limits (`logs.limits`): the router has none, and says so. */
  readonly limits: LimitSettings['limits'];
  /** Ship the router's own log to <cluster>-fluent-bit-logs. */
  readonly processLogs: boolean;
}

/** The log group of one application. */
export interface FargateApplicationLogs {
  /** Short name: part of the tag of its records. */
  readonly name: string;
  /** Name of its log group. */
  readonly logGroupName: string;
  /** Namespaces whose container logs go to the group. */
  readonly namespaces: readonly string[];
}
