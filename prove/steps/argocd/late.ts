import { customResourceDefinitions } from '../../cluster';
import type { KubernetesObject } from '../../dist';
import type { DistEnvironment } from '../types';
import { groupOf, isAck } from './scene';

/** The group of AWS whose objects come last: its kinds are missing at first. Empty where there is none. */
export function lateGroup({ objects }: DistEnvironment): string {
  const first = new Map<string, number>();
  for (const { value, wave } of objects.filter(({ value }) => isAck(value))) {
    const group = groupOf(value.apiVersion);
    first.set(group, Math.min(wave, first.get(group) ?? wave));
  }
  return [...first].sort(([, a], [, b]) => a - b).at(-1)?.[0] ?? '';
}

/** Definitions of a late group's kinds, and of all others; without Argo CD's, which brings its own. */
export function definitionsAround(late: string): { late: KubernetesObject[]; others: KubernetesObject[] } {
  const all = customResourceDefinitions().filter(({ spec }) => spec.group !== 'argoproj.io');
  return {
    late: all.filter(({ spec }) => spec.group === late),
    others: all.filter(({ spec }) => spec.group !== late),
  };
}
