import { isReplaced, itemOfPair, type Pair } from './compare';
import { isTree } from './diff';
import { isAbout, isByHand } from './items';
import { count } from './markdown';

/** Components that the picture shows, those first with the most objects. */
const MOST_NODES = 24;
/** Arrows that it shows. */
const MOST_EDGES = 40;
/** Environments whose objects are looked at for what they name; in the others the components are the same. */
const LOOKED_AT = 20;
/** Longest text that can name an object. */
const LONGEST_NAME = 300;

/** What happens to an object. */
type Change = 'gone' | 'replaced' | 'changed' | 'new';
const CHANGES: readonly Change[] = ['gone', 'replaced', 'changed', 'new'];

const changeOf = (pair: Pair): Change => {
  if (!pair.before) return 'new';
  if (!pair.after) return 'gone';
  return isReplaced(pair) ? 'replaced' : 'changed';
};

/** The component of an object: its file, such as `fluent-bit` or `bootstrap/cloudformation`. */
const componentOf = (pair: Pair): string => {
  const { file, environment } = itemOfPair(pair);
  return file.slice(environment.length + 1).replace(/(?:\.k8s)?\.(?:yaml|sh)$/, '');
};

/** Components that are touched, with what happens to how many of their objects, and which of them name which. */
export interface Touched {
  readonly nodes: Map<string, Record<Change, number>>;
  /** Pairs of components, as JSON. */
  readonly edges: Set<string>;
}

/** Nothing that is touched. */
export const nothingTouched = (): Touched => ({ nodes: new Map(), edges: new Set() });

/** What is touched in an environment, one of `LOOKED_AT` or a later one. */
export function touchedBy(all: readonly Pair[], number: number): Touched {
  const { nodes, edges } = nothingTouched();
  const pairs = all.filter((pair) => !isAbout(itemOfPair(pair).file));
  const owners = new Map<string, Set<string>>();
  for (const pair of pairs) {
    const component = componentOf(pair);
    const node = nodes.get(component) ?? { gone: 0, replaced: 0, changed: 0, new: 0 };
    node[changeOf(pair)]++;
    nodes.set(component, node);
    const { name, file } = itemOfPair(pair);
    if (!isByHand(file)) owners.set(name, (owners.get(name) ?? new Set()).add(component));
  }
  if (number >= LOOKED_AT) return { nodes, edges };
  // What an administrator applies gives rights to all the others: arrows of it would say nothing.
  for (const pair of pairs.filter((each) => !isByHand(itemOfPair(each).file)))
    for (const name of namesIn(itemOfPair(pair).value)) {
      const [from, named] = [componentOf(pair), owners.get(name)];
      // A name of its own is no name of another's.
      if (!named?.has(from)) for (const to of named ?? []) edges.add(JSON.stringify([from, to]));
    }
  return { nodes, edges };
}

/** Adds what else is touched. */
export function touch(touched: Touched, { nodes, edges }: Touched): void {
  for (const [component, counts] of nodes) {
    const node = touched.nodes.get(component) ?? { gone: 0, replaced: 0, changed: 0, new: 0 };
    for (const change of CHANGES) node[change] += counts[change];
    touched.nodes.set(component, node);
  }
  for (const edge of edges) touched.edges.add(edge);
}

/** What is touched as Mermaid, with what it does not show; undefined: nothing is. https://mermaid.js.org/syntax/flowchart.html */
export function pictureOf({ nodes, edges: all }: Touched): string | undefined {
  if (nodes.size === 0) return undefined;
  const sum = (node: Record<Change, number>) => CHANGES.reduce((total, change) => total + node[change], 0);
  const sorted = [...nodes].sort(([, one], [, other]) => sum(other) - sum(one));
  const shown = new Map(sorted.slice(0, MOST_NODES).map(([name, node], at) => [name, { id: `n${at}`, node }]));
  const edges = [...all]
    .map((edge) => JSON.parse(edge) as [string, string])
    .flatMap(([from, to]) => {
      const [one, other] = [shown.get(from), shown.get(to)];
      return one && other ? [`  ${one.id} --> ${other.id}`] : [];
    })
    .sort();
  const left = [
    ...(nodes.size > shown.size ? [count(nodes.size - shown.size, 'component')] : []),
    ...(edges.length > MOST_EDGES ? [count(edges.length - MOST_EDGES, 'arrow')] : []),
  ];
  return [
    `What is touched; an arrow leads to what a component names.${left.length > 0 ? ` Not shown: ${left.join(' and ')}.` : ''}\n`,
    '```mermaid',
    'flowchart LR',
    ...[...shown].map(([name, { id, node }]) => `  ${id}["${labelOf(name, node)}"]:::${worstOf(node)}`),
    ...edges.slice(0, MOST_EDGES),
    '  classDef gone fill:#ffd7d5,stroke:#a40e26,color:#000',
    '  classDef replaced fill:#ffe2b8,stroke:#953800,color:#000',
    '  classDef changed fill:#ddf4ff,stroke:#0550ae,color:#000',
    '  classDef new fill:#dafbe1,stroke:#116329,color:#000',
    '```',
  ].join('\n');
}

const worstOf = (node: Record<Change, number>): Change => CHANGES.find((change) => node[change] > 0) ?? 'changed';

/** Longest name of a component in the picture, in characters. */
const LABEL_MAX_CHARACTERS = 40;

/** A label that nothing can leave: letters, digits and a few signs. */
const labelOf = (name: string, node: Record<Change, number>): string => {
  const safe = name.replace(/[^A-Za-z0-9 ./_-]/g, '·').slice(0, LABEL_MAX_CHARACTERS);
  const counts = CHANGES.filter((change) => node[change] > 0).map((change) => `${node[change]} ${change}`);
  return `${safe}<br/>${counts.join(', ')}`;
};

/** Texts of a value that can name an object: whole ones, and the last part of ARNs and paths. */
function* namesIn(value: unknown): Iterable<string> {
  if (typeof value === 'string' && value.length <= LONGEST_NAME) {
    yield value;
    const last = /[/:]([^/:]+)$/.exec(value)?.[1];
    if (last !== undefined) yield last;
  } else if (Array.isArray(value)) for (const item of value) yield* namesIn(item);
  else if (isTree(value))
    for (const [key, item] of Object.entries(value)) if (!/labels$/i.test(key)) yield* namesIn(item);
}
