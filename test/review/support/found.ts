import { toYaml } from '../../../charts/common/yaml';
import { collect } from '../../../review/collect';
import type { Section } from '../../../review/finding';
import type { Found } from '../../../review/part';
import { stateOf } from '../../../review/states';

/** Objects of one file. */
export type Objects = readonly object[];

/** What is found of objects of one environment. */
export function foundIn(before: Objects, after: Objects, file = 'dev/a.k8s.yaml'): readonly Found[] {
  const state = (name: string, objects: Objects) =>
    stateOf(
      name,
      new Map([
        [file, toYaml(...objects)],
        ['dev/z.txt', ''],
      ]),
    );
  return collect(state('a', before), state('b', after)).found;
}

/** The lines of one section, the worst first. */
export const lines = (section: Section, before: Objects, after: Objects, file?: string): string[] =>
  foundIn(before, after, file)
    .filter((each) => each.section === section)
    .sort((one, other) => other.harm - one.harm)
    .map(({ text }) => text);

/** What the verdict says of the worst; undefined: nothing can be the worst. */
export const worstOf = (before: Objects, after: Objects, file?: string): string | undefined =>
  [...foundIn(before, after, file)].filter(({ worst }) => worst).sort((one, other) => other.harm - one.harm)[0]?.worst;
