const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/**
 * Seconds of a duration of Prometheus, such as `5m` or `1h30m`; undefined: it is none.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export function secondsOf(duration: string): number | undefined {
  if (duration === '0') return 0;
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== duration) return undefined;
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? Number.NaN), 0);
}
