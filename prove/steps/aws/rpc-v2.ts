import { cbor, tag, tagSymbol } from '@smithy/core/cbor';
import type { Answer, Request } from './corrections';

/** Path of a call in AWS's RPC v2 protocol. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
const PATH = /^\/service\/(\w+)\/operation\/(\w+)$/;
/** CBOR tag of a timestamp, in seconds. https://www.rfc-editor.org/rfc/rfc8949#section-3.4.2 */
const TIME_TAG = 1;
/** Names of timestamp fields. */
const TIME_FIELD = /(Timestamp|LastModified)$/;

/** A call of RPC v2 in CBOR as one of the JSON protocol, which moto speaks; undefined for any other call. */
export function jsonCallOf({ path, headers, body }: Request): Request | undefined {
  const [, service, operation] = PATH.exec(path) ?? [];
  if (!service) return undefined;
  const { 'smithy-protocol': _, accept: __, ...kept } = headers;
  const value: unknown = body.length > 0 ? cbor.deserialize(body) : {};
  const text = Buffer.from(JSON.stringify(value, (_, each) => (each?.[tagSymbol] ? each.value : each)));
  return {
    method: 'POST',
    path: '/',
    headers: {
      ...kept,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${service}.${operation}`,
      'content-length': String(text.length),
    },
    body: text,
  };
}

/** A response of the JSON protocol in CBOR. Timestamps are numbers in JSON, and tagged in CBOR. */
export function cborAnswerOf({ status, headers, body }: Answer): Answer {
  const value: unknown = JSON.parse(body.toString() || '{}', (name, each) =>
    typeof each === 'number' && TIME_FIELD.test(name) ? tag({ tag: TIME_TAG, value: each }) : withoutNull(each),
  );
  const kept = headers['x-amzn-query-error'] ? { 'x-amzn-query-error': headers['x-amzn-query-error'] } : {};
  return {
    status,
    headers: { ...kept, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    body: Buffer.from(cbor.serialize(value)),
  };
}

/** Leaves null fields out, because structures of RPC v2 have none: a reviver that returns undefined drops the field. */
const withoutNull = (value: unknown): unknown => (value === null ? undefined : value);
