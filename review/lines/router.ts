import { isTree } from '../diff';
import { parsed } from '../embedded';
import { documentsOf, type Item, itemsOf } from '../items';
import { Kept } from '../kept';
import { at, listAt } from '../sections/values';

/** One filter, input or output of a log router, with its settings in their order. */
export type Plugin = readonly (readonly [string, string])[];

/** What one log router does, as its files say. */
export interface Router {
  /** Its scripts by name; none where it runs no Lua. */
  readonly scripts: ReadonlyMap<string, string>;
  readonly inputs: readonly Plugin[];
  readonly filters: readonly Plugin[];
  readonly outputs: readonly Plugin[];
}

/** The first value of a setting, in any case. */
export const setting = (plugin: Plugin, key: string): string | undefined =>
  plugin.find(([name]) => name.toLowerCase() === key)?.[1];

/** Documents that can be a part of a log router. */
const PART = /fluent-bit\.yaml|filters\.conf|\.lua/;

/** The log router of a file of dist/; undefined: it has none. */
export function routerIn(file: string, text: string, state: string): Router | undefined {
  const texts = new Map(
    documentsOf(file, text)
      .filter((document) => PART.test(document))
      .flatMap((document) => textsIn(file, document, state)),
  );
  const classic = texts.get('filters.conf');
  const configuration = texts.get('fluent-bit.yaml');
  if (configuration === undefined && classic === undefined) return undefined;
  const pipeline = at(parsed('yaml', configuration ?? ''), 'pipeline');
  const of = (kind: string): Plugin[] => listAt(pipeline, `${kind}s`).map(pluginOf);
  return {
    scripts: new Map([...texts].filter(([name]) => name.endsWith('.lua'))),
    inputs: of('input'),
    filters: classic === undefined ? of('filter') : sections(classic),
    outputs: classic === undefined ? of('output') : sections(texts.get('output.conf') ?? ''),
  };
}

/** Documents that are kept as they were read: the scripts are the same in most environments, and large. */
const kept = new Kept<readonly [string, string][]>(32);

/** Texts of a document by the names of their files. */
const textsIn = (file: string, document: string, state: string): readonly [string, string][] =>
  kept.of(document, () => itemsOf(file, document, state).flatMap(textsOf));

/** A plugin of a configuration in YAML. */
export const pluginOf = (plugin: unknown): Plugin =>
  isTree(plugin)
    ? Object.entries(plugin).flatMap(([key, value]) => [value].flat().map((each) => [key, String(each)] as const))
    : [];

/** Sections of the classic configuration. https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode */
const sections = (text: string): Plugin[] =>
  text
    .split(/^\[\w+\]$/m)
    .slice(1)
    .map((section) => [...section.matchAll(/^ +(\S+) +(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));

/** Texts of an object by the names of their files: of a ConfigMap, or arguments that a container writes to files. */
function textsOf({ value }: Item): [string, string][] {
  const data = Object.entries(at(value, 'data') ?? {}).map(([name, text]): [string, string] => [name, String(text)]);
  const written = listAt(value, 'spec', 'containerDefinitions').flatMap((container) => {
    const start = listAt(container, 'entryPoint').map(String).join('\n');
    const command = listAt(container, 'command');
    return [...start.matchAll(/"\$\{(\d+)\}" > \S*?([\w.-]+);/g)].map(([, number, name = '']): [string, string] => [
      name,
      String(command[Number(number) - 1] ?? ''),
    ]);
  });
  return [...data, ...written];
}
