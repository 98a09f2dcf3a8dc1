import { walGibibytes } from '../../../model/budgets/alloy';

test('the log grows with the series that fit into memory and with the rate of scrapes', () => {
  // 90,909 series, 8 h: 43.6 million samples at 60 s, 698 MB, and three segments.
  expect(walGibibytes('1Gi', 60)).toBe(2);
  expect(walGibibytes('2Gi', 60)).toBe(2);
  expect(walGibibytes('2Gi', 10)).toBe(9);
  expect(walGibibytes('11Gi', 60)).toBe(8);
});
