/** A block of IPv4 addresses. */
export interface Block {
  /** First address, as a number. */
  readonly first: number;
  /** Bits of the prefix: 0 to 32. */
  readonly length: number;
}

/** Addresses of a block. */
export const sizeOf = ({ length }: Pick<Block, 'length'>): number => 2 ** (32 - length);

/** Addresses of a subnet that AWS reserves. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const RESERVED_ADDRESSES = 5;

/** Parses a CIDR block; undefined if it is invalid or does not begin with its first address. */
export function parseBlock(cidr: string): Block | undefined {
  const match = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\/([0-9]{1,2})$/.exec(cidr);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = match.slice(1).map(Number);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const valid = [a, b, c, d].every((octet) => octet <= 255) && length <= 32 && first % sizeOf({ length }) === 0;
  return valid ? { first, length } : undefined;
}

/** Writes a block as a CIDR block. */
export const formatBlock = ({ first, length }: Block): string =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;

/** Whether every address of the second block is in the first. */
export const contains = (outer: Block, inner: Block): boolean =>
  inner.first >= outer.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer);

/** Private ranges (RFC 1918, RFC 6598). https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** Whether a block is in a private range. */
export const isPrivate = (cidr: string): boolean => {
  const block = parseBlock(cidr);
  return block !== undefined && PRIVATE_RANGES.some((range) => contains(parseBlock(range) ?? block, block));
};

/** The subnets of a VPC: one of each sort in each of its two zones. */
export interface Subnets {
  readonly public: readonly [string, string];
  readonly private: readonly [string, string];
}

/** Cuts a VPC into quarters: two public subnets, then two private ones. */
export function subnets(vpcCidr: string): Subnets {
  const vpc = parseBlock(vpcCidr);
  if (!vpc || vpc.length > 30) throw new Error(`"${vpcCidr}" cannot be cut into four subnets`);
  const length = vpc.length + 2;
  const quarter = (index: number) => formatBlock({ first: vpc.first + index * sizeOf({ length }), length });
  return { public: [quarter(0), quarter(1)], private: [quarter(2), quarter(3)] };
}

/** Addresses that network interfaces can take in one subnet of a VPC. */
export const usableAddresses = (vpc: Block): number => sizeOf({ length: vpc.length + 2 }) - RESERVED_ADDRESSES;
