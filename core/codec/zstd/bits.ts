// The two ways Zstandard packs bits: forwards from the low bit (table descriptions) and backwards from the last set bit
// (everything else). Source: RFC 8878, sections 4.1 and 4.2

import { DecodeError } from '../../errors.js';

/** Bytes that may be looked at behind the end of a stream. */
export const PADDING = 8;

/** Refuses a stream that breaks the format. */
export function corrupt(what: string, offset = -1): never {
  throw new DecodeError('compression', `corrupt zstd stream: ${what}`, offset);
}

/** Position of the highest set bit, -1 for 0. */
export function highestBit(v: number): number {
  return 31 - Math.clz32(v);
}

/** Reads forwards, low bits first. */
export class ForwardBits {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private bit: number;

  constructor(bytes: Uint8Array, from: number, end: number) {
    this.bytes = bytes;
    this.bit = from * 8;
    this.end = end * 8;
  }

  /** At most 16 bits; `count` of them count as read. */
  peek(count: number): number {
    const at = this.bit >>> 3;
    const { bytes } = this;
    const bits = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    return (bits >>> (this.bit & 7)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.bit += count;
    if (this.bit > this.end) corrupt('a table is cut off');
  }

  /** The first byte that has not been begun. */
  nextByte(): number {
    return (this.bit + 7) >>> 3;
  }
}

/** Reads backwards: the last byte's highest set bit marks the end, the bits before it come first. */
export class BackwardBits {
  private readonly bytes: Uint8Array;
  private readonly from: number;
  /** Bits left; below 0 once more was read than there was, which reads as zeros. */
  left: number;

  constructor(bytes: Uint8Array, from: number, end: number) {
    const last = end > from ? bytes[end - 1]! : 0;
    if (last === 0) corrupt('a bit stream has no end mark', end - 1);
    this.bytes = bytes;
    this.from = from;
    this.left = (end - 1 - from) * 8 + highestBit(last);
  }

  /** The next bits, at most 31. */
  read(count: number): number {
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  peek(count: number): number {
    const low = this.left - count;
    if (low < 0) return this.left <= 0 ? 0 : this.extract(0, this.left) << -low;
    return this.extract(low, count);
  }

  private extract(low: number, count: number): number {
    const { bytes } = this;
    const at = this.from + (low >>> 3);
    const shift = low & 7;
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    if (shift + count <= 32) return (word >>> shift) & ((1 << count) - 1);
    return ((word >>> shift) | (bytes[at + 4]! << (32 - shift))) & ((1 << count) - 1);
  }
}
