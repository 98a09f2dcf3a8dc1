import { bytes, mebibytes } from '../../../model/facts/quantity';

test('sizes', () => {
  expect(['512Ki', '256Mi', '2Gi', '1Ti'].map(bytes)).toEqual([2 ** 19, 2 ** 28, 2 ** 31, 2 ** 40]);
  expect(['512Ki', '256Mi', '2Gi', '1Ti'].map(mebibytes)).toEqual([0.5, 256, 2048, 1048576]);
});

test.each(['1G', '1', 'Mi', '1.5Gi', '256M'])('%j is no size', (quantity) => {
  expect(() => bytes(quantity)).toThrow(`"${quantity}" is not a size`);
});
