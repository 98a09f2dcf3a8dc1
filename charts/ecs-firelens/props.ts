import type { LogRate, TaskSize } from '../../model/budgets/ecs-task';
import type { LimitSettings } from '../../model/budgets/limits';
import type { Destination } from '../../model/facts/destinations';
import type { ClusterRef } from '../../model/names/aws';
import type { LogPolicy } from '../common/fluent-bit/policy';
import type { IdentitySettings } from '../common/identity';

/** Props of the sample service. */
export interface EcsFirelensProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Name of the environment: part of the names in AWS. */
  readonly environmentName: string;
  /** Where it runs; its first two zones are used. */
  readonly cluster: ClusterRef & { readonly zones: readonly string[] };
  /** How role names are made. */
  readonly identity: IdentitySettings;
  /** Names of the roles' objects and, for the one that ACK cannot refer to, of its component. */
  readonly roles: { readonly execution: string; readonly task: string };
  /** Address range of the VPC, /16 to /24, as a CIDR block. */
  readonly vpcCidr: string;
  /** Who may call the load balancer, as CIDR blocks. */
  readonly ingressCidrs: readonly string[];
  /** ARN of the load balancer's certificate. @default - none: plain HTTP */
  readonly certificateArn?: string;
  /** Tasks of the service. */
  readonly desiredCount: number;
  /** CPU and memory of a task. */
  readonly taskSize: TaskSize;
  /** What the router drops, samples and redacts. */
  readonly policy: LogPolicy;
  /** Languages whose stack traces should be joined: the router cannot, and says so. */
  readonly multiline: readonly string[];
  /** Pods have limits (`logs.limits`): tasks have none, and the chart says so. */
  readonly limits: LimitSettings['limits'];
  /** Where the log goes in addition to CloudWatch Logs, or instead of it. */
  readonly destinations: readonly Destination[];
  /** Log that a task must be able to hold. */
  readonly logRate: LogRate;
  /** Log group of the containers. @default - their log does not go to CloudWatch Logs */
  readonly logGroupName?: string;
  /** Log group of the router's own log. */
  readonly routerLogGroupName: string;
  /** Names of the alarms that end a deployment and roll it back. */
  readonly rollbackAlarms: readonly string[];
  /** Tags of every resource. */
  readonly tags: Readonly<Record<string, string>>;
}
