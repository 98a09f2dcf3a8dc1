import type { Objective } from '../../../model/schema/slos';

/** The objective of the stack itself, where there are log agents: what is read is shipped. */
export const LOG_DELIVERY: Objective = {
  name: 'log-delivery',
  service: 'logs',
  indicator: 'availability',
  source: { kind: 'log-agents' },
  target: 99.9,
  windowDays: 30,
  silence: 'unknown',
  minimumEvents: 100,
};
