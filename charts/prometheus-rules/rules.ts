/** A rule file as data. https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
export type Rule = RecordingRule | AlertingRule;

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the expression must hold, as a Prometheus duration. @default - it fires at once */
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: 'page' | 'ticket' | 'none' };
  readonly annotations: { readonly summary: string; readonly description: string };
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}
