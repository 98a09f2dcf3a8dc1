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

const LARGE = [
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

const DIGITS = new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

/** A number as text, with three digits unless it is a smaller whole one: `1,024`, `0.0415`, `4.38 billion`. */
export function show(value: number): string {
  const [scale, word] = LARGE.find(([least]) => value >= least) ?? [1, ''];
  const scaled = value / scale;
  const figure = scale === 1 && Number.isInteger(value) ? value : Number(scaled.toPrecision(3));
  return `${DIGITS.format(figure)} ${word}`.trim();
}

/** A range as text: `12–340`. */
export const showRange = ({ low, high }: Range): string => {
  const [from, to] = [show(low), show(high)];
  return from === to ? from : `${from}–${to}`;
};

const READ = /^(?:[\d.,]+(?: (?:million|billion))?–)?([\d.,]+)(?: (million|billion)\b)?/;

/** The upper end of the range that a text begins with, as `showRange` writes it, to three digits; undefined: it begins with none. */
export function upperEnd(text: string): number | undefined {
  const [, figure, word] = READ.exec(text) ?? [];
  const [scale] = LARGE.find(([, name]) => name === word) ?? [1];
  return figure === undefined ? undefined : Number(figure.replaceAll(',', '')) * scale;
}

/** A range as overlays write it. */
export const span = ({ from, to }: { readonly from: number; readonly to: number }): Range => ({ low: from, high: to });
