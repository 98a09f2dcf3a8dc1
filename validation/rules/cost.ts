import type { Environment } from '../../model/schema/environment';
import { type Rule, rule } from '../rule';

type Cost = Environment['cost'];
type RangeName = { [Name in keyof Cost]: Cost[Name] extends number ? never : Name }[keyof Cost];

const RANGES: readonly RangeName[] = [
  'nodes',
  'fargatePods',
  'logPercentOfPeak',
  'workloads',
  'applicationSeries',
  'dashboardViewsPerDay',
  'grafanaUsers',
];

/** What is at most is not less than the average. */
const ends = rule(['cost'], function* ({ cost }) {
  for (const name of RANGES) {
    const { from, to } = cost[name];
    if (from > to)
      yield {
        field: `cost.${name}.from`,
        value: from,
        wrong: `is more than cost.${name}.to`,
        allowed: `at most ${to}`,
      };
  }
});

/** What is neither debug nor info is warnings and errors. */
const shares = rule(['cost'], function* ({ cost: { debugPercent, infoPercent } }) {
  if (debugPercent + infoPercent > 100)
    yield {
      field: 'cost.infoPercent',
      value: infoPercent,
      wrong: `and the ${debugPercent} % of cost.debugPercent are more than all logs`,
      allowed: `at most ${100 - debugPercent}`,
    };
});

/** Rules over what the estimate of cost assumes. */
export const costRules: Rule[] = [ends, shares];
