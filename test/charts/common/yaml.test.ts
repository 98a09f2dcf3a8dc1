import fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../../charts/common/yaml';

test('exact text', () => {
  const shared = { a: 1 };
  expect(
    toYaml({
      list: [{ name: 'x', nested: ['y'] }],
      one: shared,
      two: shared,
      json: '{"a":"b"}',
      both: `it's "so"`,
      escaped: '\\d "x"',
      texts: [
        'yes',
        'off',
        '0x1f',
        '012',
        '1e3',
        '12:30:45',
        '2026-01-01',
        'null',
        '~',
        '',
        '=',
        '<<',
        ' a',
        'a: b',
        'a #b',
      ],
      lines: 'a {\n\tb = 1\n}\n',
      noEnd: 'a\nb',
      long: `${'word '.repeat(40)}end`,
      empty: {},
      nothing: [],
    }),
  ).toBe(`list:
- name: x
  nested:
  - "y"
one:
  a: 1
two:
  a: 1
json: '{"a":"b"}'
both: it's "so"
escaped: \\d "x"
texts:
- "yes"
- "off"
- "0x1f"
- "012"
- "1e3"
- "12:30:45"
- "2026-01-01"
- "null"
- "~"
- ""
- "="
- "<<"
- " a"
- "a: b"
- "a #b"
lines: |
  a {
  \tb = 1
  }
noEnd: |-
  a
  b
long: ${'word '.repeat(40)}end
empty: {}
nothing: []
`);
});

test('documents are apart', () => {
  expect(toYaml({ a: 1 }, { b: 2 })).toBe('a: 1\n---\nb: 2\n');
});

test('what has no value is left out, what is no data is refused', () => {
  expect(toYaml({ a: undefined, b: 1 })).toBe('b: 1\n');
  expect(() => toYaml({ a: () => 1 })).toThrow('a');
});

/** What the parser of this test takes for a number by YAML 1.1, and nothing that reads dist/ does. */
const LONE_DOT = /^[-+]?[._]+$/;

const text = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'a"\'\\: #-\t\n|>&*{}[]%@`?!=~0.') }))
  .filter((value) => !LONE_DOT.test(value));

test.each(['1.2', '1.1'] as const)('whatever is written is read again by YAML %s', (version) => {
  fc.assert(
    fc.property(
      fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())),
      (value) => {
        const document = { value, list: [value, [value]] };
        expect(JSON.stringify(parse(toYaml(document), { version, mapAsMap: false }))).toBe(JSON.stringify(document));
      },
    ),
    { numRuns: 500 },
  );
});
