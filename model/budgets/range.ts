/** A figure on average, and at most. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** One figure that does not vary. */
export const exactly = (value: number): Range => ({ low: value, high: value });

/** A range, each end times the same end of others. */
export const times = (first: Range, ...others: readonly (Range | number)[]): Range =>
  others.reduce<Range>((product, factor) => {
    const { low, high } = typeof factor === 'number' ? exactly(factor) : factor;
    return { low: product.low * low, high: product.high * high };
  }, first);

/** The sum of ranges. */
export const total = (ranges: Iterable<Range>): Range =>
  [...ranges].reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), exactly(0));
