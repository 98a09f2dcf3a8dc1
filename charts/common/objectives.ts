/** Series of an objective; the labels `slo`, `service` and `cluster` say which. */
export const RECORDS = {
  events: 'slo:events:rate5m',
  bad: 'slo:bad_events:rate5m',
  /** Events that did not come, where silence is failure: the usual ones. */
  silent: 'slo:silent_events:rate5m',
  ratio: (window: string) => `slo:error_ratio:rate${window}`,
  budget: 'slo:budget_remaining:ratio',
} as const;
