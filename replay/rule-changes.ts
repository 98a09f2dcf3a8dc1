import { environmentsOf, sideOf } from '../review/compare';
import type { State } from '../review/states';
import { replayAlerts } from './alerts';
import type { Findings, LogOptions } from './logs';
import type { RecordedMetrics } from './metrics';
import { RULES_FILE } from './rules';

/** What alerts say of recorded metrics in each environment of both states whose rules differ. */
export function replayRules(
  base: State,
  head: State,
  metrics: RecordedMetrics,
  { renamed = new Map(), announce = () => {} }: Pick<LogOptions, 'renamed' | 'announce'>,
): Findings {
  const names = new Set(environmentsOf(head));
  const sides = environmentsOf(base)
    .map((old) => ({ old, name: renamed.get(old) ?? old }))
    .filter(({ name }) => names.has(name))
    .map(({ old, name }) => ({ name, before: sideOf(base, old), after: sideOf(head, name) }))
    .filter(({ before, after }) => before.digest(RULES_FILE) !== after.digest(RULES_FILE));
  return new Map(
    sides.map(({ name, before, after }, at) => {
      announce(`recorded metrics: ${name} (${at + 1} of ${sides.length})`);
      return [name, replayAlerts(before, after, metrics)] as const;
    }),
  );
}
