import { type Area, alertingRule } from './alert';
import { logAgents } from './alerts/log-agents';
import { metrics } from './alerts/metrics';
import type { RuleGroup } from './rules';
import type { RuleSettings } from './series';
import { logDelivery } from './slo';

/** What is watched in an environment: the stack watches itself, and says when it can no longer. */
export const areas = (settings: RuleSettings): Area[] => [
  metrics(settings),
  ...(settings.logAgents ? [logAgents(settings), logDelivery(settings)] : []),
];

/** A rule group for each area. */
export const ruleGroups = (settings: RuleSettings): RuleGroup[] =>
  areas(settings).map(({ name, recordings = [], alerts }) => ({
    name,
    rules: [...recordings, ...alerts.map((alert) => alertingRule(alert, settings.cluster))],
  }));
