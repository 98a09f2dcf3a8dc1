import fc from 'fast-check';
import {
  type BudgetSettings,
  budget,
  budgetProblems,
  JOURNAL_MEBIBYTES,
  REJECTED_MEBIBYTES,
  retries,
} from '../../../model/budgets/fluent-bit';
import { mebibytes } from '../../../model/facts/quantity';
import { problemText } from '../../../model/problem';
import { environment, minimal } from '../../support/environments';

/** What is wrong with a set, a line each. */
const problemsOf = (set: BudgetSettings): string[] => [...budgetProblems(set)].map(problemText);

const defaults: BudgetSettings = environment(minimal).logs;
const settings = (changes: Partial<BudgetSettings>): BudgetSettings => ({ ...defaults, ...changes });
const fluentBit = (changes: Partial<BudgetSettings['fluentBit']>) => ({ ...defaults.fluentBit, ...changes });

test('the defaults outlast their hour, with room', () => {
  expect(problemsOf(defaults)).toEqual([]);
  expect(budget(defaults)).toEqual({
    maxChunksUp: 61,
    backlogMebibytes: 21,
    diskMebibytes: {
      'application-containers': 7254,
      counters: 113,
      'dataplane-containers': 226,
      'dataplane-journal': 226,
      'host-journal': 226,
    },
  });
});

test('a chunk is tried for a day, and for twice a longer outage, before it counts as refused', () => {
  expect(retries(3600)).toBe(86400 / 15);
  expect(retries(86400)).toBe((2 * 86400) / 15);
});

test('refused chunks and the journal of what waits have parts of the disk', () => {
  const { diskMebibytes } = budget(defaults);
  const parts = Object.values(diskMebibytes).reduce((total, part) => total + part, 0);
  expect(parts + REJECTED_MEBIBYTES + JOURNAL_MEBIBYTES).toBeLessThanOrEqual(mebibytes(defaults.fluentBit.diskLimit));
});

test('a disk that is too small for the outage is refused, with the least that would do', () => {
  const small = settings({ peakKibibytesPerSecond: 4096 });
  expect(problemsOf(small)).toEqual([
    'logs.fluentBit.diskLimit: "8Gi" loses lines in an outage of 3600 s at 4096 KiB/s: 23040 MiB × (1 for the application group + 0.11 for all else); allowed: at least "25769Mi", or a shorter outage, or a smaller peakSharePercent of applications',
  ]);
  expect(problemsOf({ ...small, fluentBit: fluentBit({ diskLimit: '25769Mi' }) })).toEqual([]);
  expect(problemsOf({ ...small, fluentBit: fluentBit({ diskLimit: '25688Mi' }) })).toHaveLength(1);
});

test('memory that the peak can overrun is refused, with the least that would do', () => {
  const fast = settings({ peakKibibytesPerSecond: 8192, outageSeconds: 60 });
  const [problem] = problemsOf({ ...fast, fluentBit: fluentBit({ memoryLimit: '128Mi' }) });
  expect(problem).toMatch(/^logs\.fluentBit\.memoryLimit: /);
  const [, least] = /at least "([0-9]+)Mi"/.exec(problem ?? '') ?? [];
  expect(problemsOf({ ...fast, fluentBit: fluentBit({ memoryLimit: `${least}Mi` }) })).toEqual([]);
  expect(problemsOf({ ...fast, fluentBit: fluentBit({ memoryLimit: `${Number(least) - 4}Mi` }) })).toHaveLength(1);
});

test('every output has its part: of each application its share, of each other destination the whole peak', () => {
  const { diskMebibytes } = budget(
    settings({
      applications: [{ name: 'shop', peakSharePercent: 50 }],
      destinations: [{ kind: 's3', bucketName: 'logs-of-the-shop' }],
      streams: { host: false, dataplane: false },
    }),
  );
  expect(diskMebibytes).toEqual({
    'application-containers': 3199,
    'shop-containers': 1599,
    counters: 49,
    's3-1': 3199,
  });
});

describe('shares that applications do not name', () => {
  const diskOf = (count: number, ...given: number[]) => {
    const application = (peakSharePercent: number | undefined, index: number) => ({
      name: `a${index}`,
      peakSharePercent,
    });
    const applications = [...given, ...new Array<undefined>(count).fill(undefined)].map(application);
    const set = settings({ applications, fluentBit: fluentBit({ diskLimit: '1Ti' }) });
    const { diskMebibytes } = budget(set);
    const whole = diskMebibytes['application-containers'] ?? 0;
    return applications.map(({ name }) => (diskMebibytes[`${name}-containers`] ?? 0) / whole);
  };
  const total = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0);

  test.each([
    [1, [], 0.25],
    [4, [], 0.25],
    [30, [], 1 / 30],
    [2, [90], 0.05],
    [2, [100], 0.01],
  ])('%i of them beside %j', (count, given, share) => {
    const found = diskOf(count, ...given);
    for (const each of found.slice(given.length)) expect(each).toBeCloseTo(share, 3);
  });

  test('many groups need no more disk than four', () => {
    expect(total(diskOf(30))).toBeCloseTo(total(diskOf(4)), 2);
    const thirty = settings({
      peakKibibytesPerSecond: 1024,
      applications: Array.from({ length: 30 }, (_, index) => ({ name: `a${index}` })),
    });
    expect(problemsOf(thirty)).toEqual([
      'logs.fluentBit.diskLimit: "8Gi" loses lines in an outage of 3600 s at 1024 KiB/s: 5760 MiB × (1 for the application group + 1 for 30 applications + 0.11 for all else); allowed: at least "12360Mi", or a shorter outage, or a smaller peakSharePercent of applications',
    ]);
  });
});

test('a set without problems stays within memory and disk, and holds the whole outage', () => {
  const any = fc.record({
    peakKibibytesPerSecond: fc.integer({ min: 1, max: 16384 }),
    outageSeconds: fc.integer({ min: 60, max: 86400 }),
    memoryLimit: fc.integer({ min: 64, max: 4096 }).map((size) => `${size}Mi`),
    diskLimit: fc.integer({ min: 1, max: 512 }).map((size) => `${size}Gi`),
    shares: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(any, ({ peakKibibytesPerSecond, outageSeconds, memoryLimit, diskLimit, shares }) => {
      const set = settings({
        peakKibibytesPerSecond,
        outageSeconds,
        fluentBit: fluentBit({ memoryLimit, diskLimit }),
        applications: shares.map((peakSharePercent, index) => ({
          name: `app-${index}`,
          logGroupName: `/app/${index}`,
          namespaces: [`app-${index}`],
          peakSharePercent,
        })),
      });
      if (problemsOf(set).length > 0) return;
      const { backlogMebibytes, diskMebibytes, maxChunksUp } = budget(set);
      const raw = (peakKibibytesPerSecond * outageSeconds) / 1024;
      const disk = Object.values(diskMebibytes).reduce((total, each) => total + each, 0);
      expect(maxChunksUp * 2 + backlogMebibytes).toBeLessThan(mebibytes(memoryLimit));
      expect(disk).toBeLessThanOrEqual(mebibytes(diskLimit));
      expect(diskMebibytes['application-containers']).toBeGreaterThanOrEqual(Math.floor(raw * 1.6));
      for (const [index, share] of shares.entries())
        expect(diskMebibytes[`app-${index}-containers`]).toBeGreaterThanOrEqual(Math.floor((raw * 1.6 * share) / 100));
    }),
    { numRuns: 500 },
  );
});
