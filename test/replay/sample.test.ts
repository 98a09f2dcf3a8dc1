import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prod } from '../../overlays/prod';
import { type Recorded, readRecorded } from '../../replay';
import { replayRules } from '../../replay/alerts/rule-changes';
import { type Recording, readRecording } from '../../replay/recording';
import { type State, stateOf } from '../../review/states';
import { SAMPLE_FOLDER, sampleRecording } from '../../scripts/sample-recording';
import { textsOf } from '../review/support/states';
import { testWithPromtool } from '../support/promtool';

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

testWithPromtool('the documentation says what its metrics show of another target', async () => {
  const { metrics } = (await readRecorded(SAMPLE_FOLDER)) as Recorded;
  if (!metrics) throw new Error('the sample has no metrics');
  const slos = prod.slos?.map((slo) => (slo.name === 'tictactoe-pods' ? { ...slo, target: 99 } : slo));
  const states = [prod, { ...prod, slos }].map((input, at) => stateOf(`${at}`, textsOf(input))) as [State, State];
  const [found = []] = [...(await replayRules(...states, metrics, {})).values()];
  expect(found.length).toBeGreaterThan(3);
  const [, shown = ''] =
    /<!-- recorded metrics -->([\s\S]*?)<!-- end/.exec(readFileSync('docs/replay.md', 'utf8')) ?? [];
  expect(shown.trim().split('\n').sort()).toEqual(found.map(({ text }) => `> - \`prod\`: ${text}`).sort());
});
