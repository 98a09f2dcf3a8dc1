import type { Problem } from '../model/problem';
import type { Environment } from '../model/schema/environment';
import type { Estimate } from './estimate';
import { levers } from './levers';
import { usdText } from './text';

/** Levers that a problem names. */
const NAMED = 3;

/**
 * The problem of an environment that can cost more than its budget, with what would save the most.
 * @param estimate what it costs
 * @param estimateOf what another environment would cost, for the levers
 */
export function* budgetProblems(
  environment: Environment,
  estimate: Estimate,
  estimateOf: (environment: Environment) => Estimate,
): Iterable<Problem> {
  const { budget } = environment;
  if (!budget || estimate.usd.high <= budget.monthlyUsd) return;
  const { usd } = estimate;
  const savings = levers(environment, estimateOf)
    .slice(0, NAMED)
    .map(({ change, usd: saved }) => `${change} (saves up to ${usdText(saved.high)})`);
  yield {
    field: 'budget.monthlyUsd',
    value: budget.monthlyUsd,
    wrong: `is less than the ${usdText(usd.high)} USD a month that the environment can cost (on average ${usdText(usd.low)}; npm run cost)`,
    allowed: [`at least ${Math.ceil(usd.high)}`, ...savings].join(', or '),
  };
}

/** What a budget cannot say: prices that are not known. */
export function budgetNotices({ budget }: Environment, estimate: Estimate): string[] {
  if (!budget || estimate.notPriced.length === 0) return [];
  const missing = [...new Set(estimate.notPriced.map(({ item, region }) => `${item} in ${region}`))];
  return [
    `budget.monthlyUsd: ${budget.monthlyUsd} USD are compared without what has no price in cost/prices.ts: ${missing.join(', ')}`,
  ];
}
