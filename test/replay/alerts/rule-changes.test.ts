import type { EnvironmentInput } from '../../../model/schema/environment';
import { dev } from '../../../overlays/dev';
import { replayRules } from '../../../replay/alerts/rule-changes';
import { stateOf } from '../../../review/states';
import { textsOf } from '../../review/support/states';
import { recorded } from '../support/metrics';

const METRICS = recorded({ 'up{job="a"}': () => 1 }, 5);
const alloy = (changes: object): EnvironmentInput => ({
  ...dev,
  metrics: { ...dev.metrics, alloy: { ...dev.metrics?.alloy, ...changes } },
});

/** What is said of each environment when settings of one change. */
function said(after: EnvironmentInput, renamed = new Map<string, string>()) {
  const announced: string[] = [];
  const [base, head] = [dev, after].map((input, at) => stateOf(`${at}`, textsOf(input)));
  if (!base || !head) throw new Error('no states');
  const found = replayRules(base, head, METRICS, { renamed, announce: (text) => announced.push(text) });
  return { found: [...found].map(([name, findings]) => [name, findings.map(({ text }) => text)]), announced };
}

const COLLECTION = expect.stringMatching(
  /^recorded metrics: which metrics are collected, or how often, changes and is \*\*not replayed/,
);
const OTHERS = expect.stringMatching(
  /not replayed\*\*: `rules that change read none of the 1 recorded series; of up they read/,
);

test('nothing is said where neither rules nor the collection differ', () => {
  expect(said(dev)).toEqual({ found: [], announced: [] });
  expect(said(alloy({ memoryLimit: '4Gi' }))).toEqual({ found: [], announced: [] });
});

test('another collection is said to be not replayed, beside rules that differ', () => {
  const slower = { ...dev, metrics: { ...dev.metrics, scrapeIntervalSeconds: 60 } } as EnvironmentInput;
  expect(said(slower)).toEqual({ found: [['dev', [OTHERS, COLLECTION]]], announced: ['recorded metrics: dev'] });
});

test('another collection is said to be not replayed where rules are the same', () => {
  const without = new Map([...textsOf(dev)].map(([path, text]) => [path, text.replaceAll('"kube_job_failed",', '')]));
  const found = replayRules(stateOf('base', textsOf(dev)), stateOf('head', without), METRICS, {});
  expect([...found].map(([name, findings]) => [name, findings.map(({ text }) => text)])).toEqual([
    ['dev', [COLLECTION]],
  ]);
});

test('an environment with another name is compared with what it was', () => {
  const renamed = new Map([['dev', 'development']]);
  const { found } = said({ ...dev, name: 'development', slos: [] }, renamed);
  expect(found.map(([name]) => name)).toEqual(['development']);
  expect(said({ ...dev, name: 'development', slos: [] }).found).toEqual([]);
});
