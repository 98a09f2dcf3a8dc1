import { budgetProblems } from '../cost/budget';
import { isOld, MAX_AGE_DAYS, type Price } from '../cost/prices';
import { errorText, type FileProblem, problemLine } from '../model/problem';
import type { Environment } from '../model/schema/environment';
import { estimateOf } from '../synth/estimate';
import { loadingProblem } from '../validation/loading';
import { validate } from '../validation/validate';
import { reportOf } from './cost-page';

// Prints what environments cost in a month: `npm run cost`, or `npm run cost -- <environment>…`.

/** The environments that are asked for, or what is wrong. */
async function chosen(names: readonly string[]): Promise<{ environments: Environment[]; problems: FileProblem[] }> {
  let overlays: unknown;
  try {
    ({ overlays } = await import('../overlays/index.js'));
  } catch (error) {
    return { environments: [], problems: [loadingProblem(error)] };
  }
  const { environments, problems } = validate(overlays);
  if (problems.length > 0) return { environments: [], problems };
  const known = environments.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  return {
    environments: environments.filter(({ name }) => names.length === 0 || names.includes(name)),
    problems: unknown.map((value) => ({
      file: 'overlays/index.ts',
      field: 'overlays',
      value,
      wrong: 'is no environment',
      allowed: known.join(', '),
    })),
  };
}

/** Prices that must be looked up again, each once. */
function oldPrices(environments: readonly Environment[], today: Date): string[] {
  const old = environments
    .flatMap((environment) => estimateOf(environment).lines)
    .filter((line): line is typeof line & { price: Price } => line.price !== undefined && isOld(line.price, today))
    .map(({ item, region, price }) => `warning: price of ${item} in ${region} is of ${price.date}: ${price.source}`);
  return [...new Set(old)];
}

/** Prints the reports, or throws what no overlay should cause. @returns what is wrong */
async function main(): Promise<readonly FileProblem[]> {
  const { environments, problems } = await chosen(process.argv.slice(2));
  if (problems.length > 0) return problems;
  console.log(environments.map(reportOf).join('\n\n'));
  const old = oldPrices(environments, new Date());
  if (old.length > 0)
    console.error(`\n${old.join('\n')}\nLook up what is older than ${MAX_AGE_DAYS} days: cost/prices.ts`);
  return environments.flatMap((environment) =>
    [...budgetProblems(environment, estimateOf(environment), estimateOf)].map((problem) => ({
      file: `overlays/${environment.name}.ts`,
      ...problem,
    })),
  );
}

main()
  .catch((error) => [{ file: 'scripts/cost.ts', field: '(all of it)', wrong: `cannot estimate: ${errorText(error)}` }])
  .then((problems) => {
    for (const problem of problems) console.error(problemLine(problem));
    if (problems.length > 0) process.exitCode = 1;
  });
