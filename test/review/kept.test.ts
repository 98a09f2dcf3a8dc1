import { Kept } from '../../review/kept';

test('what was asked for last is kept, what was not is made again', () => {
  const made: string[] = [];
  const kept = new Kept<string | undefined>(2);
  const ask = (key: string) => kept.of(key, () => void made.push(key));
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) ask(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
