import { expressionOf, firstMatch, isRedactPattern } from '../../../model/facts/redact-patterns';

test.each([
  'EMP-[0-9]{6}',
  'cus_[A-Za-z0-9]{14}',
  '[A-Z]{2}[0-9]{6,8}',
  'PAT [0-9]{2}-[0-9]{4}',
  'key=[A-Za-z0-9._-]{20,64}',
  '[A-Z]{3}-?[0-9]{5}',
  'v[0-9]{1,3}[.][0-9]{4}',
  'team',
  '[a-z0-9_#=@/;.-]{4} ?X',
])('%s is a pattern', (pattern) => {
  expect(isRedactPattern(pattern)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['what matches nothing', '[0-9]{0,9}'],
  ['what matches three characters', 'A[0-9]{2}'],
  ['a star', 'EMP-[0-9]*'],
  ['a plus', 'EMP-[0-9]+'],
  ['a count without an end', 'EMP-[0-9]{6,}'],
  ['alternatives', 'EMP1|EMP2'],
  ['a group', '(EMP-){2}1'],
  ['a backslash', 'EMP-\\d{6}'],
  ['any character', 'EMP-.{6}'],
  ['all but some', 'EMP-[^0-9]{6}'],
  ['an anchor', '^EMP-1234'],
  ['a count of a count', 'EMP-[0-9]{2}{3}'],
  ['a count of nothing', '{3}EMP-'],
  ['none of something', 'EMP-[0-9]{0}1'],
  ['more at least than at most', 'EMP-[0-9]{6,2}'],
  ['a range backwards', 'EMP-[9-0]{6}'],
  ['a range from digits to letters', 'EMP-[0-z]{6}'],
  ['a class without an end', 'EMP-[0-9'],
  ['an empty class', 'EMP-[]{6}'],
  ['more than 128 characters', 'EMP-[0-9]{99}[A-Z]{99}'],
  ['more than 100 characters of pattern', 'E'.repeat(101)],
  ['a blank at an end', 'EMP-1234[ 0-9]'],
  ['what may be left out at an end', 'EMP-[0-9]{6}-?'],
  ['what is there or not, and its own kind behind it', '[0-9]{2,4}[0-9]{3}'],
  ['the same with something in between that may be missing', '[A-Z]{2,4}-?[A-Z]{3}'],
  ['what backtracks the most', `${'[a-z]{0,9}'.repeat(9)}[0-9]`],
  ['a quote', 'EMP-"[0-9]{6}'],
  ['a comma', '[0-9]{2},[0-9]{2}'],
  ['a colon', 'id:[0-9]{6}'],
  ['a letter that is not ASCII', 'Größe[0-9]{6}'],
])('%s is no pattern: %s', (_, pattern) => {
  expect(isRedactPattern(pattern)).toBe(false);
});

test('no letter or digit touches what is found', () => {
  const pattern = '[A-Z]{2}[0-9]{4,6}';
  const found = (text: string) => firstMatch(pattern, text);
  expect(['AB1234', 'id=AB123456;', '_AB1234_', '\tAB1234'].map(found)).toEqual([
    'AB1234',
    'AB123456',
    'AB1234',
    'AB1234',
  ]);
  expect(['xAB1234', '1AB1234', 'AB1234x', 'AB1234567', 'ABC1234', 'AB123'].map(found)).toEqual(
    Array(6).fill(undefined),
  );
});

test('the same as an expression without blanks', () => {
  const expression = new RegExp(expressionOf('PAT [0-9]{4}'));
  expect(expression.source).not.toContain(' ');
  expect(expression.exec('a PAT 1234.')?.[0]).toBe('PAT 1234');
  expect(expression.exec('a PAT 12345.')).toBeNull();
});
