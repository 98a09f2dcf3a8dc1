import { readFileSync } from 'node:fs';
import { IMAGES } from '../model/names/images';
import { devDependencies, engines } from '../package.json';
import renovate from '../renovate.json';

/** What Renovate's regex manager finds in images.ts. */
function found(): string[] {
  const source = readFileSync('model/names/images.ts', 'utf8');
  const [manager] = renovate.customManagers;
  if (!manager) throw new Error('renovate.json has no custom manager');
  return manager.matchStrings.flatMap((pattern) =>
    [...source.matchAll(new RegExp(pattern, 'g'))].map(({ groups }) =>
      [`${groups?.depName}:${groups?.currentValue}`, groups?.currentDigest].filter(Boolean).join('@'),
    ),
  );
}

test('Renovate sees every image, and nothing else, in the file that its configuration names', () => {
  expect(renovate.customManagers[0]?.managerFilePatterns).toEqual(['/^model/names/images\\.ts$/']);
  expect(found().sort()).toEqual(Object.values(IMAGES).slice().sort());
});

test('every image has an exact tag', () => {
  for (const image of Object.values(IMAGES))
    expect(image).toMatch(/^[a-z0-9./-]+:(distroless-)?v?[0-9]+\.[0-9]+[A-Za-z0-9_.-]*(@sha256:[a-f0-9]{64})?$/);
});

/** Images whose publishers name no digest where it can be looked up; Renovate's first run reads it from the registry. */
const WITHOUT_DIGEST = [
  'fluentBit',
  'cloudwatchAgent',
  'kubeStateMetrics',
  'nodeExporter',
  'grafana',
  'awsCli',
  'nginxExporter',
  'jmxExporter',
];

test('every image has a digest, but for those of a list', () => {
  const found = Object.entries(IMAGES).flatMap(([name, image]) => (image.includes('@sha256:') ? [] : [name]));
  expect(found).toEqual(WITHOUT_DIGEST);
});

test('Renovate pins digests of container images', () => {
  expect(renovate.packageRules).toContainEqual(
    expect.objectContaining({ matchDatasources: ['docker'], pinDigests: true }),
  );
});

test('CI tests the oldest Node.js of package.json and the newest of .nvmrc, and Renovate sees both', () => {
  const ci = readFileSync('.ci/run', 'utf8');
  const major = (name: string) => new RegExp(`^${name}=(\\d+)\\.\\d+\\.\\d+$`, 'm').exec(ci)?.[1];
  expect(engines.node).toBe(`>=${major('oldest')}`);
  expect(devDependencies['@types/node'].split('.')[0]).toBe(major('oldest'));
  expect(readFileSync('.nvmrc', 'utf8')).toBe(`${major('newest')}\n`);
  const manager = renovate.customManagers.find(({ managerFilePatterns }) => managerFilePatterns[0] === '/^\\.ci/run$/');
  expect([...ci.matchAll(new RegExp(manager?.matchStrings[0] ?? '', 'g'))]).toHaveLength(2);
  const validator = renovate.customManagers.find(({ matchStrings }) => matchStrings[0]?.includes('renovate'));
  expect([...ci.matchAll(new RegExp(validator?.matchStrings[0] ?? '', 'g'))]).toHaveLength(1);
});
