import { VERSIONS_FILE } from '../model/names/about';
import { alike } from './alike';
import { changedPaths, environmentsOf, sideOf } from './compare';
import type { Finding } from './finding';
import { causeFinding } from './gathered';
import { type GoldenLine, goldenLines } from './lines/corpus';
import { addFinding, type Differing, type Found, type Part, partOf, type Told } from './part';
import { pictureOf } from './picture';
import type { State } from './states';
import { versionLines } from './versions';

/** What differs between two states. */
export interface Comparison extends Pick<Part, 'counts' | 'costs' | 'others'> {
  /** Environments of the head and those that are gone. */
  readonly environments: readonly string[];
  /** Findings, those of several environments once. */
  readonly found: readonly Found[];
  /** Places that no cause explains. */
  readonly unexplained: number;
  /** What is touched, as Markdown. @default - nothing is */
  readonly picture?: string;
  /** What made both states, in lines of Markdown. */
  readonly versions: readonly string[];
}

/** Names of an environment in both states. */
export type Renamed = ReadonlyMap<string, string>;

/** What a comparison knows of its environments beside their files. */
export interface Known {
  /** @default - every environment has the name that it had */
  readonly renamed?: Renamed;
  /** What others have found, by environment, such as a replay. @default - nothing */
  readonly more?: ReadonlyMap<string, readonly Finding[]>;
}

/** Compares all environments, one after the other. */
export function collect(
  base: State,
  head: State,
  { renamed = new Map(), more, ...told }: Known & Told = {},
): Comparison {
  return comparisonOf(base, head, partOf(base, head, differing(base, head, renamed, told.lines), told), {
    renamed,
    more,
  });
}

/** Names of all environments of both states. */
function namesOf(base: State, head: State, renamed: Renamed): string[] {
  const before = environmentsOf(base).map((name) => renamed.get(name) ?? name);
  return [...new Set([...environmentsOf(head), ...before])].sort();
}

/** The environments that differ, those that are alike once. */
export function differing(
  base: State,
  head: State,
  renamed: Renamed,
  lines: () => readonly GoldenLine[] = goldenLines,
): Differing[] {
  const oldName = new Map([...renamed].map(([from, to]) => [to, from]));
  const environments = namesOf(base, head, renamed)
    .map((name) => ({ name, before: oldName.get(name) ?? name }))
    .filter(({ name, before }) => changedPaths(base, head, before, name).length > 0);
  return alike(base, head, environments, lines).map((environment, number, { length }) => ({
    ...environment,
    number,
    of: length,
  }));
}

/** The comparison of two states, of which all that differs is known. */
export function comparisonOf(
  base: State,
  head: State,
  { counts, costs, others, found, causes, touched }: Part,
  { renamed = new Map(), more = new Map() }: Known,
): Comparison {
  for (const [name, findings] of more) for (const finding of findings) addFinding(found, finding, [name]);
  for (const gathered of causes.values()) addFinding(found, causeFinding(gathered), gathered.environments);
  const [was, is] = [base, head].map((state) => {
    const [first = ''] = environmentsOf(state);
    return sideOf(state, first).read(VERSIONS_FILE);
  });
  const unexplained = [...causes.values()].filter(({ cause }) => cause.kind === 'unexplained');
  return {
    environments: namesOf(base, head, renamed),
    counts,
    costs,
    others,
    found: [...found.values()],
    unexplained: unexplained.length,
    picture: pictureOf(touched),
    versions: versionLines(was, is),
  };
}
