import type { Destination } from '../../model/facts/destinations';
import type { LogPolicy } from '../common/fluent-bit/policy';

/** What the configuration is made from: names, the log policy and the budget's inputs. */
export interface FluentBitSettings extends LogPolicy {
  readonly region: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Namespace of the DaemonSet, whose own logs are left out. */
  readonly namespace: string;
  /** Log groups of the streams of every cluster. */
  readonly logGroups: Record<'application' | 'host' | 'dataplane', string>;
  readonly streams: { readonly host: boolean; readonly dataplane: boolean };
  /** Container logs of applications go to CloudWatch Logs. */
  readonly cloudwatch: boolean;
  /** Where container logs go beside CloudWatch Logs, or instead of it. */
  readonly destinations: readonly Destination[];
  /** Groups of single applications. */
  readonly applications: readonly ApplicationLogs[];
  /** Languages whose stack traces are joined. */
  readonly multiline: readonly ('java' | 'python' | 'go')[];
  readonly peakKibibytesPerSecond: number;
  readonly outageSeconds: number;
  readonly fluentBit: {
    readonly memoryLimit: string;
    readonly diskLimit: string;
    readonly httpPort: number;
    readonly kubeletAuthorization: 'fine-grained' | 'none';
  };
}

export interface ApplicationLogs {
  readonly name: string;
  readonly logGroupName: string;
  readonly namespaces: readonly string[];
  /** Largest share of the peak that the application writes, in percent. */
  readonly peakSharePercent: number;
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
