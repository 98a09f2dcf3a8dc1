import { readFileSync } from 'node:fs';
import type { EnvironmentInput } from '../../model/schema/environment';
import { prod } from '../../overlays/prod';
import { replayLogs } from '../../replay/logs';
import { type Recording, readRecording } from '../../replay/recording';
import { stateOf } from '../../review/states';
import type { Texts } from '../review/support/page';
import { textsOf } from '../review/support/states';

const FLUENT_BIT = process.env.FLUENT_BIT;

/** What docs/replay.md shows: half of the traced info lines are kept, where it was one of ten. */
const HALF: EnvironmentInput = { ...prod, logs: { ...prod.logs, sampleInfoPercent: 50 } };

async function replayed(before: Texts, after: Texts): Promise<string[]> {
  const recording = readRecording('replay/sample') as Recording;
  const found = await replayLogs(stateOf('base', before), stateOf('head', after), recording, { fluentBit: FLUENT_BIT });
  return (found.get('prod') ?? []).map(({ text }) => text);
}

/** Production with another configuration of its agent. */
const edited = (from: string, to: string): Texts =>
  new Map(
    [...textsOf(prod)].map(([path, text]) => [
      path,
      path.endsWith('/fluent-bit.k8s.yaml') ? text.replace(from, to) : text,
    ]),
  );

jest.setTimeout(180_000);

(FLUENT_BIT ? describe : describe.skip)('a replay (skipped unless FLUENT_BIT names the binary)', () => {
  test('what a change of the policy does to the sample is what the documentation shows', async () => {
    const texts = await replayed(textsOf(prod), textsOf(HALF));
    expect(texts).toHaveLength(4);
    expect(texts[0]).toMatch(
      / become \d+ events \(\d+ kB charged\) → \d+ events \(\d+ kB charged\); dropped \d+; sampled out /,
    );
    const page = readFileSync('docs/replay.md', 'utf8');
    expect(texts.filter((text) => !page.includes(`> - \`prod\`: ${text}\n`))).toEqual([]);
  });

  test('the same policy makes the same of the same lines, with another name of a group', async () => {
    const before = edited('"observability-prod"', '"observability-live"');
    const after = edited('x', 'x');
    expect(await replayed(before, after)).toEqual([]);
    const renamed = new Map([...after].map(([path, text]) => [path, text.replaceAll('/eks/tictactoe', '/eks/games')]));
    const texts = await replayed(after, renamed);
    expect(texts).toEqual([expect.stringMatching(/^recorded lines for `\/eks\/tictactoe` → `\/eks\/games`: 250 \(/)]);
  });

  test('a configuration that does not load is no policy', async () => {
    const before = edited('name: kubernetes\n', 'name: of-another-version\n');
    expect(await replayed(before, textsOf(prod))).toEqual([
      expect.stringMatching(
        /^what becomes of .*: not replayed: in the base: `Fluent Bit ends with: .*of-another-version/,
      ),
    ]);
  });

  test('events that do not come are no policy either', async () => {
    const lost =
      "        - name: grep\n          match: 'containers.*'\n          exclude: 'log kubernetes'\n      outputs:\n";
    expect(await replayed(edited('      outputs:\n', lost), textsOf(prod))).toEqual([
      expect.stringMatching(/: not replayed: in the base: `of \d+ events for \/aws\/.*\/application 0 came`$/),
    ]);
  });
});
