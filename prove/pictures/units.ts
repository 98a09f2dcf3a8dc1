/** Prefixes of thousands, and of 1024s. */
const THOUSANDS = ['', ' K', ' M', ' G', ' T'];
const BYTES = [' B', ' KiB', ' MiB', ' GiB', ' TiB'];

/** A number with the largest prefix that leaves at least one before the point. */
function scaled(value: number, step: number, prefixes: readonly string[]): string {
  const magnitude = Math.floor(Math.log(Math.abs(value) || 1) / Math.log(step) + 1e-9);
  const index = Math.min(Math.max(magnitude, 0), prefixes.length - 1);
  return `${rounded(value / step ** index)}${prefixes[index]}`;
}

/** Three digits that count, without zeros at the end. */
const rounded = (value: number): string => String(Number(value.toPrecision(3)));

/** How values of Grafana's units are written; any other unit is a plain number. */
const FORMATS: Readonly<Record<string, (value: number) => string>> = {
  bytes: (value) => scaled(value, 1024, BYTES),
  cps: (value) => `${scaled(value, 1000, THOUSANDS)} c/s`,
  reqps: (value) => `${scaled(value, 1000, THOUSANDS)} req/s`,
  percent: (value) => `${rounded(value)} %`,
  percentunit: (value) => `${rounded(value * 100)} %`,
  ms: (value) => `${rounded(value)} ms`,
  s: (value) => (value !== 0 && Math.abs(value) < 1 ? `${rounded(value * 1000)} ms` : `${rounded(value)} s`),
};

/** A value in a unit of a panel. @returns such as `1.2 K`, `35 %`, `12 ms` */
export const inUnit = (value: number, unit: string): string => FORMATS[unit]?.(value) ?? scaled(value, 1000, THOUSANDS);
