import fc from 'fast-check';
import {
  GRACE_SECONDS,
  type ReadingSettings,
  ROTATE_WAIT_SECONDS,
  readingProblems,
  TERMINATION_GRACE_PERIOD_SECONDS,
} from '../../../model/budgets/reading';
import { problemText } from '../../../model/problem';
import { environment, minimal } from '../../support/environments';

const problemsOf = (peak: number, mebibytes = 10, monitorSeconds = 10): string[] => {
  const kubelet = { containerLogMaxMebibytes: mebibytes, containerLogMonitorSeconds: monitorSeconds };
  return [...readingProblems({ peakKibibytesPerSecond: peak, kubelet })].map(problemText);
};

test('the defaults lose nothing at a restart', () => {
  expect([...readingProblems(environment(minimal).logs)]).toEqual([]);
});

test('a stopping pod is killed only after its grace time', () => {
  expect(TERMINATION_GRACE_PERIOD_SECONDS).toBeGreaterThan(GRACE_SECONDS);
});

test('a rotated file stays open for as long as it exists: a slow container keeps one for months', () => {
  expect(ROTATE_WAIT_SECONDS).toBeGreaterThan(365 * 86400);
});

test('a peak at which the kubelet rotates twice within a restart is refused, with the size that would do', () => {
  expect(problemsOf(2275)).toEqual([]);
  const [problem = ''] = problemsOf(4096);
  expect(problem).toBe(
    'logs.peakKibibytesPerSecond: 4096 loses lines when Fluent Bit restarts: it is behind for 10.8 s, and the kubelet compresses a rotated file after 10.0 s; allowed: a lower peak, or logs.kubelet.containerLogMaxMebibytes of at least 44, as in the configuration of the kubelet',
  );
  expect(problemsOf(4096, 44)).toEqual([]);
  expect(problemsOf(4096, 43)).toHaveLength(1);
});

test('a kubelet that looks at the size less often leaves more time', () => {
  expect(problemsOf(1024, 1, 10)).toEqual([]);
  expect(problemsOf(1024, 1, 5)).toHaveLength(1);
});

test('a peak that one process cannot read is refused', () => {
  expect(problemsOf(20481, 1024)).toEqual([
    'logs.peakKibibytesPerSecond: 20481 is more than one Fluent Bit reads; allowed: at most 20480',
  ]);
  expect(problemsOf(20480, 1024)).toEqual([]);
});

test('whatever the peak, the size that the message names is accepted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20480 }), fc.integer({ min: 3, max: 300 }), (peak, monitorSeconds) => {
      const settings = (mebibytes: number): ReadingSettings => ({
        peakKibibytesPerSecond: peak,
        kubelet: { containerLogMaxMebibytes: mebibytes, containerLogMonitorSeconds: monitorSeconds },
      });
      const [problem] = readingProblems(settings(1));
      if (!problem) return;
      const [, least] = /of at least ([0-9]+)/.exec(problem.allowed ?? '') ?? [];
      expect([...readingProblems(settings(Number(least)))]).toEqual([]);
    }),
  );
});
