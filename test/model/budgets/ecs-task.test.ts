import fc from 'fast-check';
import {
  allowedMemory,
  bufferMebibytes,
  diskGibibytes,
  LOG_DRIVER_LINES,
  longestOutageSeconds,
  shares,
  TASK_CPU_UNITS,
} from '../../../model/budgets/ecs-task';

/** What the page of AWS lists. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size */
const gibibytes = (least: number, most: number, step = 1): number[] =>
  Array.from({ length: (most - least) / step + 1 }, (_, index) => (least + index * step) * 1024);
const LISTED: Record<number, number[]> = {
  256: [512, 1024, 2048],
  512: gibibytes(1, 4),
  1024: gibibytes(2, 8),
  2048: gibibytes(4, 16),
  4096: gibibytes(8, 30),
  8192: gibibytes(16, 60, 4),
  16384: gibibytes(32, 120, 8),
};

test.each(TASK_CPU_UNITS)('%s CPU units have the memory sizes that AWS lists', (cpuUnits) => {
  const candidates = [...Array.from({ length: 481 }, (_, index) => index * 256), 513, 1000, 30721];
  const allowed = candidates.filter((memoryMebibytes) => !allowedMemory({ cpuUnits, memoryMebibytes }));
  expect(allowed).toEqual(LISTED[cpuUnits]);
});

test('the containers and the log driver fit in every task', () => {
  for (const [cpuUnits, sizes] of Object.entries(LISTED))
    for (const memoryMebibytes of sizes) {
      const { router, application } = shares({ cpuUnits: Number(cpuUnits), memoryMebibytes });
      const driver = (LOG_DRIVER_LINES * 2) / 1024;
      expect(router.memoryMebibytes + application.memoryMebibytes + driver).toBe(memoryMebibytes);
      expect(router.cpuUnits + application.cpuUnits).toBe(Number(cpuUnits));
      for (const { memoryMebibytes: limit, reservationMebibytes: reserved } of [router, application]) {
        expect(reserved).toBeGreaterThan(0);
        expect(reserved).toBeLessThan(limit);
      }
    }
});

test('chunks in memory leave room for the program', () => {
  const { router } = shares({ cpuUnits: 256, memoryMebibytes: 512 });
  expect(router.maxChunksUp).toBe(37);
  expect(router.maxChunksUp * 2 * 1.5 + router.reservationMebibytes).toBeLessThanOrEqual(router.memoryMebibytes);
});

const rates = fc.record({
  peakKibibytesPerSecond: fc.integer({ min: 1, max: 65536 }),
  outageSeconds: fc.integer({ min: 60, max: 86400 }),
  s3Outputs: fc.integer({ min: 0, max: 3 }),
});

test('the disk of a task holds the log of the longest outage wherever it waits, and no more', () => {
  fc.assert(
    fc.property(rates, (settings) => {
      const disk = diskGibibytes(settings) ?? 20;
      if (settings.outageSeconds <= longestOutageSeconds(settings)) {
        const buffers = 1 + settings.s3Outputs;
        expect((bufferMebibytes(settings) / 1024) * buffers).toBeLessThanOrEqual(disk - 4);
        expect(disk).toBeLessThanOrEqual(200);
      } else expect(disk).toBeGreaterThan(200);
    }),
  );
});
