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

/** A moment: `2026-11-20 10:04 UTC`. */
export const momentText = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A duration: `45 s`, `41 min`, `5 h 20 min`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
}
