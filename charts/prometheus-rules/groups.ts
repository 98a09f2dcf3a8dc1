import { type Area, alertingRule } from './alert';
import { logAgents } from './alerts/log-agents';
import { metrics } from './alerts/metrics';
import { nodes } from './alerts/nodes';
import { volumes } from './alerts/volumes';
import { workloads } from './alerts/workloads';
import { objectiveAreas } from './objectives/area';
import { LOG_DELIVERY } from './objectives/own';
import type { RuleGroup } from './rules';
import type { RuleSettings } from './series';

/** What is watched in an environment: the stack watches itself, and says when it can no longer. */
export const areas = (settings: RuleSettings): Area[] => [
  metrics(settings),
  ...(settings.kubeStateMetrics ? [workloads(settings)] : []),
  ...(settings.logAgents
    ? [logAgents(settings), nodes(settings), volumes(settings), ...objectiveAreas(LOG_DELIVERY, settings)]
    : []),
  ...settings.objectives.flatMap((objective) => objectiveAreas(objective, settings)),
];

/** A rule group for each area. */
export const ruleGroups = (settings: RuleSettings): RuleGroup[] =>
  areas(settings).map(({ name, interval, recordings = [], alerts }) => ({
    name,
    ...(interval && { interval }),
    rules: [...recordings, ...alerts.map((alert) => alertingRule(alert, settings.cluster, settings.runbooks))],
  }));
