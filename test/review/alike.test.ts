import fc from 'fast-check';
import { alike } from '../../review/alike';
import { collect } from '../../review/collect';
import { report } from '../../review/report';
import { stateOf } from '../../review/states';
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
const ISSUER = 'EXAMPLED539D4633E53DE1B71EXAMPLE';
const OTHER = {
  name: 'green',
  account: '444455556666',
  cluster: 'shop-green',
  issuer: 'EXAMPLE001122334455667788EXAMPLE',
};

/** The files of the environment `blue`. */
const blue = (value: string, iam = ''): Texts =>
  new Map([
    ['iam.k8s.yaml', `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/shop-blue\n/id/${ISSUER}\n${iam}`],
    ['a.k8s.yaml', `name: blue\nvalue: ${value}\nchecksum/config: ${value === '1' ? 'a' : 'b'}000000000000000\n`],
    ['b.k8s.yaml', `kept: 7\nlarge: 1000000000000000\nowner: "${ACCOUNT}"\n`],
  ]);
const BLUE: Both = { before: blue('1'), after: blue('2') };

/** A text under the other names. */
const renamed = (text: string): string =>
  text
    .replaceAll('shop-blue', OTHER.cluster)
    .replaceAll('blue', OTHER.name)
    .replaceAll(ACCOUNT, OTHER.account)
    .replaceAll(ISSUER, OTHER.issuer)
    // What follows from the rest is another digest.
    .replaceAll(/\b([ab])0{15}\b/g, 'c$1c$1c$1c$1c$1c$1c$1c$1');

const mapped = (texts: Texts, change: (text: string, path: string) => string): Texts =>
  new Map([...texts].map(([path, text]) => [path, change(text, path)]));
const GREEN: Both = { before: mapped(BLUE.before, renamed), after: mapped(BLUE.after, renamed) };

/** Names of environments that are put together. */
function groupsOf(environments: Readonly<Record<string, Both>>): string[][] {
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
  return alike(state('before'), state('after'), named).map(({ name, others }) => [name, ...others]);
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
  ['a name in one more place', edited(BOTH, (text) => text.replace('kept: 7', `kept: ${OTHER.account}`))],
  [
    'a name in one place fewer',
    edited(BOTH, (text) => text.replace(`owner: "${OTHER.account}"`, 'owner: "222233334444"')),
  ],
  ['two names that are one', edited(BOTH, (text) => text.replace(OTHER.cluster, OTHER.name))],
  ['the names of the first', edited(['after'], (text) => text.replace(OTHER.account, ACCOUNT))],
  ['a file that the other has not', ({ before, after }) => ({ before, after: new Map([...after, ['c.txt', '']]) })],
  [
    'a file of another name',
    ({ before, after }) => ({
      before,
      after: new Map([...after].map(([path, text]) => [path.replace('b.', 'c.'), text])),
    }),
  ],
  ['a sign that stands for a name', edited(['after'], (text) => text.replace(OTHER.account, '\0\0\x01'))],
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

test('an environment that comes is not like one that goes', () => {
  const [none, blue, green] = [new Map<string, string>(), BLUE.after, GREEN.after];
  expect(groupsOf({ blue: { before: none, after: blue }, green: { before: green, after: none } })).toHaveLength(2);
  expect(groupsOf({ blue: { before: none, after: blue }, green: { before: none, after: green } })).toHaveLength(1);
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
