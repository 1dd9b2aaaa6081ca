// 64-bit integers as two 32-bit halves, which is how they lie in bytes, to and from the forms points use. A typed array
// over the same memory converts without BigInt arithmetic (5 ns against 50). Not re-entrant, and needs not be.

import type { Int } from '../point/value.js';

const TWO_32 = 4294967296;

const halves = new Int32Array(2);
const signed = new BigInt64Array(halves.buffer);
const unsigned = new BigUint64Array(halves.buffer);
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const LOW = littleEndian ? 0 : 1;
const HIGH = 1 - LOW;

export function toBigInt(low: number, high: number): bigint {
  halves[LOW] = low;
  halves[HIGH] = high;
  return signed[0]!;
}

export function toBigUint(low: number, high: number): bigint {
  halves[LOW] = low;
  halves[HIGH] = high;
  return unsigned[0]!;
}

/** Halves of a two's complement int64 as an Int. `low` and `high` are int32. */
export function toInt64(low: number, high: number): Int {
  const v = high * TWO_32 + (low >>> 0);
  return Number.isSafeInteger(v) ? v : toBigInt(low, high);
}

/** Calls back with the halves of an int64 or uint64. */
export function lowHalf(v: bigint): number {
  signed[0] = v;
  return halves[LOW]!;
}

/** The other half of the value last given to `lowHalf`. */
export function highHalf(): number {
  return halves[HIGH]!;
}
