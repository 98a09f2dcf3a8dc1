import type { RunbookBase } from '../../model/names/runbooks';
import type { Objective } from '../../model/schema/slos';
import type { SeriesSettings } from '../common/series';

export { type Series, series } from '../common/series';

/** What the rules of an environment depend on. */
export interface RuleSettings extends SeriesSettings {
  /** Time between two scrapes, in seconds. */
  readonly scrapeIntervalSeconds: number;
  /** Active series of the cluster that the estimate of cost says at most. */
  readonly mostSeries: number;
  /** The Alloy pods. */
  readonly alloy: { readonly namespace: string; readonly replicas: number };
  /** Objectives on what the workspace has, besides that of the stack itself. */
  readonly objectives: readonly Objective[];
  /** Where the runbooks are. @default - nobody knows: alerts name their page */
  readonly runbooks?: RunbookBase;
}
