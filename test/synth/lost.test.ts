import fc from 'fast-check';
import { problemLine } from '../../model/problem';
import type { EnvironmentInput } from '../../model/schema/environment';
import { type Output, synthEnvironment } from '../../synth/environment';
import { validate } from '../../validation/validate';
import { plausible } from '../support/hostile';
import { at, nameOfPlace, type Place, places, put, variants } from '../support/settings';

/** `SEED=… npx jest test/synth/lost` tries the same values in the same order. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Time for all of it, in milliseconds: as many places as fit, others in the next run. `TIME=600000` tries all. */
const time = Number(process.env.TIME ?? 15_000);

/** Settings that no file shows, with the reason; and what is in them. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'cluster.kubernetesVersion': 'all versions of the schema get the same objects',
  'logs.kubelet': 'it says how the nodes are configured; the peak must fit to it',
  'logs.logGroupPrefixes': 'only groups with such names have shorter patterns of rights',
  'ecs.allowPlainHttp': 'it allows other settings',
};
const isException = (name: string) => Object.keys(EXCEPTIONS).some((each) => name.startsWith(each));

const made = (overlay: EnvironmentInput): Output | undefined => {
  const { environments } = validate({ [overlay.name]: overlay });
  return environments[0] && synthEnvironment(environments[0]);
};

const textOf = (output: Output | undefined): string => JSON.stringify([...(output?.files ?? [])]);

/** The text of the environment that a place is in, made once for all places of one overlay. */
const before = new Map<EnvironmentInput, string>();
function textBefore(overlay: EnvironmentInput): string {
  const text = before.get(overlay) ?? textOf(made(overlay));
  before.set(overlay, text);
  return text;
}

/** Lists are sets: their order says nothing. */
const meaning = (value: unknown): string =>
  Array.isArray(value) ? value.map(meaning).sort().join() : (JSON.stringify(value) ?? '');

/** Overlays in which one place has other values that are accepted, at most three. */
function* changed({ path, json, overlay }: Place): Iterable<EnvironmentInput> {
  const [now] = validate({ everything: overlay }).environments;
  let found = 0;
  for (const value of fc.sample(plausible(json), { numRuns: 60, seed })) {
    const next = put(overlay, path, value) as EnvironmentInput;
    if (meaning(value) === meaning(at(now, path)) || validate({ everything: next }).problems.length > 0) continue;
    yield next;
    if (++found === 3) return;
  }
}

/** Whether a place is lost in its overlay: the output is the same whatever is there. Undefined if no value was accepted. */
function isLostInOverlay(place: Place): boolean | undefined {
  let tried = 0;
  for (const next of changed(place)) {
    tried++;
    const output = made(next);
    expect(output?.problems.map(problemLine).filter((line) => line.includes('cannot be made'))).toEqual([]);
    if ((output?.problems.length ?? 0) > 0 || textOf(output) !== textBefore(place.overlay)) return false;
  }
  return tried > 0 ? true : undefined;
}

/** Whether a place is lost, also where other kinds of things are chosen than in its overlay. Undefined if no value was accepted. */
function isLost(place: Place): boolean | undefined {
  const found = isLostInOverlay(place);
  return found && !variants().some((overlay) => isLostInOverlay({ ...place, overlay }) === false);
}

test(`every setting that is accepted is found in the output, seed ${seed}`, () => {
  const end = performance.now() + time;
  const all = places().filter(({ path }) => !isException(nameOfPlace(path)));
  const [order = []] = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { numRuns: 1, seed });
  const found = { kept: 0, lost: [] as string[] };
  for (const place of order) {
    const lost = performance.now() < end ? isLost(place) : undefined;
    if (lost) found.lost.push(nameOfPlace(place.path));
    else if (lost === false) found.kept++;
  }
  expect(found.lost).toEqual([]);
  expect(found.kept).toBeGreaterThan(0);
}, 600_000);

test('the exceptions, and all that is in them, are what no file shows', () => {
  const all = places().filter(({ path }) => isException(nameOfPlace(path)));
  const lost = all.filter((place) => isLostInOverlay(place)).map(({ path }) => nameOfPlace(path));
  expect(lost).toEqual([
    'cluster.kubernetesVersion',
    'logs.logGroupPrefixes',
    'logs.logGroupPrefixes[]',
    'logs.kubelet',
    'logs.kubelet.containerLogMaxMebibytes',
    'logs.kubelet.containerLogMonitorSeconds',
    'ecs.allowPlainHttp',
  ]);
  expect(all.map(({ path }) => nameOfPlace(path))).toEqual(lost);
}, 120_000);

test('a setting that only another variant shows is not lost', () => {
  const [image] = places().filter(({ path }) => nameOfPlace(path) === 'images.grafana');
  const overlay = variants().find(({ grafana }) => grafana?.kind === 'cluster');
  if (!image || !overlay) throw new Error('no such place');
  expect([isLostInOverlay(image), isLostInOverlay({ ...image, overlay })]).toEqual([true, false]);
}, 120_000);
