import { grouped } from '../../model/grouped';

test('items are grouped by their key, groups and items in order', () => {
  const groups = grouped(['pear', 'apple', 'plum', 'fig', 'grape'], (each) => each.length);
  expect([...groups]).toEqual([
    [4, ['pear', 'plum']],
    [5, ['apple', 'grape']],
    [3, ['fig']],
  ]);
});

test('keys are compared by identity, and nothing has no groups', () => {
  const [one, other] = [{}, {}];
  expect([...grouped([one, other, one], (each) => each).values()]).toEqual([[one, one], [other]]);
  expect(grouped([], String).size).toBe(0);
});
