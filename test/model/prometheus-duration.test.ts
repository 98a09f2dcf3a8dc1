import { secondsOf } from '../../model/prometheus-duration';

test.each([
  ['5m', 300],
  ['1h30m', 5400],
  ['1d', 86_400],
  ['2w', 1_209_600],
  ['1y', 31_536_000],
  ['250ms', 0.25],
  ['0', 0],
])('%s is %d seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

test.each(['', '5', 'm', '5 m', '5m ', '-5m', '1.5h', '5x', '5m, 6m'])('%j is no duration', (text) =>
  expect(secondsOf(text)).toBeUndefined(),
);
