import { ABOUT_FOLDER, VERSIONS_FILE } from '../model/names/about';
import { type Cause, countsOf, type Explanation, explain } from './causes';
import { changeText } from './change';
import { compare, environmentsOf, type Pair, sideOf } from './compare';
import type { Finding, Sides } from './finding';
import { titleOf } from './items';
import { type GoldenLine, goldenLines } from './lines/corpus';
import { code, count, pathText, shown, some } from './markdown';
import { Picture } from './picture';
import { looks } from './sections';
import { type CostChange, costChange } from './sections/cost';
import type { State } from './states';
import { versionLines } from './versions';

/** A finding and the environments that it is in. */
export interface Found extends Finding {
  readonly environments: string[];
}

/** What differs between two states. */
export interface Comparison {
  /** Environments of the head and those that are gone. */
  readonly environments: readonly string[];
  /** Numbers of objects per environment that differs. */
  readonly counts: ReadonlyMap<string, ReturnType<typeof countsOf>>;
  /** By how much a month costs more in each of these; undefined: not known. */
  readonly costs: ReadonlyMap<string, CostChange | undefined>;
  /** Findings, those of several environments once. */
  readonly found: readonly Found[];
  /** Places that no cause explains. */
  readonly unexplained: number;
  /** What is touched, as Markdown. @default - nothing is */
  readonly picture?: string;
  /** What made both states, in lines of Markdown. */
  readonly versions: readonly string[];
}

/** A cause in several environments, by numbers: what the report needs, so that memory does not grow with them. */
interface Gathered {
  readonly cause: Cause;
  places: number;
  objects: number;
  readonly examples: string[];
  readonly environments: Set<string>;
}

/** Names of an environment in both states. */
export type Renamed = ReadonlyMap<string, string>;

/** Is given what differs in an environment, and which part of those that are still to come it is: 1 for the last one. */
export type Visit = (name: string, pairs: readonly Pair[], explained: Explanation, share: number) => void;

/** What a comparison may be told. */
export interface Options {
  /** @default - every environment has the name that it had */
  readonly renamed?: Renamed;
  /** @default - nobody looks at each environment */
  readonly visit?: Visit;
  /** Lines that both states are tried with. @default - the golden corpus */
  readonly lines?: () => readonly GoldenLine[];
  /** What others have found, by environment, such as a replay. @default - nothing */
  readonly more?: ReadonlyMap<string, readonly Finding[]>;
}

/** Compares all environments, one after the other. */
export function collect(
  base: State,
  head: State,
  { renamed = new Map(), visit, lines = goldenLines, more = new Map() }: Options = {},
): Comparison {
  const [before, after] = [environmentsOf(base), environmentsOf(head)];
  const names = [...new Set([...after, ...before.map((name) => renamed.get(name) ?? name)])].sort();
  const oldName = new Map([...renamed].map(([from, to]) => [to, from]));
  const counts = new Map<string, ReturnType<typeof countsOf>>();
  const costs = new Map<string, CostChange | undefined>();
  const found = new Map<string, Found>();
  const causes = new Map<string, Gathered>();
  const picture = new Picture();
  for (const [at, name] of names.entries()) {
    const old = oldName.get(name) ?? name;
    const pairs = compare(base, head, old, name);
    if (pairs.length === 0) continue;
    const sides = { before: sideOf(base, old), after: sideOf(head, name), lines };
    counts.set(name, countsOf(pairs));
    costs.set(name, costChange(pairs, sides));
    const explained = explain(pairs);
    picture.add(pairs);
    visit?.(name, pairs, explained, 1 / (names.length - at));
    for (const cause of explained.causes) gather(causes, name, cause);
    for (const finding of [...looks(pairs, explained.by, sides), ...whole(sides), ...(more.get(name) ?? [])])
      join(found, name, finding);
  }
  for (const gathered of causes.values())
    for (const name of gathered.environments) join(found, name, causeFinding(gathered));
  const [was, is] = (
    [
      [base, before],
      [head, after],
    ] as const
  ).map(([state, [first = '']]) => sideOf(state, first).read(VERSIONS_FILE));
  const versions = versionLines(was, is);
  const unexplained = [...causes.values()].filter(({ cause }) => cause.kind === 'unexplained');
  return {
    environments: names,
    counts,
    costs,
    found: [...found.values()],
    unexplained: unexplained.length,
    picture: picture.text(),
    versions,
  };
}

function join(found: Map<string, Found>, environment: string, finding: Finding): void {
  const key = `${finding.section}\0${finding.text}\0${finding.key ?? ''}`;
  const known = found.get(key) ?? { ...own(finding), environments: [] };
  if (!known.environments.includes(environment)) known.environments.push(environment);
  found.set(key, known);
}

/** A value whose texts are its own: a part of a text keeps all of that text, and with it a file of each environment. */
const own = <Value>(value: Value): Value => structuredClone(value);

/** An environment that is gone or new as a whole. */
function whole({ before, after }: Sides): Finding[] {
  if (before.presence !== 'absent' && after.presence !== 'absent') return [];
  const isGone = before.presence !== 'absent';
  const worst = isGone ? 'a whole environment goes' : undefined;
  const text = isGone ? '**gone with all of its objects**' : 'new, with all of its objects';
  return [{ section: 'Where', harm: isGone ? 99 : 45, text, ...(worst && { worst }) }];
}

/** Examples that a cause keeps. */
const EXAMPLES = 3;

/** A cause that holds no object: those of all environments would fill the memory. */
function withoutObjects({ item, places, ...rest }: Cause): Cause {
  const named = { ...item, value: {} };
  return own({ ...rest, item: named, places: places.slice(0, 1).map(({ path }) => ({ item: named, path })) });
}

function gather(causes: Map<string, Gathered>, environment: string, cause: Cause): void {
  const known = causes.get(cause.key) ?? {
    cause: withoutObjects(cause),
    places: 0,
    objects: 0,
    examples: [],
    environments: new Set(),
  };
  known.places += cause.places.length;
  known.objects += new Set(cause.places.map(({ item }) => titleOf(item))).size;
  known.environments.add(environment);
  for (const { item, path } of cause.places.slice(0, EXAMPLES - known.examples.length))
    known.examples.push(own(`${titleOf(item)}: ${pathText(path)}`));
  causes.set(cause.key, known);
}

/** How early the causes of a kind are shown. */
const HARM: Readonly<Record<Cause['kind'], number>> = {
  unexplained: 98,
  removed: 55,
  added: 35,
  substitution: 50,
  edit: 40,
  checksum: 8,
  about: 9,
  layout: 10,
};

const causeFinding = (gathered: Gathered): Finding => ({
  section: 'Changes by cause',
  harm: HARM[gathered.cause.kind],
  text: causeText(gathered),
  key: gathered.cause.key,
});

function causeText({ cause, places, objects, examples }: Gathered): string {
  const where = `${count(places, 'place')} in ${count(objects, 'object')}`;
  const listed = some([...new Set(examples.map((example) => code(example)))], EXAMPLES);
  switch (cause.kind) {
    case 'substitution':
      return `${shown(cause.by?.from, [])} → ${shown(cause.by?.to, [])}: ${where}, such as ${listed}`;
    case 'removed':
    case 'added':
      return `${cause.kind}: ${code(titleOf(cause.item))} (${code(cause.item.file.slice(cause.item.environment.length + 1))})`;
    case 'checksum':
      return `checksums that follow from the rest: ${where}`;
    case 'about':
      return `estimates and versions in ${code(`${ABOUT_FOLDER}/`)}, which nobody applies: ${where}`;
    case 'layout':
      return `order, comments or layout alone, without another meaning: ${where}, such as ${listed}`;
    default:
      return `${cause.kind === 'unexplained' ? '**not explained**: ' : ''}${editText(cause, places, listed)}`;
  }
}

function editText({ item, edit, places: [first] }: Cause, places: number, listed: string): string {
  const place = places === 1 ? listed : `${count(places, 'place')}, such as ${listed}`;
  return first && edit ? `${place}: ${changeText(edit, item.kind)}` : place;
}
