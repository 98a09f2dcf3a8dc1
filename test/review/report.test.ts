import fc from 'fast-check';
import { prod } from '../../overlays/prod';
import { applied, isSame } from '../../review/apply';
import { unexplained } from '../../review/causes';
import { diff } from '../../review/diff';
import { code } from '../../review/markdown';
import { REPORT_MAX_BYTES } from '../../review/report';
import { reviewOf, textsOf } from './support/states';

const yaml = (value: object): string => JSON.stringify(value);
const config = (data: object, name = 'a', kind = 'ConfigMap'): string =>
  yaml({ apiVersion: 'v1', kind, metadata: { name, namespace: 'b' }, data });
const review = (before: string, after: string) =>
  reviewOf(new Map([['dev/a.k8s.yaml', before]]), new Map([['dev/a.k8s.yaml', after]]));

describe('edits, applied to the base, give the head', () => {
  test.each([
    ['values', { a: 1, b: { c: 'x' } }, { a: 2, b: { c: 'y', d: null } }],
    ['lists of names', [{ name: 'a', v: 1 }, { name: 'b' }], [{ name: 'c' }, { name: 'b' }, { name: 'a', v: 2 }]],
    ['lists of values', [1, 2, 3, 4, 5], [0, 2, 4, 4, 5, 9]],
    ['a list that becomes empty', [1, 2], []],
    ['another type', { a: [1] }, { a: { b: 1 } }],
    ['JSON in a text', { p: '{"S":[{"A":["x","y"]}]}' }, { p: '{\n  "S": [{"A": ["x", "z", "y"]}]\n}' }],
    ['YAML in a text', { c: 'a:\n  b: 1\n' }, { c: 'a:\n  b: 2\n  c: |\n    {"x":1}\n' }],
    ['lines of a text', { l: 'local a = 1\nreturn a\n' }, { l: '-- one\nlocal a = 2\nreturn a\n' }],
    ['comments of a text', { c: '# old\na: 1\n' }, { c: '# new\na: 1\n' }],
    ['layout of a text', { c: 'a: 1\nb: 2\n' }, { c: 'a: 1\nb:  2\n' }],
    ['names of prototypes', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":2},"constructor":1}')],
  ])('%s', (_, before, after) => {
    const edits = diff(before, after);
    expect(edits.length).toBeGreaterThan(0);
    expect(isSame(applied(before, edits), after)).toBe(true);
    for (const edit of edits.filter(({ op }) => op !== 'layout'))
      expect(
        isSame(
          applied(
            before,
            edits.filter((other) => other !== edit),
          ),
          after,
        ),
      ).toBe(false);
  });
});

test('edits of any values give the head', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('a: 1\nb: [2]\n', 'a: 1\n# c\nb: 2\n', '{"a":[1]}', '{"a":[2,{"name":"x"}]}', 'x\ny\nx\n'),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('tree'),
      tie('named'),
    ),
    list: fc.array(tie('value'), { maxLength: 5 }),
    tree: fc.dictionary(fc.constantFrom('a', 'b', 'name', '__proto__'), tie('value'), { maxKeys: 4 }),
    named: fc
      .uniqueArray(fc.constantFrom('x', 'y', 'z', 'u'), { maxLength: 4 })
      .map((names) => names.map((name) => ({ name, v: names.length }))),
  }));
  fc.assert(
    fc.property(value, value, (before, after) => {
      const edits = diff(before, after);
      expect(isSame(applied(before, edits), after)).toBe(true);
      if (edits.length === 0) expect(after).toEqual(before);
    }),
    { numRuns: 2000 },
  );
});

test('what the causes do not give is listed as it is', () => {
  const item = { environment: 'dev', kind: 'ConfigMap', namespace: 'b', name: 'a', file: 'dev/a.k8s.yaml' };
  const pair = {
    before: { ...item, value: { a: 'us-east-1' } },
    after: { ...item, value: { a: 'eu-west-1' } },
    edits: [],
  };
  expect(unexplained(pair, [{ path: ['a'], op: 'substitute', by: [{ from: 'us', to: 'eu' }] }])).toHaveLength(1);
  expect(unexplained(pair, [{ path: ['a'], op: 'substitute', by: [{ from: 'us-east', to: 'eu-west' }] }])).toEqual([]);
});

test('order and layout alone are said to be that, and not nothing', () => {
  const { text } = review(
    `${config({ a: '1' }, 'x')}\n---\n${config({ a: '1' }, 'y')}\n`,
    `${config({ a: '1' }, 'y')}\n---\n${config({ a: '1' }, 'x')}\n`,
  );
  expect(text).not.toContain('Nothing changes');
  expect(text).toContain('order, comments or layout alone');
});

describe('hostile values', () => {
  const HOSTILE = [
    '`<img src=x onerror=alert(1)>`',
    '``` \n# Approved\n```',
    '| a | b |\n| --- | --- |',
    '@everyone [click](javascript:alert(1)) <!-- ',
    'back\\`tick\\',
    '\u202egnp.exe\u0000\u001b[31m',
    `${'`'.repeat(300)}`,
  ];
  const inCode = (text: string): string =>
    text.replace(/(?<!`)(`+)(?!`)(?:[^`]|(?!(?<!`)\1(?!`))`)*?(?<!`)\1(?!`)/g, '');

  test.each(HOSTILE)('%j stays within code, on its line', (value) => {
    const { text } = review(config({ [value]: value }, value), config({ [value]: `${value}!`, new: value }, value));
    const outside = inCode(text);
    for (const part of ['<', '@', '](', 'Approved', '\u202e', '\u001b', '\u0000']) expect(outside).not.toContain(part);
    expect(text).not.toMatch(/[\u202e]|(?!\n)\p{Cc}/u);
    expect(text.match(/^# /gm)).toHaveLength(1);
    expect(text.match(/^\| /gm)).toHaveLength(3);
  });

  test('a name of an environment cannot end its cell', () => {
    const texts = (value: string) => new Map([['a|b`c/a.k8s.yaml', config({ a: value })]]);
    expect(reviewOf(texts('1'), texts('2')).text).toContain('| ``a\\|b`c`` | 0 | 1 | 0 | 0 |');
  });

  test('code is never empty', () => expect(code('')).toBe('` `'));
});

describe('secrets are not repeated', () => {
  const KEY = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  test.each([
    ['a Secret', config({ any: 'c2VjcmV0' }, 'a', 'Secret'), config({ any: 'c2VjcmV1' }, 'a', 'Secret'), /c2VjcmV/],
    ['a key with that name', config({ 'db-password': 'hunter2' }), config({ 'db-password': 'hunter3' }), /hunter/],
    ['an access key', config({ a: KEY }), config({ a: `${KEY} ` }), /AKIAIOS/],
    ['a line of a text', config({ a: 'x\npassword = hunter2' }), config({ a: 'x\npassword = hunter3' }), /hunter/],
    ['a URL', config({ a: 'https://me:hunter2@host/' }), config({ a: 'https://me:hunter3@host/' }), /hunter/],
    ['within an object', config({}), config({ a: { b: { token: 'hunter2' } } }), /hunter/],
  ])('%s', (_, before, after, secret) => {
    const { text } = review(before, after);
    expect(text).toContain('(hidden)');
    expect(text).not.toMatch(secret);
  });
});

test('a report of 500 environments fits, the most harmful lines first, and counts what does not', () => {
  const texts = (value: string): Map<string, string> =>
    new Map(
      Array.from({ length: 500 }, (_, at) => [
        `env-${at}/a.k8s.yaml`,
        [
          config({ own: value === 'old' ? 'same' : '€'.repeat(at + 1), all: value }),
          ...(at === 250 && value === 'old' ? [config({}, 'gone')] : []),
        ].join('\n---\n'),
      ]),
    );
  const { text, comparison } = reviewOf(texts('old'), texts('newer'));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(REPORT_MAX_BYTES);
  expect(text).toContain('removed: `ConfigMap b/gone`');
  expect(text).toContain('- all 500 environments: `ConfigMap b/a: data.all`: `old` → `newer`');
  expect(text).toMatch(/… and \d+ more that did not fit here/);
  expect(comparison.counts.size).toBe(500);
});

/** Fifty environments: `prod` as it is, and in each a file that has what `own` gives for its number. */
function fifty(change: (text: string) => string, own: (at: number) => string): Map<string, string> {
  const files = textsOf(prod);
  const named = (text: string, at: number) => change(text.replaceAll(/\bprod\b/g, `prod-${at}`));
  return new Map(
    Array.from({ length: 50 }, (_, at) => [
      ...[...files].map(([path, text]) => [named(path, at), named(text, at)] as const),
      [`prod-${at}/own.k8s.yaml`, config({ own: own(at) })] as const,
    ]).flat(),
  );
}

test('memory and time grow with the environments, and little: fifty that differ throughout take seconds', () => {
  const copies = (change: (text: string) => string) => fifty(change, String);
  const [before, after] = [copies((text) => text), copies((text) => text.replaceAll('us-east-1', 'eu-west-1'))];
  // Not the time of day: other programs may use the processor.
  const start = process.cpuUsage();
  const { comparison, text } = reviewOf(before, after);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(15);
  expect(comparison.unexplained).toBe(0);
  expect(text).toMatch(/all 50 environments: `us-east-1` → `eu-west-1`: \d+ places/);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(REPORT_MAX_BYTES);
}, 120_000);

test('environments that are the same but for their names are one line, under the names of the first', () => {
  const copies = (change: (text: string) => string) => fifty(change, (at) => (at === 7 ? 'another' : 'the same'));
  const { comparison, text } = reviewOf(
    copies((text) => text),
    copies((text) => text.replaceAll('us-east-1', 'eu-west-1')),
  );
  expect(text).toContain(
    'compared once: `prod-0` and 48 more. A line has the names of the environment that it lists first.',
  );
  expect(text).toMatch(/^- `prod-0`, .* and 44 more: `Application argocd\/observability-prod-0`/m);
  expect(text).toMatch(/^- `prod-7`: `Application argocd\/observability-prod-7`/m);
  const [, other] = comparison.counts;
  expect([...comparison.counts.values()]).toEqual(Array(50).fill(other?.[1]));
  expect(comparison.costs.size).toBe(50);
});

test('the verdict names every environment where something is done before the merge', () => {
  const texts = (...steps: [string, string][]) =>
    new Map(
      steps.flatMap(([file, text], at) => [
        [`env${at}/bootstrap/${file}`, text],
        [`env${at}/a.k8s.yaml`, config({ key: 'same' })],
      ]),
    );
  const argocd = (key: string): [string, string] => ['argocd.k8s.yaml', config({ key })];
  const script = (line: string): [string, string] => ['apply.sh', `#!/bin/sh\n${line}\n`];
  const { text } = reviewOf(texts(argocd('a'), script('a'), argocd('c')), texts(argocd('b'), script('b'), argocd('c')));
  expect(text).toContain('Before the merge somebody runs a step of the bootstrap (`env0`, `env1`).**');
});
