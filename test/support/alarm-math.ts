import type { Alarm } from '../../charts/alarms/alarm';

/** The value of an alarm, of the values of its series in a period; undefined where a series without FILL has no data. */
export function alarmValue(
  { expression = '', metrics }: Pick<Alarm, 'expression' | 'metrics'>,
  series: Readonly<Record<string, number | undefined>>,
): number | undefined {
  const names = Object.keys(metrics);
  const filled = [...expression.matchAll(/FILL\((\w+), 0\)/g)].map(([, name]) => name);
  const values = names.map((name) => series[name] ?? (filled.includes(name) ? 0 : undefined));
  if (values.includes(undefined)) return undefined;
  const script = expression
    .replace(/FILL\((\w+), 0\)/g, '$1')
    .replaceAll(' AND ', ' && ')
    .replace(/^IF\((.*), (.*), (.*)\)$/, '($1) ? ($2) : ($3)');
  return new Function(...names, `return ${script}`)(...values);
}
