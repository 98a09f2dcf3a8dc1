import type { Severity } from '../../model/facts/severities';
import type { StackMetric } from '../../model/facts/stack-metrics';
import type { Alert, Area } from './alert';
import type { Rule } from './rules';
import { type RuleSettings, series as seriesOf } from './series';

/** A service level objective over two counters or ratios. */
export interface Slo {
  /** Lower-case letters, digits and `-`: label `slo` of its series. */
  readonly name: string;
  /** What must be good, in percent over 30 days: 99.9. */
  readonly objectivePercent: number;
  /** Cluster that the objective is for; a workspace may hold many. */
  readonly cluster: string;
  /** PromQL of the share of bad events, 0 to 1, over a window. */
  readonly errorRatio: (window: string) => string;
  /** What a person reads at 3 a.m. */
  readonly summary: string;
  /** What to look at first. */
  readonly description: string;
}

/**
 * Burn rates of a 30-day objective: how much of the error budget is gone after the long window, confirmed by the short one.
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
const BURN_RATES: readonly { name: string; severity: Severity; supersedes?: string[]; pairs: Pair[] }[] = [
  {
    name: 'ErrorBudgetBurnFast',
    severity: 'critical',
    supersedes: ['ErrorBudgetBurnSlow'],
    pairs: [
      { long: '1h', short: '5m', factor: 14.4 },
      { long: '6h', short: '30m', factor: 6 },
    ],
  },
  {
    name: 'ErrorBudgetBurnSlow',
    severity: 'warning',
    pairs: [
      { long: '1d', short: '2h', factor: 3 },
      { long: '3d', short: '6h', factor: 1 },
    ],
  },
];

interface Pair {
  readonly long: string;
  readonly short: string;
  readonly factor: number;
}

const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

const series = (window: string) => `slo:error_ratio:rate${window}`;

/** Recording rules of every window, and one alert per severity. */
export function sloArea({ name, cluster, objectivePercent, errorRatio, summary, description }: Slo): Area {
  const selector = `{cluster="${cluster}",job="",slo="${name}"}`;
  const budget = (100 - objectivePercent) / 100;
  const recordings = WINDOWS.map(
    (window): Rule => ({ record: series(window), expr: errorRatio(window), labels: { slo: name, cluster } }),
  );
  const alerts = BURN_RATES.map(({ pairs, ...rest }): Alert => {
    const burns = pairs.map(({ long, short, factor }) => {
      const threshold = Number((factor * budget).toPrecision(6));
      return `(${series(long)}${selector} > ${threshold} and ${series(short)}${selector} > ${threshold})`;
    });
    return {
      ...rest,
      expr: burns.join('\nor\n'),
      labels: { slo: name },
      summary,
      description,
      runbook: 'error-budget',
    };
  });
  return { name: `slo-${name}`, recordings, alerts };
}

/** The objective of the stack itself: what is read is shipped. */
export function logDelivery(settings: RuleSettings): Area {
  const of = seriesOf(settings);
  return sloArea({
    name: 'log-delivery',
    cluster: settings.cluster,
    objectivePercent: 99.9,
    errorRatio: (window) => {
      const rate = (metric: StackMetric) => `sum(rate(${of.logAgents(metric)}[${window}]))`;
      const dropped = rate('fluentbit_output_dropped_records_total');
      return `${dropped}\n/ (${rate('fluentbit_output_proc_records_total')} + ${dropped})`;
    },
    summary: 'Too many log records are lost',
    description:
      'The error budget of log delivery (99.9 % of records in 30 days) is burning. Look at FluentBitDroppingLogs first.',
  });
}
