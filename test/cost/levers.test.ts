import { changes, levers, saved } from '../../cost/levers';
import { problemLine } from '../../model/problem';
import { estimateOf } from '../../synth/estimate';
import { validate } from '../../validation/validate';
import { environment, environments, everything, minimal } from '../support/environments';

test.each(environments)('%s: every lever is an environment that synth takes', (_, input) => {
  const { name } = input;
  for (const { change, environment: other } of changes(environment(input))) {
    const { problems } = validate({ [name]: JSON.parse(JSON.stringify(other)) });
    expect([change, problems.map(problemLine)]).toEqual([change, []]);
  }
});

test('levers are sorted by what they save, and each saves something', () => {
  const found = levers(environment(everything), (each) =>
    estimateOf({ ...each, cluster: { ...each.cluster, region: 'us-east-1' } }),
  );
  expect(found.length).toBeGreaterThan(4);
  for (const [index, { usd }] of found.entries()) {
    expect(usd.high).toBeGreaterThan(0);
    expect(usd.high).toBeLessThanOrEqual(found[index - 1]?.usd.high ?? Number.POSITIVE_INFINITY);
  }
});

test('what is so already is no lever, and says what it saves', () => {
  const names = (list: { change: string }[]) => list.map(({ change }) => change.replace(/:.*/, ''));
  const prod = environments.find(([name]) => name === 'prod')?.[1] ?? everything;
  expect(names(levers(environment(prod), estimateOf))).not.toContain('logs.dropLevels');
  expect(names(saved(environment(prod), estimateOf))).toEqual([
    'logs.sampleInfoPercent',
    'logs.dropLevels',
    'logs.retentionDays',
  ]);
  expect(names(changes(environment(minimal)))).toContain('logs.sampleInfoPercent');
  expect(saved(environment(minimal), estimateOf)).toEqual([]);
});

test('a lever saves what the estimate with it is less', () => {
  const { logs, ...rest } = environment(environments.find(([name]) => name === 'dev')?.[1] ?? everything);
  const now = estimateOf({ ...rest, logs });
  const dropped = estimateOf({ ...rest, logs: { ...logs, dropLevels: ['trace', 'debug'] } });
  const lever = levers({ ...rest, logs }, estimateOf).find(({ change }) => change.startsWith('logs.dropLevels'));
  expect(lever?.usd.high).toBeCloseTo(now.usd.high - dropped.usd.high);
});
