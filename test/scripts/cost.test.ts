import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { COST_PAGE, costPage } from '../../scripts/cost-page';

const cost = (...names: string[]) =>
  spawnSync(process.execPath, ['run.mjs', 'scripts/cost.ts', ...names], { encoding: 'utf8' });

test('the page is fresh: `npm run docs`', () => {
  expect(readFileSync(COST_PAGE, 'utf8')).toBe(costPage());
});

describe('npm run cost', () => {
  test('prints what is on the page', () => {
    const { status, stdout } = cost('prod');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^## prod\n\n\*\*/);
    expect(readFileSync(COST_PAGE, 'utf8')).toContain(stdout.trim());
  });

  test('says nothing else but which prices are old', () => {
    expect(cost('staging').stderr.replaceAll(/^(warning: price|Look up).*\n|^\n/gm, '')).toBe('');
  });

  test('refuses an environment that does not exist, and names those that do', () => {
    const { status, stdout, stderr } = cost('prd');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe('overlays/index.ts  overlays: "prd" is no environment; allowed: dev, staging, prod\n');
  });
});
