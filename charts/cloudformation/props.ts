import type { MaintenanceWindow } from '../../model/facts/maintenance';
import type { RedactPattern } from '../../model/facts/redact-patterns';
import type { Severity } from '../../model/facts/severities';
import type { LogGroup } from '../../model/names/log-groups';
import type { Chats } from '../../model/names/notifications';
import type { IdentitySettings } from '../../model/names/roles';
import type { Objective } from '../../model/schema/slos';
import type { Manifest } from '../common/chart';

/** Props of the template. */
export interface CloudFormationProps {
  /** Name of the environment: part of names in AWS. */
  readonly environmentName: string;
  /** The cluster, how pods get AWS credentials, and how role names are made. */
  readonly identity: IdentitySettings;
  /** Tags of every resource that can carry them. */
  readonly tags: Readonly<Record<string, string>>;
  /** Every object of the environment: its kinds tell which controllers are needed. */
  readonly manifests: readonly Manifest[];
  /** How Argo CD reads the environment: its namespace, and EKS's capability where the stack makes it. */
  readonly argocd: {
    readonly namespace: string;
    readonly capability?:
      | { readonly kind: 'existing' }
      | {
          readonly kind: 'stack';
          readonly identityCenterArn: string;
          readonly identityCenterRegion?: string;
          readonly admins: readonly { readonly type: string; readonly id: string }[];
        };
  };
  /** Every log group. */
  readonly logGroups: readonly LogGroup[];
  /** Every log group as rights name it: by name, or by a pattern that ends in `*`. */
  readonly logGroupPatterns: readonly string[];
  /** Share of info lines that the log routers keep, in percent. */
  readonly sampleInfoPercent: number;
  /** Managed data identifiers that CloudWatch Logs masks; empty: none. */
  readonly dataProtectionIdentifiers: readonly string[];
  /** Patterns of the environment's own that CloudWatch Logs masks with them. */
  readonly redactPatterns: readonly RedactPattern[];
  /** Bucket of the log archive, and the ARN of the key of the bucket and of its delivery stream. @default - none */
  readonly archive?: { readonly bucketName: string; readonly kmsKeyArn?: string };
  /** Channels of chat applications that hear of each severity. */
  readonly chats: Readonly<Record<Severity, Chats>>;
  /** Objectives that Application Signals measures. */
  readonly measuredObjectives: readonly Objective[];
  /** Windows in which nobody is told. */
  readonly maintenance: readonly MaintenanceWindow[];
  /** Alarms that they mute. */
  readonly mutableAlarms: readonly { readonly id: string; readonly severity: Severity }[];
  /** There is a workspace of Amazon Managed Prometheus, whose alerts channels hear of too. */
  readonly hasWorkspace: boolean;
  /** The Amazon Managed Grafana workspace. @default - none */
  readonly grafana?: {
    /** How people sign in. */
    readonly authentication: string;
    /** Workspace of Amazon Managed Prometheus that it reads, and its ID where that is known. @default - none */
    readonly workspace?: { readonly id?: string };
    /** What fills it from the cluster: the namespace of its pods, and the ID of the workspace. @default - nothing */
    readonly operator?: { readonly namespace: string; readonly workspaceId: string };
  };
}
