import { onceForEach } from '../../model/once';

test('the result for an object is worked out once, also where it is nothing', () => {
  const asked: string[] = [];
  const rest = onceForEach(({ name }: { name: string }, least: number) => {
    asked.push(name);
    return name.length > least ? name : undefined;
  });
  const [short, long] = [{ name: 'a' }, { name: 'abc' }];
  expect([rest(short, 1), rest(long, 1), rest(short, 1), rest(long, 1)]).toEqual([undefined, 'abc', undefined, 'abc']);
  expect(asked).toEqual(['a', 'abc']);
});

test('an object alike is another one', () => {
  const copy = onceForEach((list: readonly number[]) => [...list]);
  const list = [1];
  expect(copy(list)).toBe(copy(list));
  expect(copy([1])).not.toBe(copy(list));
});
