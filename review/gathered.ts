import { ABOUT_FOLDER } from '../model/names/about';
import type { Cause } from './causes';
import { changeText } from './change';
import type { Finding } from './finding';
import { fileOf, titleOf } from './items';
import { code, count, pathText, shown, some } from './markdown';

/** A cause in several environments, by numbers: what the report needs, so that memory does not grow with them. */
export interface Gathered {
  readonly cause: Cause;
  places: number;
  objects: number;
  /** Some of the places. */
  readonly examples: string[];
  readonly environments: Set<string>;
}

/** Examples that a cause keeps. */
const EXAMPLES = 3;

/** A cause that holds no object: those of all environments would fill the memory. */
function withoutObjects({ item, places, ...rest }: Cause): Cause {
  const named = { ...item, value: {} };
  return structuredClone({
    ...rest,
    item: named,
    places: places.slice(0, 1).map(({ path }) => ({ item: named, path })),
  });
}

/** Adds a cause in an environment to those by key. */
export function addCause(causes: Map<string, Gathered>, cause: Cause, environment: string): void {
  const known = gatheredOf(causes, cause);
  known.places += cause.places.length;
  known.objects += new Set(cause.places.map(({ item }) => titleOf(item))).size;
  known.environments.add(environment);
  for (const { item, path } of cause.places.slice(0, EXAMPLES - known.examples.length))
    known.examples.push(structuredClone(path.length > 0 ? `${titleOf(item)}: ${pathText(path)}` : titleOf(item)));
}

/** Adds causes of other environments. */
export function addCauses(causes: Map<string, Gathered>, more: ReadonlyMap<string, Gathered>): void {
  for (const { cause, places, objects, examples, environments } of more.values()) {
    const known = gatheredOf(causes, cause);
    known.places += places;
    known.objects += objects;
    for (const name of environments) known.environments.add(name);
    known.examples.push(...examples.slice(0, EXAMPLES - known.examples.length));
  }
}

/** What is known of a cause. */
function gatheredOf(causes: Map<string, Gathered>, cause: Cause): Gathered {
  const known = causes.get(cause.key);
  if (known) return known;
  const fresh = { cause: withoutObjects(cause), places: 0, objects: 0, examples: [], environments: new Set<string>() };
  causes.set(cause.key, fresh);
  return fresh;
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

/** A cause as a finding. */
export const causeFinding = (gathered: Gathered): Finding => ({
  section: 'Changes by cause',
  harm: HARM[gathered.cause.kind],
  text: causeText(gathered),
  key: gathered.cause.key,
});

function causeText(gathered: Gathered): string {
  const { cause, places, objects, examples } = gathered;
  const where = `${count(places, 'place')} in ${count(objects, 'object')}`;
  const listed = some([...new Set(examples.map((example) => code(example)))], EXAMPLES);
  switch (cause.kind) {
    case 'substitution':
      return `${shown(cause.by?.from, [])} → ${shown(cause.by?.to, [])}: ${where}, such as ${listed}`;
    case 'removed':
    case 'added':
      return `${cause.kind}: ${listed}${moreThan(places, examples)} (${code(fileOf(cause.item))})`;
    case 'checksum':
      return `checksums that follow from the rest: ${where}`;
    case 'about':
      return `estimates and versions in ${code(`${ABOUT_FOLDER}/`)}, which nobody applies: ${where}`;
    case 'layout':
      return `order, comments or layout alone, without another meaning: ${where}, such as ${listed}`;
    default:
      return `${cause.kind === 'unexplained' ? '**not explained**: ' : ''}${editText(gathered)}`;
  }
}

/** How many places are no examples. */
const moreThan = (places: number, examples: readonly string[]): string =>
  places > examples.length ? ` and ${places - examples.length} more` : '';

/** An edit with its only place, which may be in several environments, or with some of its places. */
function editText({ cause, places, examples, environments }: Gathered): string {
  const {
    item,
    edit,
    lines = 1,
    places: [first],
  } = cause;
  // Lines that come together are named by the first of them.
  const names = [...new Set(lines > 1 ? examples.slice(0, 1) : examples)].map((example) => code(example));
  const onward = lines > 1 ? ` and on, ${count(lines, 'line')}` : '';
  const texts = places / lines;
  const isOnce = names.length === 1 && texts === environments.size;
  const listed = `${some(names, EXAMPLES)}${onward}`;
  const place = isOnce ? listed : `${count(texts, 'place')}, such as ${listed}`;
  return first && edit ? `${place}: ${changeText(edit, item.kind)}` : place;
}
