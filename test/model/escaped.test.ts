import fc from 'fast-check';
import { escaped } from '../../model/escaped';

test('whatever a text is, an expression of it finds it, and nothing else', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const expression = new RegExp(`^${escaped(text)}$`);
      expect(expression.test(text)).toBe(true);
      expect(expression.test(other)).toBe(other === text);
    }),
  );
});

test.each(['a.b', 'a*b', '(a|b)', '[a-b]', 'a\\d', '^a$', 'a{2}', 'a+?'])('%s is found as it is', (text) => {
  expect(`x${text}x`.search(new RegExp(escaped(text)))).toBe(1);
});
