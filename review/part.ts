import type { Alike } from './alike';
import { countsOf, type Explanation, explain } from './causes';
import { compare, type Named, type Pair, sideOf, withBase } from './compare';
import type { Finding, Sides } from './finding';
import { addCause, addCauses, type Gathered } from './gathered';
import { type GoldenLine, goldenLines } from './lines/corpus';
import { nothingTouched, type Touched, touch, touchedBy } from './picture';
import { looks } from './sections';
import { type CostChange, costChange } from './sections/cost';
import type { State } from './states';

/** A finding and the environments that it is in. */
export interface Found extends Finding {
  readonly environments: string[];
}

/** What differs in some environments, without their objects: plain data, so that memory does not grow and threads can hand it on. */
export interface Part {
  /** Numbers of objects per environment. */
  readonly counts: Map<string, ReturnType<typeof countsOf>>;
  /** By how much a month costs more in each of these; undefined: not known. */
  readonly costs: Map<string, CostChange | undefined>;
  /** Environments that are the same but for their names as one that was compared, by its name. */
  readonly others: Map<string, readonly string[]>;
  /** Findings by what they say, those of several environments once; a text has the names of the first of them. */
  readonly found: Map<string, Found>;
  /** Causes by their keys. */
  readonly causes: Map<string, Gathered>;
  readonly touched: Touched;
}

/** An environment that differs. */
export interface Differing extends Alike<Named> {
  /** How many others that differ come before it. */
  readonly number: number;
  /** How many there are. */
  readonly of: number;
}

/** Is given what differs in an environment. */
export type Visit = (environment: Differing, pairs: readonly Pair[], explained: Explanation) => void;

/** What a comparison may be told. */
export interface Told {
  /** @default - nobody looks at each environment */
  readonly visit?: Visit;
  /** Lines that both states are tried with. @default - the golden corpus */
  readonly lines?: () => readonly GoldenLine[];
}

/** Nothing that differs. */
export const nothing = (): Part => ({
  counts: new Map(),
  costs: new Map(),
  others: new Map(),
  found: new Map(),
  causes: new Map(),
  touched: nothingTouched(),
});

/** What differs in environments, one after the other. */
export function partOf(base: State, head: State, environments: readonly Differing[], told: Told = {}): Part {
  const sum = nothing();
  for (const [was, environment] of withBase(base, head, environments)) {
    const part = partOfOne(was, head, environment, told);
    for (const name of [environment.name, ...environment.others]) addPart(sum, under(name, part));
    if (environment.others.length > 0) sum.others.set(environment.name, environment.others);
  }
  return sum;
}

function partOfOne(base: State, head: State, environment: Differing, { visit, lines = goldenLines }: Told): Part {
  const part = nothing();
  const { name, before, number } = environment;
  const pairs = compare(base, head, before, name);
  const sides = { before: sideOf(base, before), after: sideOf(head, name), lines };
  const explained = explain(pairs);
  part.counts.set(name, countsOf(pairs));
  part.costs.set(name, costChange(pairs, sides));
  touch(part.touched, touchedBy(pairs, number));
  visit?.(environment, pairs, explained);
  for (const cause of explained.causes) addCause(part.causes, cause, name);
  for (const finding of [...looks(pairs, explained.by, sides), ...whole(sides)])
    addFinding(part.found, finding, [name]);
  return part;
}

/** What differs in one environment, of another one that is the same but for its names. */
const under = (name: string, { counts, costs, others, found, causes, touched }: Part): Part => ({
  counts: new Map([...counts.values()].map((each) => [name, each])),
  costs: new Map([...costs.values()].map((each) => [name, each])),
  others,
  found: new Map([...found].map(([key, each]) => [key, { ...each, environments: [name] }])),
  causes: new Map([...causes].map(([key, each]) => [key, { ...each, environments: new Set([name]) }])),
  touched,
});

/** Adds what differs in other environments, which come after those that are there. */
export function addPart(sum: Part, part: Part): void {
  for (const [name, counts] of part.counts) sum.counts.set(name, counts);
  for (const [name, cost] of part.costs) sum.costs.set(name, cost);
  for (const [name, others] of part.others) sum.others.set(name, others);
  for (const { environments, ...finding } of part.found.values()) addFinding(sum.found, finding, environments);
  addCauses(sum.causes, part.causes);
  touch(sum.touched, part.touched);
}

/** Adds a finding in environments, which come after those that it is in. */
export function addFinding(found: Part['found'], finding: Finding, environments: Iterable<string>): void {
  const key = `${finding.section}\0${finding.text}\0${finding.key ?? ''}`;
  // A part of a text keeps all of that text, and with it a file of each environment: a clone does not.
  const known = found.get(key) ?? structuredClone({ ...finding, environments: [] as string[] });
  for (const name of environments) if (known.environments.at(-1) !== name) known.environments.push(name);
  found.set(key, known);
}

/** An environment that is gone or new as a whole. */
function whole({ before, after }: Sides): Finding[] {
  if (before.presence !== 'absent' && after.presence !== 'absent') return [];
  const isGone = before.presence !== 'absent';
  const worst = isGone ? 'a whole environment goes' : undefined;
  const text = isGone ? '**gone with all of its objects**' : 'new, with all of its objects';
  return [{ section: 'Where', harm: isGone ? 99 : 45, text, ...(worst && { worst }) }];
}
