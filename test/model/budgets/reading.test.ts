import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  GRACE_SECONDS,
  MOST_KIBIBYTES_PER_SECOND,
  type ReadingSettings,
  ROTATE_WAIT_SECONDS,
  readingProblems,
  TERMINATION_GRACE_PERIOD_SECONDS,
} from '../../../model/budgets/reading';
import { problemText } from '../../../model/problem';
import { environment, minimal } from '../../support/environments';

const problemsOf = (peak: number, mebibytes = 10, monitorSeconds = 10, cpuRequest = '1'): string[] => {
  const kubelet = { containerLogMaxMebibytes: mebibytes, containerLogMonitorSeconds: monitorSeconds };
  return [...readingProblems({ peakKibibytesPerSecond: peak, kubelet, fluentBit: { cpuRequest } })].map(problemText);
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
  expect(problemsOf(1706)).toEqual([]);
  expect(problemsOf(1707)).toHaveLength(1);
  const [problem = ''] = problemsOf(4096);
  expect(problem).toBe(
    'logs.peakKibibytesPerSecond: 4096 loses lines when Fluent Bit restarts: it is behind for 11.4 s, and the kubelet compresses a rotated file after 10.0 s; allowed: a lower peak, or logs.kubelet.containerLogMaxMebibytes of at least 46, as in the configuration of the kubelet',
  );
  expect(problemsOf(4096, 46)).toEqual([]);
  expect(problemsOf(4096, 45)).toHaveLength(1);
});

test('a kubelet that looks at the size less often leaves more time', () => {
  expect(problemsOf(1024, 1, 10)).toEqual([]);
  expect(problemsOf(1024, 1, 5)).toHaveLength(1);
});

test('a peak that one process cannot read is refused', () => {
  expect(problemsOf(15361, 1024)).toEqual([
    'logs.peakKibibytesPerSecond: 15361 is more than one Fluent Bit reads; allowed: at most 15360',
  ]);
  expect(problemsOf(15360, 1024)).toEqual([]);
});

test('whatever the peak, the size that the message names is accepted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15360 }), fc.integer({ min: 3, max: 300 }), (peak, monitorSeconds) => {
      const settings = (mebibytes: number): ReadingSettings => ({
        peakKibibytesPerSecond: peak,
        fluentBit: { cpuRequest: '1' },
        kubelet: { containerLogMaxMebibytes: mebibytes, containerLogMonitorSeconds: monitorSeconds },
      });
      const [problem] = readingProblems(settings(1));
      if (!problem) return;
      const [, least] = /of at least ([0-9]+)/.exec(problem.allowed ?? '') ?? [];
      expect([...readingProblems(settings(Number(least)))]).toEqual([]);
    }),
  );
});

test('the speed of one core is one that was measured, of what keeps every line too', () => {
  const page = readFileSync('docs/reference/log-speed.md', 'utf8');
  const [, prod, dev] = /^\| raw logs in a CPU second, MiB \| ([\d.]+) [^|]*\| ([\d.]+) /m.exec(page) ?? [];
  expect(Math.min(Number(prod), Number(dev)) * 1024).toBeGreaterThanOrEqual(MOST_KIBIBYTES_PER_SECOND);
});

test('a request that reads less than the peak is refused, with the least that does', () => {
  expect(problemsOf(1024, 100, 10, '66m')).toEqual([
    'logs.fluentBit.cpuRequest: "66m" reads 1013 KiB/s on a node without CPU to spare, and the peak is 1024; allowed: at least "67m", or a lower peak',
  ]);
  expect(problemsOf(1024, 100, 10, '67m')).toEqual([]);
});

test('a request with which a restart is behind for longer than a rotation is refused, with what would do', () => {
  expect(problemsOf(1024, 10, 10, '300m')).toEqual([
    'logs.fluentBit.cpuRequest: "300m" loses lines when Fluent Bit restarts on a node without CPU to spare: it is behind for 11.0 s, and the kubelet compresses a rotated file after 10.0 s; allowed: at least "600m", or a lower peak, or logs.kubelet.containerLogMaxMebibytes of at least 11, as in the configuration of the kubelet',
  ]);
  expect(problemsOf(1024, 10, 10, '600m')).toEqual([]);
  expect(problemsOf(1024, 10, 10, '599m')).toHaveLength(1);
  expect(problemsOf(1024, 11, 10, '300m')).toEqual([]);
});

test('whatever the peak, the request that the message names is accepted, and one core is enough', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15360 }), fc.integer({ min: 1, max: 1024 }), (peak, mebibytes) => {
      const [problem] = problemsOf(peak, mebibytes, 10, '1m');
      const [, least] = /^logs.fluentBit.cpuRequest: .* at least "([0-9]+)m"/.exec(problem ?? '') ?? [];
      if (!least) return;
      expect(Number(least)).toBeLessThanOrEqual(1000);
      expect(problemsOf(peak, mebibytes, 10, `${least}m`)).toEqual([]);
      if (Number(least) > 1) expect(problemsOf(peak, mebibytes, 10, `${Number(least) - 1}m`)).toHaveLength(1);
    }),
  );
});

test('more than one core reads no more: it is one process', () => {
  expect(problemsOf(4096, 46, 10, '4')).toEqual([]);
  expect(problemsOf(4096, 45, 10, '4')).toHaveLength(1);
});
