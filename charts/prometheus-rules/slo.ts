import type { Rule } from './rules';

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
const BURN_RATES = [
  {
    severity: 'page',
    pairs: [
      { long: '1h', short: '5m', factor: 14.4 },
      { long: '6h', short: '30m', factor: 6 },
    ],
  },
  {
    severity: 'ticket',
    pairs: [
      { long: '1d', short: '2h', factor: 3 },
      { long: '3d', short: '6h', factor: 1 },
    ],
  },
] as const;

const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

const series = (window: string) => `slo:error_ratio:rate${window}`;

/** Recording rules of every window, and one alert per severity. */
export function sloRules({ name, cluster, objectivePercent, errorRatio, summary, description }: Slo): Rule[] {
  const selector = `{slo="${name}",cluster="${cluster}"}`;
  const budget = (100 - objectivePercent) / 100;
  const recording = WINDOWS.map(
    (window): Rule => ({ record: series(window), expr: errorRatio(window), labels: { slo: name, cluster } }),
  );
  const alerts = BURN_RATES.map(({ severity, pairs }): Rule => {
    const burns = pairs.map(({ long, short, factor }) => {
      const threshold = Number((factor * budget).toPrecision(6));
      return `(${series(long)}${selector} > ${threshold} and ${series(short)}${selector} > ${threshold})`;
    });
    return {
      alert: severity === 'page' ? 'ErrorBudgetBurnFast' : 'ErrorBudgetBurnSlow',
      expr: burns.join('\nor\n'),
      labels: { slo: name, cluster, severity },
      annotations: { summary, description },
    };
  });
  return [...recording, ...alerts];
}
