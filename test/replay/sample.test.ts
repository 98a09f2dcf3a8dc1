import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Recording, readRecording } from '../../replay/recording';
import { SAMPLE_FOLDER, sampleRecording } from '../../scripts/sample-recording';

test('the sample is what `npm run recording` writes', () => {
  const files = readdirSync(SAMPLE_FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const made = [...sampleRecording()].map(([path, bytes]) => [join(SAMPLE_FOLDER, path), bytes] as const);
  expect(files.sort()).toEqual(made.map(([path]) => path).sort());
  for (const [path, bytes] of made) expect([path, readFileSync(path).equals(bytes)]).toEqual([path, true]);
});

test('it is a recording, and a small one', () => {
  const { files, pods } = readRecording(SAMPLE_FOLDER) as Recording;
  expect(pods.map(({ namespace }) => namespace).sort()).toEqual(['sample-apps', 'shop', 'tictactoe-prod']);
  for (const { lines } of files) expect(lines).toBeGreaterThan(200);
  expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(300_000);
});
