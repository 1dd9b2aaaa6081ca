// The values that points and scripts share, so that neither side converts for the other.
//
// int    a JS number that is a safe integer and never -0, or (only outside the safe range) a bigint
// float  a Float
// uint   a Uint (points only; scripts read it as int64)
// str    a JS string; a byte that is no part of valid UTF-8 is one unit U+DC80..U+DCFF (see text.ts)
// bool   boolean, nil = null, bytes = Uint8Array (points only), arrays and other Any payloads below

/** int64: a safe integer as number (never -0), any other as bigint. `toInt` makes the choice. */
export type Int = number | bigint;

/** A 64-bit float, told apart from ints by its class: `1.0` is `new Float(1)`. */
export class Float {
  readonly v: number;
  constructor(v: number) {
    this.v = v;
  }
}

/** An unsigned 64-bit value of a point; 0 <= v < 2^64. */
export class Uint {
  readonly v: bigint;
  constructor(v: bigint) {
    this.v = v;
  }
}

export type ArrayElement = 'i' | 'u' | 'f' | 'b' | 's' | 'd';
export type Scalar = Int | Float | Uint | boolean | string | Uint8Array;

/** An array field: all elements of one kind (`elem`), except when mixed arrays are switched on. */
export class PointArray {
  readonly elem: ArrayElement;
  readonly items: readonly Scalar[];
  constructor(elem: ArrayElement, items: readonly Scalar[]) {
    this.elem = elem;
    this.items = items;
  }
}

/** A protobuf Any payload that is no array (a dictionary, or an unknown type): carried, not looked into. */
export class AnyPayload {
  readonly typeUrl: string;
  readonly bytes: Uint8Array;
  constructor(typeUrl: string, bytes: Uint8Array) {
    this.typeUrl = typeUrl;
    this.bytes = bytes;
  }
}

/** What one key of a point can hold. `null` is a key without a value. */
export type FieldValue = Int | Float | Uint | boolean | string | null | Uint8Array | PointArray | AnyPayload;

/** Wraps to int64 and picks the representation of Int. */
export function toInt(v: bigint): Int {
  const wrapped = BigInt.asIntN(64, v);
  return wrapped >= -9007199254740991n && wrapped <= 9007199254740991n ? Number(wrapped) : wrapped;
}

/** True for both representations of an int. */
export function isInt(v: unknown): v is Int {
  return typeof v === 'number' || typeof v === 'bigint';
}
