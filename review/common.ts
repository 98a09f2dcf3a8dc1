import { escaped } from '../model/escaped';
import { grouped } from '../model/grouped';
import { clusterLogGroups } from '../model/names/log-groups';
import type { Found } from './part';

/** Beginning of a log group of some cluster. */
const OF_CLUSTER = new RegExp(clusterLogGroups('[^/\\s`]+'), 'g');

/** A text with signs in place of the name of an environment and of that of its cluster in log groups. */
export const withoutNames = (text: string, environment: string): string =>
  text
    .replace(OF_CLUSTER, clusterLogGroups('<cluster>'))
    .replace(new RegExp(`(?<!\\w)${escaped(environment)}(?!\\w)`, 'g'), '<environment>');

/** Findings, of which those that several environments share but for their names are one, at the place of the first. */
export function inCommon(found: readonly Found[]): Found[] {
  const alike = grouped(found, (each) => (each.common === undefined ? each : `${each.section}\0${each.common}`));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first?.common === undefined || same.length === 1) return same;
    const environments = [...new Set(same.flatMap((each) => each.environments))].sort();
    return [{ ...first, text: first.common, harm: Math.max(...same.map(({ harm }) => harm)), environments }];
  });
}
