import fc from 'fast-check';
import {
  type Block,
  contains,
  formatBlock,
  parseBlock,
  sizeOf,
  subnets,
  usableAddresses,
} from '../../../model/budgets/subnets';

/** Any block that begins with its first address. */
const block = (shortest: number, longest: number): fc.Arbitrary<Block> =>
  fc
    .tuple(fc.integer({ min: shortest, max: longest }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
    .map(([length, where]): Block => ({ length, first: Math.floor(where * 2 ** length) * sizeOf({ length }) }));

const parsed = (cidr: string): Block => {
  const found = parseBlock(cidr);
  if (!found) throw new Error(`${cidr} is no block`);
  return found;
};

test('a block is written as it is read', () => {
  fc.assert(fc.property(block(0, 32), (each) => expect(parseBlock(formatBlock(each))).toEqual(each)));
});

test('subnets lie in the VPC, take all of it, and do not overlap', () => {
  fc.assert(
    fc.property(block(8, 28), (vpc) => {
      const cut = subnets(formatBlock(vpc));
      const blocks = [...cut.public, ...cut.private].map(parsed);
      expect(blocks.every((each) => contains(vpc, each))).toBe(true);
      expect(blocks.reduce((sum, each) => sum + sizeOf(each), 0)).toBe(sizeOf(vpc));
      for (const one of blocks)
        for (const other of blocks) if (one !== other) expect(contains(one, other) || contains(other, one)).toBe(false);
      expect(new Set(blocks.map(sizeOf)).size).toBe(1);
    }),
  );
});

test('the default VPC', () => {
  expect(subnets('10.0.0.0/16')).toEqual({
    public: ['10.0.0.0/18', '10.0.64.0/18'],
    private: ['10.0.128.0/18', '10.0.192.0/18'],
  });
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.256/32', '10.0.0.1/24', '10.0.0/24', '-1.0.0.0/8', '10.0.0.0/16 ', ''])(
  '"%s" is no block',
  (cidr) => expect(parseBlock(cidr)).toBeUndefined(),
);

test('a VPC that cannot be cut is refused', () => {
  expect(() => subnets('10.0.0.0/31')).toThrow('"10.0.0.0/31" cannot be cut into four subnets');
  expect(() => subnets('10.0.0.1/16')).toThrow('cannot be cut');
});

test('AWS keeps five addresses of each subnet', () => {
  expect(usableAddresses(parsed('10.0.0.0/24'))).toBe(59);
});
