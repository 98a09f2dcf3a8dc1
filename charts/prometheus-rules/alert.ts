import type { Severity } from '../../model/facts/severities';
import { type RunbookBase, runbookUrl } from '../../model/names/runbooks';
import type { AlertingRule, Rule } from './rules';

/** An alert of the catalogue. */
export interface Alert {
  /** Its name: unique, in CamelCase. */
  readonly name: string;
  /** How urgent it is; `none` is for the one that always fires. */
  readonly severity: Severity | 'none';
  /** PromQL; the alert fires for each series that it gives. */
  readonly expr: string;
  /** How long the expression must hold, as a Prometheus duration. @default - it fires at once */
  readonly for?: string;
  /** What happened, in a line. */
  readonly summary: string;
  /** What it means and where to look first. */
  readonly description: string;
  /** Page of docs/runbooks/ that says what to do: its name without path and ending. */
  readonly runbook: string;
  /** Labels besides severity and cluster. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Alerts that say nothing new while this one fires: nobody is told of them. @default - none */
  readonly supersedes?: readonly string[];
}

/** What belongs together: the same source, the same people. */
export interface Area {
  /** Name of its rule group. */
  readonly name: string;
  /** Time between two evaluations, as a Prometheus duration. @default - a minute */
  readonly interval?: string;
  /** Series that its alerts share, and panels show. @default - none */
  readonly recordings?: readonly Rule[];
  readonly alerts: readonly Alert[];
}

/** The rule of an alert. Sums over pods lose the label `cluster`, and one Alertmanager may hear many clusters. */
export const alertingRule = (alert: Alert, cluster: string, runbooks: RunbookBase): AlertingRule => ({
  alert: alert.name,
  expr: alert.expr,
  ...(alert.for && { for: alert.for }),
  labels: { ...alert.labels, severity: alert.severity, cluster },
  annotations: { summary: alert.summary, description: alert.description, ...runbookOf(alert, runbooks) },
});

/** The link to the page, by the name that tools show as one; the page's name where there is no link. */
function runbookOf({ runbook }: Alert, runbooks: RunbookBase): { runbook_url: string } | { runbook: string } {
  const url = runbookUrl(runbooks, runbook);
  return url ? { runbook_url: url } : { runbook };
}
