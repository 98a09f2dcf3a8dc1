import fc from 'fast-check';
import { alike } from '../../review/alike';
import { collect } from '../../review/collect';
import type { GoldenLine } from '../../review/lines/corpus';
import { report } from '../../review/report';
import { type State, stateOf } from '../../review/states';
import { CHANGES } from './support/changes';
import { HAND_EDITS } from './support/edits';
import { textsOf } from './support/states';

type Texts = ReadonlyMap<string, string>;

/** An environment before and after. */
interface Both {
  readonly before: Texts;
  readonly after: Texts;
}

const ACCOUNT = '111122223333';
/** Names of one environment, and those of another one in their place. */
const NAMES: readonly (readonly [string, string])[] = [
  ['shop-blue', 'of-green'],
  ['blue', 'green'],
  [ACCOUNT, '444455556666'],
  ['EXAMPLED539D4633E53DE1B71EXAMPLE', 'EXAMPLE001122334455667788EXAMPLE'],
  ['example-logs-of-b', 'example-logs-of-g'],
  ['subnet-0aaa1111bbb2222cc', 'subnet-0ddd3333eee4444ff'],
  ['12345678-1234-1234-1234-123456789012', '87654321-4321-4321-4321-210987654321'],
  ['C0EXAMPLE01', 'C0EXAMPLE02'],
  ['b@example.com', 'g@example.com'],
  ['b-example-com-012345', 'g-example-com-543210'],
];

/** The files of the environment `blue`. */
const blue = (value: string): Texts =>
  new Map([
    [
      'iam.k8s.yaml',
      `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/shop-blue\noidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE\n`,
    ],
    ['a.k8s.yaml', `name: blue\nvalue: ${value}\nchecksum/config: ${value === '1' ? 'a' : 'b'}000000000000000\n`],
    [
      'b.k8s.yaml',
      `kept: 7\nlarge: 1000000000000000\naccountId: "${ACCOUNT}"\nlogs: arn:aws:s3:::example-logs-of-b/*\nsubnet: subnet-0aaa1111bbb2222cc\nkey: 12345678-1234-1234-1234-123456789012\nSlackChannelId: C0EXAMPLE01\n`,
    ],
    [
      'notifications.k8s.yaml',
      'metadata:\n  name: notifications-critical-b-example-com-012345\nendpoint: b@example.com\n',
    ],
  ]);
const BLUE: Both = { before: blue('1'), after: blue('2') };

/** A text under the other names. */
const renamed = (text: string): string =>
  NAMES.reduce((named, [from, to]) => named.replaceAll(from, to), text)
    // What follows from the rest is another digest.
    .replaceAll(/\b([ab])0{15}\b/g, 'c$1c$1c$1c$1c$1c$1c$1c$1');

const mapped = (texts: Texts, change: (text: string, path: string) => string): Texts =>
  new Map([...texts].map(([path, text]) => [path, change(text, path)]));
const GREEN: Both = { before: mapped(BLUE.before, renamed), after: mapped(BLUE.after, renamed) };

/** Names of environments that are put together. */
function groupsOf(environments: Readonly<Record<string, Both>>, lines: readonly GoldenLine[] = []): string[][] {
  const state = (of: keyof Both) =>
    stateOf(
      of,
      new Map(
        Object.entries(environments).flatMap(([name, both]) =>
          [...both[of]].map(([path, text]): [string, string] => [`${name}/${path}`, text]),
        ),
      ),
    );
  const named = Object.keys(environments).map((name) => ({ name, before: name }));
  return alike(state('before'), state('after'), named, () => lines).map(({ name, others }) => [name, ...others]);
}

test('environments that are the same but for their names are put together', () => {
  expect(groupsOf({ blue: BLUE, green: GREEN })).toEqual([['blue', 'green']]);
});

const edited =
  (of: readonly (keyof Both)[], change: (text: string, path: string) => string) =>
  (both: Both): Both => ({
    before: of.includes('before') ? mapped(both.before, change) : both.before,
    after: of.includes('after') ? mapped(both.after, change) : both.after,
  });
const BOTH = ['before', 'after'] as const;

test.each<[string, (both: Both) => Both]>([
  ['a value before', edited(['before'], (text) => text.replace('value: 1', 'value: 3'))],
  ['a value after', edited(['after'], (text) => text.replace('value: 2', 'value: 3'))],
  ['a value of a file that stays', edited(BOTH, (text) => text.replace('kept: 7', 'kept: 8'))],
  ['a number that could be a digest', edited(BOTH, (text) => text.replace('1000000000000000', '2000000000000000'))],
  ['a digest that stays', edited(['after'], (text) => text.replace('cbcbcbcbcbcbcbcb', 'cacacacacacacaca'))],
  ['quotes', edited(BOTH, (text) => text.replace(/(checksum\/config: )(\w+)/, "$1'$2'"))],
  ['a name in one more place', edited(BOTH, (text) => text.replace('kept: 7', `kept: 444455556666`))],
  [
    'a name in one place fewer',
    edited(BOTH, (text) => text.replace(`accountId: "444455556666"`, 'accountId: "222233334444"')),
  ],
  ['two names that are one', edited(BOTH, (text) => text.replace('of-green', 'green'))],
  ['the names of the first', edited(['after'], (text) => text.replace('444455556666', ACCOUNT))],
  ['a file that the other has not', ({ before, after }) => ({ before, after: new Map([...after, ['c.txt', '']]) })],
  [
    'a file of another name',
    ({ before, after }) => ({
      before,
      after: new Map([...after].map(([path, text]) => [path.replace('b.', 'c.'), text])),
    }),
  ],
  ['a sign that stands for a name', edited(['after'], (text) => text.replace('444455556666', '\0\0\x01'))],
])('an environment with another difference is compared alone: %s', (_, change) => {
  const green = change(GREEN);
  expect(green).not.toEqual(GREEN);
  expect(groupsOf({ blue: BLUE, green })).toEqual([['blue'], ['green']]);
});

/** An environment of `prod` under names of the same length, so that what is in their order stays so. */
const copied = (text: string): string =>
  text.replaceAll('prod', 'prox').replaceAll('777788889999', '777788880000').replaceAll('EXAMPLED539', 'EXAMPLED540');

test.each(
  [...CHANGES, ...HAND_EDITS]
    .filter(({ before }) => before.name === 'prod')
    .map((change) => [change.name, change] as const),
)('what is said of one holds for another one: %s', (_, change) => {
  const before = textsOf(change.before);
  const after = 'edit' in change ? change.edit(before) : textsOf(change.after);
  const both = { before, after };
  const copy = { before: mapped(before, copied), after: mapped(after, copied) };
  const reportOf = (name: string, { before, after }: Both): string => {
    const [base, head] = [before, after].map((texts, at) =>
      stateOf(`state ${at}`, new Map([...texts].map(([path, text]) => [path.replace(/^[^/]+/, name), text]))),
    );
    if (!base || !head) throw new Error('there are two');
    return report(collect(base, head, { lines: () => [] }), { base: 'base', head: 'head' });
  };
  expect(reportOf('prox', copy)).toBe(copied(reportOf('prod', both)));
});

test.each<[string, string]>([
  ['an account that gets a right', 'arn:aws:iam::%:root'],
  ['a subnet', 'subnet-00000000%'],
  ['a bucket', 'arn:aws:s3:::bucket-%/*'],
  ['an address', 'endpoint: somebody-%@example.org'],
])('what comes with the change is no name: %s', (_, line) => {
  const both = (one: string, other: string) =>
    groupsOf({
      blue: edited(['after'], (text) => `${text}${line.replace('%', one)}\n`)(BLUE),
      green: edited(['after'], (text) => `${text}${line.replace('%', other)}\n`)(GREEN),
    });
  expect(both('777788889999', '777788880000')).toHaveLength(2);
  expect(both('777788889999', '777788889999')).toHaveLength(1);
});

test.each([
  ['of a key', (account: string) => `limit: ${account}`],
  ['in quotes', (account: string) => `memory: "${account}"`],
  ['in JSON', (account: string) => `{"threshold":${account}}`],
  ['in an expression', (account: string) => `expr: up > ${account}`],
])('an account that is an amount too is no name: %s', (_, line) => {
  const amount = (account: string) => (text: string, path: string) =>
    path === 'a.k8s.yaml' ? `${text}${line(account)}\n` : text;
  expect(
    groupsOf({
      blue: edited(BOTH, amount(ACCOUNT))(BLUE),
      green: edited(BOTH, amount('444455556666'))(GREEN),
    }),
  ).toHaveLength(2);
});

test('words that YAML does not read as text are no names', () => {
  const of = (name: string): Both => ({ before: new Map([['a.txt', '']]), after: new Map([['a.txt', `on: ${name}`]]) });
  expect(groupsOf({ true: of('true'), false: of('false') })).toHaveLength(2);
  expect(groupsOf({ one: of('one'), two: of('two') })).toHaveLength(1);
  expect(groupsOf({ '30': of('30'), '7': of('7') })).toHaveLength(2);
});

test('a word of the lines that both states are tried with is no name', () => {
  const lines = [{ name: 'one', bytes: Buffer.from('ns=shop-blue up') }];
  expect(groupsOf({ blue: BLUE, green: GREEN }, lines)).toHaveLength(2);
});

test('a pattern that is for the name of one and not for that of the other parts them', () => {
  const of = (name: string, pattern: string): Both => ({
    before: new Map([['a.txt', `log-group:/eks/${pattern}, log-group:/eks/${name}`]]),
    after: new Map([['a.txt', `log-group:/eks/${pattern}`]]),
  });
  const groups = (pattern: string, ...names: string[]) =>
    groupsOf(Object.fromEntries(names.map((name) => [name, of(name, pattern)]))).length;
  expect(groups('prod-*', 'prod-eu', 'prod-us')).toBe(1);
  expect(groups('prod-*', 'prod-eu', 'test-eu')).toBe(2);
  expect(groups('*-eu', 'prod-eu', 'prod-us')).toBe(2);
  expect(groups('*od-*', 'prod-eu', 'test-eu')).toBe(2);
  expect(groups('shop-prod-*', 'prod-1', 'test-1')).toBe(2);
  expect(groups('prod-?', 'prod-1', 'prod-2', 'prod-10')).toBe(2);
});

test('the name of another environment is no name, also where it holds that of its own', () => {
  const of = (name: string, other: string): Both => ({
    before: new Map([['a.txt', `log-group:/eks/${name}`]]),
    after: new Map([['a.txt', `log-group:/eks/${name}, log-group:/eks/${other}`]]),
  });
  const groups = (...pairs: [string, string][]) =>
    groupsOf(Object.fromEntries(pairs.map(([name, other]) => [name, of(name, other)]))).length;
  expect(groups(['prod-1', 'prod-10'], ['prod-2', 'prod-20'])).toBe(2);
  expect(groups(['prod', 'prod-eu'], ['test', 'test-eu'])).toBe(1);
  expect(groups(['prod', 'prod-eu'], ['test', 'test-eu'], ['prod-eu', 'none'], ['test-eu', 'none'])).toBe(3);
});

test('a digest that would be a number is in quotes', () => {
  const of = (digest: string): Both => ({
    before: new Map([['a.txt', 'checksum/config: "1234567890123456"']]),
    after: new Map([['a.txt', `checksum/config: ${digest}`]]),
  });
  expect(groupsOf({ one: of('64e1179949852920'), two: of('"6478001367138369"') })).toHaveLength(1);
  expect(groupsOf({ one: of('64e1179949852920'), two: of('6478001367138369') })).toHaveLength(2);
  expect(groupsOf({ one: of('aaaaaaaaaaaaaaaa'), two: of('"bbbbbbbbbbbbbbbb"') })).toHaveLength(2);
});

test('a value that looks like a digest is one only where its key says so', () => {
  const of = (digit: string): Both => ({
    before: new Map([['a.txt', 'hash: none']]),
    after: new Map([['a.txt', `hash: ${digit.repeat(64)}`]]),
  });
  expect(groupsOf({ one: of('a'), two: of('b') })).toHaveLength(2);
});

test('bytes that are no text are compared as bytes', () => {
  const state = (one: string, other: string): State => {
    const files = new Map([
      ['one/a.png', one],
      ['other/a.png', other],
    ]);
    const source = { kind: 'texts', texts: new Map() } as const;
    return { name: 'state', files, source, read: (paths) => paths.map(() => '\uFFFD') };
  };
  const named = ['one', 'other'].map((name) => ({ name, before: name }));
  expect(alike(state('1', '1'), state('2', '2'), named, () => [])).toHaveLength(1);
  expect(alike(state('1', '1'), state('2', '3'), named, () => [])).toHaveLength(2);
});

test('an environment that comes is not like one that goes', () => {
  const none = new Map<string, string>();
  const [blue, green] = [BLUE.after, GREEN.after];
  expect(groupsOf({ blue: { before: none, after: blue }, green: { before: green, after: none } })).toHaveLength(2);
  expect(groupsOf({ blue: { before: blue, after: none }, green: { before: green, after: none } })).toHaveLength(1);
});

test('environments that come are the same but for their own names: what else they name, somebody must read', () => {
  const coming = ({ after }: Both, line = ''): Both => ({
    before: new Map(),
    after: new Map(['iam.k8s.yaml', 'a.k8s.yaml'].map((path) => [path, `${after.get(path)}${line}`])),
  });
  const right = 'arn:aws:iam::777788889999:root';
  expect(groupsOf({ blue: coming(BLUE), green: coming(GREEN) })).toHaveLength(1);
  expect(groupsOf({ blue: coming(BLUE, right), green: coming(GREEN, right) })).toHaveLength(1);
  expect(groupsOf({ blue: coming(BLUE, right), green: coming(GREEN, right.replace('9999', '0000')) })).toHaveLength(2);
});

test('a file that comes is not like one that goes', () => {
  const [one, other] = [BLUE.after, GREEN.after].map((texts) => ({
    with: texts,
    without: new Map([...texts].slice(1)),
  }));
  if (!one || !other) throw new Error('there are two');
  expect(
    groupsOf({ blue: { before: one.with, after: one.without }, green: { before: other.without, after: other.with } }),
  ).toHaveLength(2);
});

test('whatever line comes to one of two environments parts them', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...GREEN.after.keys()),
      fc.constantFrom(...BOTH),
      fc.string({ minLength: 1 }),
      (path, of, line) => {
        const green = { ...GREEN, [of]: new Map([...GREEN[of], [path, `${GREEN[of].get(path)}${line}`]]) };
        expect(groupsOf({ blue: BLUE, green })).toHaveLength(2);
      },
    ),
  );
});
