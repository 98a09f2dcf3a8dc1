import { escaped } from '../../model/escaped';
import { code } from '../markdown';
import { type Plugin, type Router, setting } from './router';

/** The router of Fargate has no inputs of its own; these are its tags. */
const FARGATE: Plugin = [
  ['name', 'containers on Fargate'],
  ['tag', 'kube.x'],
];
const inputsOf = ({ inputs }: Router): readonly Plugin[] => (inputs.length > 0 ? inputs : [FARGATE]);

const pathsOf = (input: Plugin, key = 'path'): string[] => (setting(input, key) ?? '').split(',').filter(Boolean);

/** Names of an input: the paths of its files, the tag of a journal, or what it is. */
function namesOf(input: Plugin): string[] {
  const name = setting(input, 'name') ?? '';
  if (name === 'tail') return pathsOf(input);
  // Its lines tell the scripts that time passes, and come from no program.
  if (name === 'dummy') return [];
  return [name === 'systemd' ? (setting(input, 'tag') ?? name) : name];
}

/** Where the lines of a log router come from. */
export const sourcesOf = (router: Router): string[] => inputsOf(router).flatMap(namesOf);

/** Where the lines of a source go, in the words of the report; empty: nowhere. */
export function targetsOf(router: Router, source: string): string {
  const tags = inputsOf(router)
    .filter((input) => (source.startsWith('/') ? reads(input, source) : namesOf(input).includes(source)))
    .map(tagOf);
  const targets = router.outputs.filter((output) => tags.some((tag) => takes(output, tag))).map(targetOf);
  return [...new Set(targets)].sort().join(', ');
}

/** A tag that an input gives, with `x` for each name in it. */
export const tagOf = (input: Plugin): string =>
  (setting(input, 'tag') ?? setting(input, 'tag_prefix') ?? '').replace(/<\w+>/g, 'x');

/** Whether a pattern with `*` takes in a text. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.split('*').map(escaped);
  return new RegExp(`^${source.join('.*')}$`).test(text);
}

/** Whether an input reads the files of a path with `*`. https://docs.fluentbit.io/manual/data-pipeline/inputs/tail */
export function reads(input: Plugin, path: string): boolean {
  const file = path.replaceAll('*', 'x');
  return (
    pathsOf(input).some((pattern) => matches(pattern, file)) &&
    !pathsOf(input, 'exclude_path').some((pattern) => matches(pattern, file))
  );
}

/** Whether an output takes a tag. https://docs.fluentbit.io/manual/concepts/data-pipeline/router */
export function takes(output: Plugin, tag: string): boolean {
  const pattern = setting(output, 'match_regex');
  return pattern === undefined ? matches(setting(output, 'match') ?? '', `${tag}`) : new RegExp(pattern).test(tag);
}

/** Settings that name where an output sends to; the last of them that it has is the closest. */
const TARGETS = ['host', 'topics', 'topic', 'bucket', 'stream', 'delivery_stream', 'log_group_name'];

const targetOf = (output: Plugin): string => {
  const target = TARGETS.map((key) => setting(output, key)).findLast((value) => value !== undefined);
  return code([setting(output, 'name'), target].filter(Boolean).join(' '));
};
