// The approximate size of a point in bytes, which decides where batches are cut. Not the size of any encoding: every
// entry counts 13 bytes besides its key and value, and the value kinds a fixed amount.
// Source: cliutils point/point.go, Size

import type { Point } from './point.js';
import { byteLength } from './text.js';
import type { FieldValue, Int, PointArray, Scalar } from './value.js';
import { AnyPayload, Float, Uint } from './value.js';

/** The type an array field has as a protobuf Any. */
export const ARRAY_TYPE_URL = 'type.googleapis.com/point.Array';

const ENTRY_BYTES = 13;

/** Approximate bytes of a point with its warnings and debug texts. */
export function approximateSize(point: Point): number {
  let size = byteLength(point.name);
  for (const kv of point.kvs) {
    size += byteLength(kv.key) + ENTRY_BYTES + valueSize(kv.value);
    if (kv.unit !== '') size += byteLength(kv.unit);
  }
  for (const warn of point.warns) size += byteLength(warn.type) + byteLength(warn.msg);
  for (const debug of point.debugs) size += byteLength(debug);
  return size;
}

function valueSize(value: FieldValue): number {
  switch (typeof value) {
    case 'string':
      return byteLength(value);
    case 'boolean':
      return 1;
    case 'number':
    case 'bigint':
      return 8;
    default:
      if (value === null) return 0;
      if (value instanceof Float || value instanceof Uint) return 8;
      if (value instanceof Uint8Array) return value.length;
      if (value instanceof AnyPayload) return byteLength(value.typeUrl) + value.bytes.length;
      return ARRAY_TYPE_URL.length + arrayBytes(value);
  }
}

/** Bytes of an array's elements as a protobuf message. */
export function arrayBytes(array: PointArray): number {
  let size = 0;
  for (const item of array.items) {
    const element = elementBytes(item);
    size += 1 + varintBytes(element) + element;
  }
  return size;
}

/** Bytes of one array element as a protobuf message. */
export function elementBytes(item: Scalar): number {
  switch (typeof item) {
    case 'boolean':
      return 2;
    case 'string':
      return prefixed(byteLength(item));
    case 'number':
    case 'bigint':
      return 1 + intBytes(item);
    default:
      if (item instanceof Float) return 9;
      return item instanceof Uint ? 1 + bigVarintBytes(item.v) : prefixed(item.length);
  }
}

/** Bytes of a non-negative integer below 2^53 as a varint. */
export function varintBytes(n: number): number {
  let size = 1;
  for (let rest = n; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

function prefixed(length: number): number {
  return 1 + varintBytes(length) + length;
}

function intBytes(v: Int): number {
  if (v < 0) return 10;
  return typeof v === 'number' ? varintBytes(v) : bigVarintBytes(v);
}

function bigVarintBytes(v: bigint): number {
  let size = 1;
  for (let rest = v; rest >= 128n; rest >>= 7n) size++;
  return size;
}
