import type { LimitSettings } from '../../model/budgets/limits';
import type { Destination } from '../../model/facts/destinations';
import type { TraceLanguage } from '../../model/facts/trace-languages';
import type { LogPolicy } from '../common/fluent-bit/policy';

/** Settings of the configuration: names, the log policy and the budget's inputs. */
export interface FluentBitSettings extends LogPolicy {
  /** Region of the cluster and of its log groups. */
  readonly region: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Namespace of the DaemonSet, whose own logs are left out. */
  readonly namespace: string;
  /** Log groups of the streams of every cluster, and that of the counters. */
  readonly logGroups: Record<'application' | 'host' | 'dataplane' | 'counters', string>;
  /** Which logs of the node are collected: its journal, and the dataplane's. */
  readonly streams: { readonly host: boolean; readonly dataplane: boolean };
  /** Container logs of applications go to CloudWatch Logs, and what is counted of them to its metrics. */
  readonly cloudwatch: boolean;
  /** Where container logs go in addition to CloudWatch Logs, or instead of it. */
  readonly destinations: readonly Destination[];
  /** Groups of single applications. */
  readonly applications: readonly ApplicationLogs[];
  /** A pod can keep its log out by an annotation. */
  readonly allowPodExclusion: boolean;
  /** Keys of JSON and logfmt that hold a level, before the usual ones. */
  readonly levelKeys: readonly string[];
  /** Limits to what pods and namespaces ship. */
  readonly limits: LimitSettings['limits'];
  /** Bad requests that objectives count, as the scripts read them. @default - none */
  readonly objectives?: readonly string[];
  /** Languages whose stack traces are joined. */
  readonly multiline: readonly TraceLanguage[];
  /** Raw container log of the busiest node at peak, in KiB/s. */
  readonly peakKibibytesPerSecond: number;
  /** Outage of the destinations that loses no line, in seconds. */
  readonly outageSeconds: number;
  /** Size and ports of one pod. */
  readonly fluentBit: {
    /** Memory request and limit, a Kubernetes quantity. */
    readonly memoryLimit: string;
    /** Disk of the node that buffered chunks may take, a Kubernetes quantity. */
    readonly diskLimit: string;
    /** Port of health and metrics, on the node. */
    readonly httpPort: number;
    /** How pod metadata is read: from the kubelet with `nodes/pods`, or from the API server. */
    readonly kubeletAuthorization: 'fine-grained' | 'none';
  };
}

/** The log group of one application. */
export interface ApplicationLogs {
  /** Short name: part of tags and aliases. */
  readonly name: string;
  /** Name of its log group. */
  readonly logGroupName: string;
  /** Namespaces whose container logs go to the group. */
  readonly namespaces: readonly string[];
  /** Largest share of the peak that the application writes, in percent. @default - a part of what the others leave */
  readonly peakSharePercent?: number;
  /** Pods on Fargate write to the group too, so the counts of this agent are not those of the group. @default false */
  readonly alsoOnFargate?: boolean;
}

/** Where things are in the container; the chart mounts them. */
export const PATHS = {
  /** Configuration and scripts. */
  configuration: '/etc/fluent-bit',
  /** Container logs as the kubelet lays them out: <namespace>_<pod>_<uid>/<container>/<restart>.log. */
  podLogs: '/var/log/pods',
  journal: '/var/log/journal',
  /** Read positions and buffered chunks; on the node, so that they outlive the pod. */
  state: '/var/fluent-bit/state',
} as const;

/** Environment variables that the chart sets and the configuration may use. */
export const ENVIRONMENT = ['NODE_NAME', 'NODE_IP'] as const;
