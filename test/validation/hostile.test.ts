import fc from 'fast-check';
import { problemLine } from '../../model/problem';
import { validate } from '../../validation/validate';
import { hostile, made } from '../support/hostile';
import { at, nameOfPlace, places, put } from '../support/settings';

/** Values in all, spread over the places of the schema. */
const VALUES = 10_000;
/** `SEED=… npx jest test/validation/hostile` tries the values of a run again. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

const PLACES = places();
const perPlace = Math.ceil(VALUES / PLACES.length);
/** Time for one place, in milliseconds, so that a busy machine is done in time too. `TIME=600000` tries all values on any machine. */
const timePerPlace = Number(process.env.TIME ?? 20_000) / PLACES.length;

/** A line that says all: file, setting, what is wrong, and what is allowed or meant. */
const LINE =
  /^overlays\/everything\.ts {2}\S[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*: .*(; (allowed: |did you mean ).+)$/u;

/** Settings of an overlay that are not in the environment that it became; those that are undefined say nothing. */
function lost(given: unknown, kept: unknown, path: string[] = []): string[] {
  if (given === undefined || Object.is(given, kept)) return [];
  if (typeof given !== 'object' || given === null || typeof kept !== 'object' || kept === null) return [path.join('.')];
  return Reflect.ownKeys(given).flatMap((key) =>
    lost(Reflect.get(given, key), Object.getOwnPropertyDescriptor(kept, key)?.value, [...path, String(key)]),
  );
}

describe(`${VALUES} hostile values, seed ${seed}`, () => {
  let tried = 0;
  let accepted = 0;

  test.each(PLACES.map((place, index) => [nameOfPlace(place.path), place, index] as const))(
    '%s',
    (_, { path, json, overlay }, index) => {
      const end = performance.now() + timePerPlace;
      fc.assert(
        fc.property(hostile(json), (attempt) => {
          if (performance.now() > end) return;
          const given = put(overlay, path, made(attempt));
          const { environments, problems } = validate({ everything: given });
          tried++;
          if (problems.length === 0) {
            accepted++;
            expect(lost(given, environments[0])).toEqual([]);
            return;
          }
          expect(environments).toEqual([]);
          for (const problem of problems) expect(problemLine(problem)).toMatch(LINE);
        }),
        { numRuns: perPlace, seed: seed + index, endOnFailure: true },
      );
    },
  );

  test('some of them were accepted', () => {
    expect(tried).toBeGreaterThan(PLACES.length);
    expect(accepted).toBeGreaterThan(tried / 50);
  });
});

test('the places are those of the schema', () => {
  const names = PLACES.map(({ path }) => nameOfPlace(path));
  for (const name of [
    'logs.applications[].namespaces[]',
    'metrics.workspace.adoptWorkspaceId',
    'imageMirrors.docker.io',
    'tags.a-key',
    'logs.destinations[].port',
  ])
    expect(names).toContain(name);
  for (const { path, overlay } of PLACES.filter(({ path, overlay }) => at(overlay, path) !== undefined))
    expect([path, validate({ everything: put(overlay, path, at(overlay, path)) }).problems.map(problemLine)]).toEqual([
      path,
      [],
    ]);
});
