import { show } from '../model/budgets/range';

const UNITS = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;

/** Bytes for people, with three digits: `4.12 MB`. */
export function bytesText(bytes: number): string {
  const [scale, unit] = UNITS.find(([least]) => bytes >= least) ?? [1, 'B'];
  return `${show(scale === 1 ? bytes : Number((bytes / scale).toPrecision(3)))} ${unit}`;
}

/** A figure before and after, once where it is the same. */
export const change = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);
