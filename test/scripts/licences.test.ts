import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { LICENCES_PAGE, licencesPage, packagesWithoutUse, shippedPackages } from '../../scripts/licences-page';

test('the page is what `npm run docs` writes', () => {
  expect(readFileSync(LICENCES_PAGE, 'utf8')).toBe(licencesPage());
});

test('every package that package.json names says what it is for', () => {
  expect(packagesWithoutUse()).toEqual([]);
});

test('what synth needs is under permissive licences', () => {
  const permissive = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'PSF-2.0', '0BSD']);
  expect(shippedPackages().filter(({ licence }) => !permissive.has(licence))).toEqual([]);
});

test('the licences of the lock file are those of the packages', () => {
  for (const { name, licence } of shippedPackages().filter(
    ({ name }) => !/minimatch|balanced|concat|brace|patch|redirects/.test(name),
  ))
    expect([name, JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).license]).toEqual([
      name,
      licence,
    ]);
});

test('synth does not load the globs that cdk8s-plus bundles', () => {
  const script = `require('cdk8s-plus-28/lib/imports/k8s'); console.log(Object.keys(require.cache).filter((file) => /minimatch|brace-expansion/.test(file)).length)`;
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toBe('0');
  const imports = execFileSync('git', ['grep', '-h', "from 'cdk8s-plus", '--', 'charts', 'checks', 'synth', 'model'], {
    encoding: 'utf8',
  });
  expect(
    imports
      .trim()
      .split('\n')
      .filter((line) => !line.includes("'cdk8s-plus-28/lib/imports/k8s'")),
  ).toEqual([]);
});
