import { customResourceDefinitions } from '../../cluster';
import type { DistEnvironment } from '../types';
import { groupOf, isAck } from './context';

/** The ACK API group whose objects come last: its kinds do not exist at first. Empty if there is none. */
export function lateGroup({ objects }: DistEnvironment): string {
  const first = new Map<string, number>();
  for (const { value, wave } of objects.filter(({ value }) => isAck(value))) {
    const group = groupOf(value.apiVersion);
    first.set(group, Math.min(wave, first.get(group) ?? wave));
  }
  return [...first].sort(([, a], [, b]) => a - b).at(-1)?.[0] ?? '';
}

/** Definitions of the kinds that an environment has: those of a late group, and all others. Unused kinds would cost time. */
export function definitionsFor({ objects }: DistEnvironment, late: string) {
  const used = new Set(objects.map(({ kind, value }) => `${groupOf(value.apiVersion)} ${kind}`));
  const all = customResourceDefinitions().filter(({ spec }) => used.has(`${spec.group} ${spec.names.kind}`));
  return {
    late: all.filter(({ spec }) => spec.group === late),
    others: all.filter(({ spec }) => spec.group !== late),
  };
}
