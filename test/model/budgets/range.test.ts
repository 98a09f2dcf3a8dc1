import { showRange, upperEnd } from '../../../model/budgets/range';

test.each([0, 0.0000911, 28, 1024, 9999, 438_000_000, 5_850_000_000])(
  'the upper end of a range up to %d is read back',
  (high) => {
    for (const low of [0, high / 2, high])
      expect(upperEnd(`${showRange({ low, high })} GB in all`)).toBeCloseTo(high, 7);
  },
);

test('of another text there is none', () => {
  expect(upperEnd('not priced')).toBeUndefined();
  expect(upperEnd('')).toBeUndefined();
});
