import { readFileSync } from 'node:fs';
import { IMAGES } from '../model/names/images';
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

test('Renovate sees every image, and nothing else, in the file that it is told to read', () => {
  expect(renovate.customManagers[0]?.managerFilePatterns).toEqual(['/^model/names/images\\.ts$/']);
  expect(found().sort()).toEqual(Object.values(IMAGES).slice().sort());
});

test('every image has an exact tag', () => {
  for (const image of Object.values(IMAGES))
    expect(image).toMatch(/^[a-z0-9./-]+:(distroless-)?v?[0-9]+\.[0-9]+[A-Za-z0-9_.-]*(@sha256:[a-f0-9]{64})?$/);
});

test('Renovate pins digests of container images', () => {
  expect(renovate.packageRules).toContainEqual(
    expect.objectContaining({ matchDatasources: ['docker'], pinDigests: true }),
  );
});
