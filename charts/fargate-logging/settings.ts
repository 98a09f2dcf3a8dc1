import type { Environment } from '../../model/schema/environment';

/** What the Fargate log router depends on. */
export interface FargateLoggingSettings
  extends Pick<
    Environment['logs'],
    'cloudwatch' | 'destinations' | 'dropLevels' | 'multiline' | 'redact' | 'retentionDays' | 'sampleInfoPercent'
  > {
  readonly applications: readonly Pick<
    Environment['logs']['applications'][number],
    'name' | 'logGroupName' | 'namespaces'
  >[];
  readonly region: string;
  readonly cluster: string;
  /** Log group of what belongs to no application of its own. */
  readonly logGroupName: string;
  /** Ship the router's own log to <cluster>-fluent-bit-logs. */
  readonly processLogs: boolean;
}
