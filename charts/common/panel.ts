/**
 * A graph of metrics that the CloudWatch agent makes for a workload. What the agent declares follows from the panels of its profiles, so
 * that nothing is paid for that no dashboard shows, and no dashboard shows what is not there.
 */
export interface Panel {
  readonly title: string;
  /** Exact names of its metrics. */
  readonly metrics: readonly string[];
  /** Dimensions of their series, beside `ClusterName` and `Namespace`: labels of the target or of the metric. @default - none */
  readonly dimensions?: readonly string[];
  /** Labels that a series must have to be collected, with RE2 for the value. @default - all series of the job */
  readonly where?: Readonly<Record<string, string>>;
  /** How a period of a series becomes a point. The agent writes counters as what they grew by, whose sum is the growth. */
  readonly stat: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  /** Label of the axis. */
  readonly unit: string;
}
