import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { priceOf } from '../cost/prices';
import type { EnvironmentInput } from '../model/schema/environment';
import { overlays } from '../overlays';
import packageJson from '../package.json';
import { validate } from '../validation/validate';
import { synth } from './support/synth';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'imports/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  test('links lead to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !link.startsWith('http'));
    for (const link of links) expect([link, existsSync(join(dirname(page), link))]).toEqual([link, true]);
  });

  test('commands exist', () => {
    const commands = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, command = '']) => command);
    for (const command of commands) expect(Object.keys(packageJson.scripts)).toContain(command);
  });

  test('paths in backticks exist', () => {
    const paths = [
      ...text.matchAll(
        /`((?:charts|overlays|test|imports|dist|docs|model|replay|review|scripts|synth)\/[^`\s<>*…]*)`/g,
      ),
    ].map(([, path = '']) => path);
    for (const path of paths) expect([path, existsSync(path)]).toEqual([path, true]);
  });
});

test('the list of pages has each page of docs/', () => {
  const listed = [...readFileSync('docs/README.md', 'utf8').matchAll(/^- \[[^\]]+\]\(([^/)]+)\)/gm)].map(
    ([, file]) => file,
  );
  expect(listed.sort()).toEqual(readdirSync('docs').filter((file) => file.endsWith('.md') && file !== 'README.md'));
});

test('the environment of the README is valid, short, and makes a whole stack', () => {
  const code = /```ts\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const literal = /EnvironmentInput = (\{.*\});/s.exec(code)?.[1] ?? '';
  const sandbox: EnvironmentInput = new Function(`return ${literal}`)();
  expect(literal.split('\n').length).toBeLessThan(20);
  expect(validate({ ...overlays, sandbox }).problems).toEqual([]);
  // Whoever copies it sees what it costs.
  expect(priceOf('logs-ingestion', sandbox.cluster.region)).toBeDefined();
  expect(Object.keys(synth(sandbox))).toEqual(
    expect.arrayContaining(['fluent-bit', 'namespaces', 'iam', 'log-groups', 'argocd']),
  );
});

test('what the bootstrap page applies is in dist/', () => {
  const files = [...readFileSync('docs/bootstrap.md', 'utf8').matchAll(/dist\/dev\/[\w./-]+\.ya?ml/g)].map(
    ([file]) => file,
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect([file, existsSync(file)]).toEqual([file, true]);
});

test('README, the bootstrap page and the script have the same steps', () => {
  const page = readFileSync('docs/bootstrap.md', 'utf8');
  const steps = [...page.matchAll(/^## (\d+)\. /gm)].map(([, step]) => step);
  expect(steps).toEqual(['1', '2', '3', '4']);
  for (const environment of Object.keys(overlays)) {
    const script = readFileSync(`dist/${environment}/bootstrap/apply.sh`, 'utf8');
    expect([...script.matchAll(/^if is_asked (\d+) /gm)].map(([, step]) => step)).toEqual(steps);
  }
  const readme = readFileSync('README.md', 'utf8');
  expect(readme).toContain('The script is the bootstrap, in four steps');
  expect(readme).not.toMatch(/aws cloudformation|kubectl apply|helm install/);
});
