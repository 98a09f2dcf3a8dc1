import { shownChange } from '../../review/markdown';

const change = (before: unknown, after: unknown) => shownChange(before, after, [], '');

test('short values are shown as they are', () => {
  expect(change('one two', 'one three')).toBe('`one two` → `one three`');
  expect(change(7, [14])).toBe('`7` → `[14]`');
});

test('of long ones what differs is shown, with whole words before and behind it', () => {
  const sentence = (share: string) =>
    `critical: the shop promises ${share} % good events in 30 days, and so many were bad that the budget is gone`;
  expect(change(sentence('99.9'), sentence('99.95'))).toBe(
    '`…the shop promises 99.9 % good events in 30 days, and…` → `…the shop promises 99.95 % good events in 30 days, and…`',
  );
  const query = (most: number) => `sum(rate(requests_total{cluster="a-long-name",namespace="another"}[5m])) > ${most}`;
  expect(change(query(15), query(25))).toBe('`…namespace="another"}[5m])) > 15` → `…namespace="another"}[5m])) > 25`');
});

test('what comes or goes in the middle of equal parts is shown, also where they overlap', () => {
  const list = (...names: string[]) => names.map((name) => `source /eks/${name}`).join(' | ');
  const [before, after] = [list('a', 'b', 'c', 'd', 'e', 'f'), list('a', 'b', 'c', 'c', 'd', 'e', 'f')];
  expect(change(before, after)).toBe(
    '`…source /eks/c | source /eks/d | source /eks/e | source…` → `…source /eks/c | source /eks/c | source /eks/d | source /eks/e | source…`',
  );
  expect(change('a'.repeat(70), 'a'.repeat(75))).toBe(`\`…${'a'.repeat(30)}\` → \`…${'a'.repeat(35)}\``);
});
