import { selectorsOf } from '../../model/promql';

test('a metric alone, with labels, over a range', () => {
  expect(selectorsOf('up')).toEqual([{ metric: 'up', matchers: [], grouping: [] }]);
  expect(selectorsOf('rate(http_requests_total{job="web", code!~"5.."}[5m] offset 1h)')).toEqual([
    {
      metric: 'http_requests_total',
      matchers: [
        { label: 'job', operator: '=', value: 'web' },
        { label: 'code', operator: '!~', value: '5..' },
      ],
      range: '5m',
      grouping: [],
    },
  ]);
});

test('every selector of an expression, and nothing else that has a name or braces', () => {
  const names = (expression: string) => selectorsOf(expression).map(({ metric }) => metric);
  expect(
    names('sum by (pod) (rate(a[5m])) / on (pod) group_left (zone) slo:b:ratio > 0 and absent(c{d="e{"})'),
  ).toEqual(['a', 'slo:b:ratio', 'c']);
  expect(names('max_over_time(rate(a[1m])[1h:30s]) or vector(1) # not{this}')).toEqual(['a']);
});

test('a name in braces', () => {
  const names = (expression: string) =>
    selectorsOf(expression).map(({ metric, matchers }) => [metric, matchers.length]);
  expect(names('{"my.metric", a="b"} or {__name__="c"} or {__name__=~"d.*"}')).toEqual([
    ['my.metric', 1],
    ['c', 0],
    [undefined, 1],
  ]);
});

test('labels of the aggregations around a selector: those of "by", not those of "without"', () => {
  expect(selectorsOf('sum by (a) (max(x) without (b) + count by ("c.d") (y))')).toMatchObject([
    { metric: 'x', grouping: ['a'] },
    { metric: 'y', grouping: ['c.d', 'a'] },
  ]);
  expect(selectorsOf('max by (a, b) (label_replace(x, "b", "$1", "c", "(.+)") or y)')).toMatchObject([
    { metric: 'x', grouping: ['a'] },
    { metric: 'y', grouping: ['a', 'b'] },
  ]);
});

test.each([
  ['a{b="\\"c\\n"}', '"c\n'],
  ["a{b='\\'\"c'}", '\'"c'],
  ['a{b=`\\d"`}', '\\d"'],
])('the string in %s', (expression, value) => {
  expect(selectorsOf(expression)[0]?.matchers[0]?.value).toBe(value);
});

test.each([
  ['sum(up', 7],
  ['up{job=}', 8],
  ['up ==', 6],
])('%s is not PromQL, and the message says where', (expression, character) => {
  expect(() => selectorsOf(expression)).toThrow(`is not PromQL at character ${character}`);
});
