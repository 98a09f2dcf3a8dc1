import type { EnvironmentInput } from '../../../model/schema/environment';
import { dev } from '../../../overlays/dev';
import { replayRules } from '../../../replay/alerts/rule-changes';
import { stateOf } from '../../../review/states';
import { textsOf } from '../../review/support/states';
import { recorded } from '../support/metrics';

const METRICS = () => recorded({ 'up{job="a"}': () => 1 }, 5);
const alloy = (changes: object): EnvironmentInput => ({
  ...dev,
  metrics: { ...dev.metrics, alloy: { ...dev.metrics?.alloy, ...changes } },
});

/** What is said of each environment when settings of one change. */
async function said(after: EnvironmentInput, renamed = new Map<string, string>()) {
  const announced: string[] = [];
  const [base, head] = [dev, after].map((input, at) => stateOf(`${at}`, textsOf(input)));
  if (!base || !head) throw new Error('no states');
  const found = await replayRules(base, head, await METRICS(), { renamed, announce: (text) => announced.push(text) });
  return { found: [...found].map(([name, findings]) => [name, findings.map(({ text }) => text)]), announced };
}

const COLLECTION = expect.stringMatching(
  /^recorded metrics: which metrics are collected, or how often, changes and is \*\*not replayed/,
);
const OTHERS = expect.stringMatching(
  /not replayed\*\*: `rules that change read none of the 1 recorded series; of up they read/,
);

test('nothing is said where neither rules nor the collection differ', async () => {
  expect(await said(dev)).toEqual({ found: [], announced: [] });
  expect(await said(alloy({ memoryLimit: '4Gi' }))).toEqual({ found: [], announced: [] });
});

test('another collection is said to be not replayed, beside rules that differ', async () => {
  const slower = { ...dev, metrics: { ...dev.metrics, scrapeIntervalSeconds: 60 } } as EnvironmentInput;
  expect(await said(slower)).toEqual({ found: [['dev', [OTHERS, COLLECTION]]], announced: ['recorded metrics: dev'] });
});

test('another collection is said to be not replayed where rules are the same', async () => {
  const without = new Map([...textsOf(dev)].map(([path, text]) => [path, text.replaceAll('"kube_job_failed",', '')]));
  const found = await replayRules(stateOf('base', textsOf(dev)), stateOf('head', without), await METRICS(), {});
  expect([...found].map(([name, findings]) => [name, findings.map(({ text }) => text)])).toEqual([
    ['dev', [COLLECTION]],
  ]);
});

test('an environment with another name is compared with what it was', async () => {
  const renamed = new Map([['dev', 'development']]);
  const { found } = await said({ ...dev, name: 'development', slos: [] }, renamed);
  expect(found.map(([name]) => name)).toEqual(['development']);
  expect((await said({ ...dev, name: 'development', slos: [] })).found).toEqual([]);
});
