import fc from 'fast-check';
import type { JsonSchema } from '../../validation/words';

const fails = (): never => {
  throw new Error('a trap');
};

/** Groups that end no walk, or throw when they are looked at. */
function traps(): unknown[] {
  const within: Record<string, unknown> = {};
  within.within = [within];
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return [
    within,
    proxy,
    new Proxy({}, { get: fails, has: fails, ownKeys: fails, getPrototypeOf: fails, getOwnPropertyDescriptor: fails }),
    new Proxy([], { get: fails }),
    new Proxy(() => 1, { apply: fails }),
    Object.defineProperty({}, 'name', { enumerable: true, get: fails }),
    { toJSON: fails, toString: fails, valueOf: fails, [Symbol.toPrimitive]: fails },
    Array.from({ length: 1000 }).reduce((inner) => [inner], 0),
    Array.from({ length: 1000 }).reduce((inner) => ({ inner }), {}),
    new Array(2 ** 32 - 1),
    Object.assign(['heartbeat'], { name: 'x' }),
  ];
}

/** What is no data, or no data of JSON. */
const STRANGE = [
  ...[null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e21, 2 ** 53, 0.1, 7n, 2n ** 64n, Symbol('s')],
  ...[() => 1, class {}, new Date(0), new Date(Number.NaN), /x/g, new Map([['name', 1]]), new Set([1]), new Error('x')],
  ...[Promise.resolve({}), new Uint8Array(9), new Proxy({}, {}), Object('text'), Object(1), Object.create(null)],
  ...[Object.create({ name: 'inherited' }), { [Symbol('key')]: 1 }, [undefined], [[]], [[[[]]]], {}, [], [null]],
  ...[
    JSON.parse('{"__proto__": {"name": "x"}, "constructor": 1, "hasOwnProperty": 2}'),
    { __proto__: null, name: 'x' },
  ],
];

/** Texts that end a line, a string or a comment of some language, hide in it or mean something else in it. */
const TEXTS = [
  ...[
    '',
    ' ',
    '\n',
    '\r\n',
    'a\r\nb',
    '\0',
    '\t',
    '\u2028',
    '\u202e',
    '\u200b',
    '\ufeff',
    '\ud800',
    'ü',
    'é',
    '日本',
    '😀',
  ],
  ...[
    '"',
    "'",
    '`',
    '\\',
    '${X}',
    '$(X)',
    '{{ x }}',
    '#{x}',
    '%s',
    '*',
    '&a',
    '- a',
    'a: b',
    '# x',
    '|',
    '>',
    '!!js/x',
    '---',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'true',
    'no',
    '0',
    '007',
    '1e3',
    '0x10',
    '~',
    '.',
  ],
  ...['..', '/', '../../etc/passwd', 'aws:x', 'x'.repeat(64), 'x'.repeat(300), '1'.repeat(5000), 'a'.repeat(100_000)],
];

/** Values that a schema may take, at its edges and a little over. */
export function plausible(json: JsonSchema): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = 100, pattern } = json as { minimum?: number; maximum?: number; pattern?: string };
  if (json.const !== undefined) return fc.constant(json.const);
  if (json.enum) return fc.constantFrom(...json.enum);
  if (json.type === 'boolean') return fc.boolean();
  if (json.type === 'integer') return fc.integer({ min: minimum - 1, max: Math.min(maximum, 1e9) + 1 });
  if (json.type === 'array') return fc.array(plausible(json.items as JsonSchema), { maxLength: 4 });
  if (typeof pattern === 'string') return matching(pattern);
  if (json.oneOf) return fc.oneof(...json.oneOf.map(plausible));
  const { properties, additionalProperties: values } = json;
  if (properties)
    return fc.record(
      Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, plausible(child as JsonSchema)])),
      { requiredKeys: [...(json.required ?? [])] },
    );
  return typeof values === 'object'
    ? fc.dictionary(fc.oneof(fc.constantFrom(...TEXTS), fc.string()), plausible(values as JsonSchema), { maxKeys: 3 })
    : fc.string();
}

/** Texts of a pattern; fast-check knows no assertions but those of the ends, so they are left out. */
function matching(pattern: string): fc.Arbitrary<string> {
  const bare = pattern.replace(/\(\?<?[!=](?:[^()]|\([^()]*\))*\)/g, '');
  try {
    return fc.stringMatching(new RegExp(bare, bare.includes('\\p{') ? 'u' : ''));
  } catch {
    return fc.string();
  }
}

/** A value, or the number of a trap: fast-check looks at values itself, and would be caught. */
export type Hostile = { readonly value: unknown } | { readonly trap: number };

/** The value itself. */
export const made = (hostile: Hostile): unknown => ('trap' in hostile ? traps()[hostile.trap] : hostile.value);

/** Whatever an overlay may hold at a place of the schema: nonsense, traps, and what nearly fits. */
export const hostile = (json: JsonSchema): fc.Arbitrary<Hostile> =>
  fc.oneof(
    { weight: 12, arbitrary: hostileValue(json).map((value) => ({ value })) },
    { weight: 2, arbitrary: fc.nat(traps().length - 1).map((trap) => ({ trap })) },
  );

const hostileValue = (json: JsonSchema): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: plausible(json) },
    { weight: 3, arbitrary: fc.constantFrom(...STRANGE) },
    { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
    { weight: 1, arbitrary: fc.constantFrom(...TEXTS).map((text) => [text, text]) },
    { weight: 1, arbitrary: fc.constantFrom(...TEXTS, 'name').map((key) => Object.fromEntries([[key, 1]])) },
    { weight: 1, arbitrary: fc.anything() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.integer() },
  );
