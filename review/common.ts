import { grouped } from '../model/grouped';
import { clusterLogGroups } from '../model/names/log-groups';
import type { Found } from './part';

/** Beginning of a log group of some cluster. */
const OF_CLUSTER = new RegExp(clusterLogGroups('[^/\\s`]+'), 'g');

/** A text with signs in place of the name of an environment and of that of its cluster in log groups. */
export const withoutNames = (text: string, environment: string): string =>
  text
    .replace(OF_CLUSTER, clusterLogGroups('<cluster>'))
    .replace(new RegExp(`(?<!\\w)${environment.replace(/\W/g, '\\$&')}(?!\\w)`, 'g'), '<environment>');

/** Findings, of which those that several environments share but for their names are one. */
export const inCommon = (found: readonly Found[]): Found[] =>
  [...grouped(found, ({ section, text, common = text }) => `${section}\0${common}`).values()].flatMap((same) => {
    const [first] = same;
    if (!first || same.length === 1) return same;
    const environments = [...new Set(same.flatMap((each) => each.environments))].sort();
    const harm = Math.max(...same.map((each) => each.harm));
    return [{ ...first, text: first.common ?? first.text, harm, environments }];
  });
