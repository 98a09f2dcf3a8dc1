import type { Severity } from '../../model/facts/severities';

/** A rule file as data. https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
export type Rule = RecordingRule | AlertingRule;

/** A rule that stores the result of an expression as a new series. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A rule that fires while its expression returns series. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the expression must hold, as a Prometheus duration. @default - it fires at once */
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: Severity | 'none' };
  readonly annotations: { readonly summary: string; readonly description: string } & (
    | { readonly runbook_url: string }
    | { readonly runbook: string }
  );
}

/** Rules that are evaluated together, in their order. */
export interface RuleGroup {
  readonly name: string;
  /** Time between two evaluations, as a Prometheus duration. @default - a minute */
  readonly interval?: string;
  readonly rules: readonly Rule[];
}
