import { readFileSync } from 'node:fs';
import { VALIDATORS_PAGE, validatorsPage } from '../scripts/validators-page';
import { ACCEPTED, type Accepted } from '../scripts/validators-table';
import { checkov, identityPolicies, kubeScore, parliament, testWith } from './support/validators';

/** What the table accepts of a validator. */
const accepted = (tool: Accepted['tool']): string[] =>
  ACCEPTED.filter((row) => row.tool === tool)
    .flatMap(({ rule, on }) => on.map((object) => `${rule}  ${object}`))
    .sort();

jest.setTimeout(240_000);

testWith('checkov')('checkov reports what is accepted, and nothing else', () => {
  const reports = checkov('dist');
  expect(reports.flatMap(({ findings }) => findings).sort()).toEqual(accepted('checkov'));
  const passed = (name: string) => reports.find(({ framework }) => framework === name)?.passed;
  expect(passed('kubernetes')).toBeGreaterThan(1000);
  expect(passed('cloudformation')).toBeGreaterThan(150);
});

testWith('parliament')('parliament reports what is accepted, and nothing else', () => {
  const policies = identityPolicies();
  expect(policies.size).toBeGreaterThan(30);
  expect(parliament(policies)).toEqual(accepted('parliament'));
});

const { KUBE_SCORE } = process.env;
(KUBE_SCORE ? test : test.skip)('kube-score reports what is accepted, and nothing else', () => {
  expect(kubeScore(KUBE_SCORE ?? '')).toEqual(accepted('kube-score'));
});

test('the page is fresh (npm run docs), and names every row once', () => {
  expect(readFileSync(VALIDATORS_PAGE, 'utf8')).toBe(validatorsPage());
  const rules = ACCEPTED.map(({ tool, rule }) => `${tool} ${rule}`);
  expect(new Set(rules).size).toBe(rules.length);
  for (const { on, why } of ACCEPTED) expect([on.length > 0, why]).toEqual([true, expect.stringMatching(/\.$/)]);
});
