import { problemLine } from '../../model/problem';
import type { EnvironmentInput } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import { synthEnvironment } from '../../synth/environment';
import { estimateOf } from '../../synth/estimate';
import { environment, everything } from '../support/environments';

const dev = overlays.dev as EnvironmentInput;
const withBudget = (monthlyUsd: number, input = dev) =>
  synthEnvironment(environment({ ...input, budget: { monthlyUsd } }));

test('over its budget an environment is a problem that names the three largest levers', () => {
  const [line, ...others] = withBudget(100).problems.map(problemLine);
  expect(others).toEqual([]);
  expect(line).toMatch(
    /^overlays\/dev\.ts {2}budget\.monthlyUsd: 100 is less than the [\d,.]+ USD a month that the environment can cost \(on average [\d,.]+; npm run cost\); allowed: at least \d+, or logs\.sampleInfoPercent: 10 \(saves up to [\d,.]+\), or logs\.dropLevels: \["trace","debug"\] \(saves up to [\d,.]+\), or logs\.streams: [^,]+, dataplane: false \} \(saves up to [\d,.]+\)$/,
  );
});

test('the high end decides', () => {
  const { usd } = estimateOf(environment(dev));
  expect(withBudget(Math.ceil(usd.high)).problems).toEqual([]);
  expect(withBudget(Math.floor(usd.high)).problems).toHaveLength(1);
  expect(withBudget(Math.ceil(usd.low)).problems).toHaveLength(1);
});

test('the least that is allowed is allowed', () => {
  const least = Number(/at least (\d+)/.exec(withBudget(1).problems.map(problemLine).join())?.[1]);
  expect(withBudget(least).problems).toEqual([]);
});

test('a budget says what it leaves out; without one nothing is said', () => {
  const notices = withBudget(1e6, everything).notices.filter((notice) => notice.startsWith('budget'));
  expect(notices).toEqual([
    expect.stringMatching(
      /^budget\.monthlyUsd: 1000000 USD are compared without what has no price in cost\/prices\.ts: logs-ingestion in ap-southeast-2, /,
    ),
  ]);
  expect(synthEnvironment(environment(everything)).notices.filter((notice) => notice.startsWith('budget'))).toEqual([]);
});
