import { loadingProblem } from '../../validation/loading';
import { minimal } from '../support/environments';
import { linesOf } from './lines';

const fails = (): never => {
  throw new Error('not\nnow');
};
const within: Record<string, unknown> = { retentionDays: 1 };
within.within = within;
const deep = Array.from({ length: 40 }).reduce((inner) => ({ inner }), {});

/** Sections that are no data, and what is printed for each. */
const cases: [title: string, section: unknown, printed: RegExp][] = [
  [
    'a getter that throws',
    Object.defineProperty({}, 'x', { enumerable: true, get: fails }),
    /logs\.x: cannot be read: not now; /,
  ],
  ['a Proxy that throws', new Proxy({}, { ownKeys: fails }), /logs: cannot be read: not now; /],
  ['a Proxy whose prototype throws', new Proxy({}, { getPrototypeOf: fails }), /logs: cannot be read: not now; /],
  ['a group within itself', within, /logs\.within: is within itself; /],
  ['a group that never ends', deep, /logs\.inner.*: has more than 32 levels; /],
  ['a list that never ends', { dropLevels: new Array(4e9) }, /logs\.dropLevels: has more than 10000 items; /],
  ['a Date', new Date(), /logs: is a Date; /],
  ['a Map', new Map([['retentionDays', 1]]), /logs: is a Map; /],
  ['a promise', Promise.resolve({}), /logs: is a Promise; /],
  ['inherited settings', Object.create({ retentionDays: 1 }), /logs: is an object with a prototype of its own; /],
  ['a symbol as a key', { [Symbol('x')]: 1 }, /logs\["Symbol\(x\)"\]: is a symbol, and would be lost; /],
  [
    'a list with a name',
    { dropLevels: Object.assign([], { x: 1 }) },
    /logs\.dropLevels\.x: is a key of a list, and would be lost; /,
  ],
];

test.each(cases)('%s is refused once, and the rest of the overlay is still checked', (_, logs, printed) => {
  const lines = linesOf({ minimal: { ...minimal, logs, tags: { 'aws:x': 'y' } } });
  expect(lines.filter((line) => line.includes('  logs') && !line.includes('not a setting'))).toEqual([
    expect.stringMatching(printed),
  ]);
  expect(lines.at(-1)).toMatch(/ tags\["aws:x"\]: /);
  for (const line of lines) expect(line).toMatch(/^overlays\/minimal\.ts {2}\S.*; (allowed|did you mean)/);
});

test('a getter that gives data is data', () => {
  expect(
    linesOf({
      get minimal() {
        return { ...minimal };
      },
    }),
  ).toEqual([]);
  expect(linesOf({ minimal: Object.assign(Object.create(null), minimal) })).toEqual([]);
});

test('an index that is no group of overlays', () => {
  const ofIndex = (overlays: unknown) => linesOf(overlays as Record<string, unknown>);
  expect(ofIndex(undefined)).toEqual(['overlays/index.ts  overlays: missing; allowed: one overlay or more']);
  expect(ofIndex(null)[0]).toBe(
    'overlays/index.ts  overlays: null is not a group of overlays; allowed: one overlay or more',
  );
  expect(ofIndex(new Map())[0]).toBe('overlays/index.ts  (all of it): is a Map; allowed: plain data');
  expect(ofIndex({ [Symbol('dev')]: minimal })[0]).toMatch(
    /^overlays\/index\.ts {2}.*: is a symbol, and would be lost/,
  );
  expect(ofIndex({ minimal: undefined })[0]).toMatch(/^overlays\/minimal\.ts {2}\(all of it\): missing; allowed: /);
});

describe('what an overlay throws while it is loaded', () => {
  const of = (thrown: unknown, stack?: string) =>
    loadingProblem(stack === undefined ? thrown : Object.assign(thrown as object, { stack }));

  test.each<[unknown, string | undefined, string, string]>([
    [new Error('a\nb'), 'at overlays/dev.ts (x.cjs:1:2)', 'overlays/dev.ts', 'throws while it is loaded: a b'],
    [
      new Error('a'),
      'at overlays/dev.ts (/x/overlays/dev.ts:7:2)',
      'overlays/dev.ts',
      'throws while it is loaded, in line 7: a',
    ],
    [null, undefined, 'overlays/index.ts', 'throws while it is loaded: null'],
    [Symbol('x'), undefined, 'overlays/index.ts', 'throws while it is loaded: Symbol(x)'],
    [
      new Proxy({}, { get: fails, getPrototypeOf: fails }),
      undefined,
      'overlays/index.ts',
      'throws while it is loaded: an error without words',
    ],
  ])('%#', (thrown, stack, file, wrong) => {
    expect(of(thrown, stack)).toMatchObject({ file, wrong });
  });
});
