/**
 * As much of CBOR as AWS's RPC v2 protocol uses.
 * https://www.rfc-editor.org/rfc/rfc8949, https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */

/** A point in time, in seconds: tag 1. */
export class Timestamp {
  constructor(readonly seconds: number) {}
}

const BREAK = Symbol('break');
const INDEFINITE = 31;

/** The value that bytes say; timestamps come as their seconds. */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  return reader.value();
}

class Reader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(): unknown {
    const initial = this.view.getUint8(this.at++);
    const [major, short] = [initial >> 5, initial & 31];
    if (major === 7) return this.simple(short);
    const length = short === INDEFINITE ? undefined : this.number(short);
    switch (major) {
      case 0:
        return length;
      case 1:
        return -1 - (length ?? 0);
      case 2:
        return this.take(length ?? 0);
      case 3:
        return length === undefined ? this.items().join('') : new TextDecoder().decode(this.take(length));
      case 4:
        return this.items(length);
      case 5:
        return this.map(length);
      default:
        return this.value(); // a tag says what the value is for; of those, only points in time occur
    }
  }

  private items(length = Number.POSITIVE_INFINITY): unknown[] {
    const items: unknown[] = [];
    while (items.length < length) {
      const item = this.value();
      if (item === BREAK) break;
      items.push(item);
    }
    return items;
  }

  private map(length?: number): Record<string, unknown> {
    const flat = this.items(length === undefined ? undefined : length * 2);
    return Object.fromEntries(
      Array.from({ length: flat.length / 2 }, (_, index) => [String(flat[2 * index]), flat[2 * index + 1]]),
    );
  }

  private number(short: number): number {
    if (short < 24) return short;
    const size = 2 ** (short - 24);
    const at = this.at;
    this.at += size;
    if (size === 1) return this.view.getUint8(at);
    if (size === 2) return this.view.getUint16(at);
    return size === 4 ? this.view.getUint32(at) : Number(this.view.getBigUint64(at));
  }

  private simple(short: number): unknown {
    const at = this.at;
    if (short === 20 || short === 21) return short === 21;
    if (short === 22 || short === 23) return null;
    if (short === INDEFINITE) return BREAK;
    this.at += 2 ** (short - 24);
    if (short === 26) return this.view.getFloat32(at);
    if (short === 27) return this.view.getFloat64(at);
    throw new Error(`CBOR: ${short} is no simple value that AWS uses`);
  }

  private take(length: number): Uint8Array {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** The bytes of a value. */
export function encodeCbor(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xf6]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return encodeNumber(value);
  if (value instanceof Timestamp) return Buffer.concat([Buffer.from([0xc1]), double(value.seconds)]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encodeCbor)]);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(encodeCbor)]);
}

function encodeNumber(value: number): Buffer {
  if (!Number.isSafeInteger(value)) return double(value);
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 2 ** 32) {
    const bytes = Buffer.alloc(5, (major << 5) | 26);
    bytes.writeUInt32BE(count, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9, (major << 5) | 27);
  bytes.writeBigUInt64BE(BigInt(count), 1);
  return bytes;
}
