import { type Case, lines } from '../lines';

describe('cost', () => {
  test.each<Case>([
    [
      'an average above the most',
      (draft) => {
        draft.cost = { nodes: { from: 9, to: 3 } };
      },
      ['cost.nodes.from: 9 is more than cost.nodes.to; allowed: at most 3'],
    ],
    [
      'an average above the default',
      (draft) => {
        draft.cost = { workloads: { from: 500 } };
      },
      ['cost.workloads.from: 500 is more than cost.workloads.to; allowed: at most 60'],
    ],
    [
      'more than all logs',
      (draft) => {
        draft.cost = { debugPercent: 60, infoPercent: 50 };
      },
      ['cost.infoPercent: 50 and the 60 % of cost.debugPercent are more than all logs; allowed: at most 40'],
    ],
    [
      'a budget that is none',
      (draft) => {
        draft.budget = { monthlyUsd: 0 };
      },
      ['budget.monthlyUsd: 0 is not in range; allowed: 1 to 1000000000'],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });

  test('all that is said of cost is allowed', () => {
    const cost = {
      nodes: { from: 2, to: 10 },
      fargatePods: { from: 0, to: 0 },
      podsPerNode: 40,
      logPercentOfPeak: { from: 5, to: 30 },
      debugPercent: 10,
      infoPercent: 90,
      tracedPercent: 100,
      workloads: { from: 0, to: 500 },
      applicationSeries: { from: 0, to: 1e6 },
      dashboardViewsPerDay: { from: 0, to: 1 },
      grafanaUsers: { from: 1, to: 50 },
    };
    expect(lines((draft) => Object.assign(draft, { cost, budget: { monthlyUsd: 500 } }))).toEqual([]);
  });
});
