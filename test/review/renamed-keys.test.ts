import type { Edit } from '../../review/diff';
import { diff } from '../../review/diff';
import { renamedKeys } from '../../review/renamed-keys';

const BY = [
  { from: 'us-east-1', to: 'eu-west-1' },
  { from: 'shop', to: 'shop-live' },
];
/** Last keys of the edits that are found, with what explains them. */
const found = (before: object, after: object, by = BY): string[] => {
  const edits: readonly Edit[] = diff(before, after);
  return [...renamedKeys(edits, by)].map(
    ([{ op, path }, why]) => `${op} ${path.at(-1)}: ${why.map(({ to }) => to).join()}`,
  );
};

test('a key that a substitution renames is removed and added for one reason', () =>
  expect(
    found(
      { conditions: { 'oidc.us-east-1:aud': 'sts', other: 1 } },
      { conditions: { 'oidc.eu-west-1:aud': 'sts', other: 1 } },
    ),
  ).toEqual(['remove oidc.us-east-1:aud: eu-west-1', 'add oidc.eu-west-1:aud: eu-west-1']));

test('its value may be as it was, or as the substitutions make it', () => {
  expect(found({ 'a/shop': ['arn:us-east-1:shop'] }, { 'a/shop-live': ['arn:eu-west-1:shop-live'] })).toHaveLength(2);
  expect(found({ 'a/shop': { shop: 'shop' } }, { 'a/shop-live': { 'shop-live': 'shop-live' } })).toHaveLength(2);
});

test.each([
  ['the value is another', { 'a/shop': 1 }, { 'a/shop-live': 2 }],
  ['the key is another', { 'a/shop': 1 }, { 'b/shop-live': 1 }],
  ['no substitution is of it', { left: 1 }, { right: 1 }],
  ['it is only removed', { 'a/shop': 1 }, {}],
  ['it is in another place', { one: { shop: 1 }, two: {} }, { one: {}, two: { 'shop-live': 1 } }],
])('no key is renamed where %s', (_, before, after) => expect(found(before, after)).toEqual([]));

test('nothing is renamed without substitutions', () => expect(found({ shop: 1 }, { 'shop-live': 1 }, [])).toEqual([]));
