import fc from 'fast-check';
import { type Problem, problemLine, settingName } from '../../model/problem';
import { environmentSchema } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import { validate } from '../../validation/validate';
import { everything } from '../support/environments';

const VALID: Record<string, unknown> = { ...overlays, everything };

/** Nothing that ends a line, hides in it or turns it around. */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+$/u;

function expectWellFormed({ environments, problems }: ReturnType<typeof validate>): void {
  expect(environments.length === 0).toBe(problems.length > 0);
  for (const problem of problems) {
    expect(problem.file).toMatch(/^overlays\/.+\.ts$/);
    expect(problem.field).not.toBe('');
    expect(problemLine(problem)).not.toMatch(/undefined|\[object|Invalid input/);
    expect(problemLine(problem)).toMatch(ONE_LINE);
  }
  expect(new Set(problems.map(problemLine)).size).toBe(problems.length);
}

type Path = readonly (string | number)[];

/** Every path in a value, groups and lists too. */
const pathsOf = (value: unknown, path: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...(path.length > 0 ? [path] : []), ...entries.flatMap(([key, child]) => pathsOf(child, [...path, key]))];
};

/** A copy with another value at a path, or without it. */
function mutate(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  if (rest.length === 0 && replacement === undefined && !Array.isArray(value)) delete copy[key];
  else copy[key] = mutate(copy[key], rest, replacement);
  return copy;
}

/** The same value with the keys of every group in an order that `seed` gives. */
const reordered = (value: unknown, seed: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => reordered(item, seed));
  const weight = (key: string) => (key.charCodeAt(0) * 31 + key.length * seed) % 17;
  const entries = Object.entries(value).map(([key, child]) => [key, reordered(child, seed)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => weight(a) - weight(b)));
};

const key = fc.constantFrom(...Object.keys(VALID));

test('whatever is given, there are environments or problems, and each problem is one line', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.anything(),
    fc.record(Object.fromEntries(environmentSchema.keyof().options.map((section) => [section, fc.jsonValue()]))),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), key), anything), (given) =>
      expectWellFormed(validate(given)),
    ),
    { numRuns: 100 },
  );
});

test('the order of keys means nothing', () => {
  fc.assert(
    fc.property(key, fc.nat(1000), (name, seed) => {
      const given = { [name]: VALID[name] };
      expect(validate(reordered(given, seed) as typeof given)).toEqual(validate(given));
    }),
    { numRuns: 50 },
  );
});

const mutation = key.chain((name) =>
  fc.record({
    name: fc.constant(name),
    path: fc.constantFrom(...pathsOf(VALID[name])),
    replacement: fc.oneof(
      fc.constant(undefined),
      fc.jsonValue(),
      fc.integer(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '\n', '${X}', '', 'x'.repeat(600)),
    ),
  }),
);

/** A problem names what was changed, or something in it; of a `kind`, what the other kind has or lacks. */
const names = (problem: Problem, path: Path): boolean => {
  const blamed = path.at(-1) === 'kind' ? path.slice(0, -1) : path;
  return problem.field.startsWith(settingName(blamed));
};

test('one mutation is accepted, or named', () => {
  fc.assert(
    fc.property(mutation, ({ name, path, replacement }) => {
      const overlay = mutate(VALID[name], path, replacement);
      const result = validate({ [name]: overlay });
      expectWellFormed(result);
      if (!environmentSchema.safeParse(overlay).success)
        expect(result.problems.some((problem) => names(problem, path))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a mutation of one overlay says nothing of the others', () => {
  fc.assert(
    fc.property(mutation, ({ name, path, replacement }) => {
      const { problems } = validate({ ...VALID, [name]: mutate(VALID[name], path, replacement) });
      const files = [...new Set(problems.map(({ file }) => file))];
      const pairwise = problems.filter(({ wrong }) => wrong.includes('overlays/'));
      expect(files.filter((file) => file !== `overlays/${name}.ts`).length).toBeLessThanOrEqual(pairwise.length);
    }),
    { numRuns: 100 },
  );
});
