import { bytes, walGibibytes } from '../../../charts/alloy/budget';

test.each([
  ['512Ki', 2 ** 19],
  ['256Mi', 2 ** 28],
  ['2Gi', 2 ** 31],
])('%s is %d bytes', (quantity, expected) => {
  expect(bytes(quantity)).toBe(expected);
});

test.each(['1G', '1', 'Mi', '1.5Gi'])('%j is no size', (quantity) => {
  expect(() => bytes(quantity)).toThrow('not a size');
});

test('the log grows with the series that fit into memory and with the rate of scrapes', () => {
  // 90,909 series, 8 h: 43.6 million samples at 60 s, 698 MB, and three segments.
  expect(walGibibytes('1Gi', 60)).toBe(2);
  expect(walGibibytes('2Gi', 60)).toBe(2);
  expect(walGibibytes('2Gi', 10)).toBe(9);
  expect(walGibibytes('11Gi', 60)).toBe(8);
});
