// A cursor over protobuf bytes that cannot leave the message it is in. What it refuses, and the words it uses for that,
// are those of the reference's decoder (gogo protobuf); the byte offset is ours.

import { DecodeError } from '../../errors.js';
import type { FastBuffer } from '../fast-buffer.js';

const TWO_32 = 4294967296;
const TWO_63 = 2 ** 63;

export class ProtoReader {
  readonly bytes: FastBuffer;
  pos = 0;
  /** End of the message being read. */
  end: number;
  /** The last varint read by `varint`, as int32 halves. */
  low = 0;
  high = 0;
  /** Wire type of the field last announced by `field`. */
  wireType = 0;

  constructor(bytes: FastBuffer) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  fail(message: string): never {
    throw new DecodeError('protobuf', message, Math.min(this.pos, this.bytes.length));
  }

  /** Reads up to 64 bits into `low` and `high`. */
  varint(): void {
    const { bytes, end } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= end) this.fail('unexpected EOF');
      const byte = bytes[this.pos++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.low = low;
        this.high = high;
        return;
      }
    }
    this.fail('proto: integer overflow');
  }

  /** Reads a length and returns where the bytes it measures end; they are inside the message. */
  lengthEnd(): number {
    if (this.pos < this.end && this.bytes[this.pos]! < 0x80) {
      const end = this.pos + 1 + this.bytes[this.pos]!;
      this.pos++;
      return end <= this.end ? end : this.fail('unexpected EOF');
    }
    this.varint();
    const length = this.high * TWO_32 + (this.low >>> 0);
    if (length < 0 || length + this.pos >= TWO_63) this.fail('proto: negative length found during unmarshaling');
    const end = this.pos + length;
    return end <= this.end ? end : this.fail('unexpected EOF');
  }

  /** Reads a field's tag and returns its number; the wire type is left in `wireType`. */
  field(message: string): number {
    const start = this.pos;
    const first = start < this.end ? this.bytes[start]! : 0x80;
    if (first < 0x80) {
      this.pos++;
      this.low = first;
      this.high = 0;
    } else {
      this.varint();
    }
    const number = (this.high << 29) | (this.low >>> 3);
    this.wireType = this.low & 7;
    if (this.wireType === 4 || number <= 0) this.failTag(start, message, number);
    return number;
  }

  private failTag(start: number, message: string, number: number): never {
    this.pos = start;
    if (this.wireType === 4) this.fail(`proto: ${message}: wiretype end group for non-group`);
    const wire = BigInt.asUintN(64, (BigInt(this.high) << 32n) | BigInt(this.low >>> 0));
    this.fail(`proto: ${message}: illegal tag ${number} (wire type ${wire})`);
  }

  /** Checks the wire type of a field that is known. */
  expect(wireType: number, field: string): void {
    if (this.wireType !== wireType) this.fail(`proto: wrong wireType = ${this.wireType} for field ${field}`);
  }

  /** Skips the value of the field last announced; groups may nest. */
  skip(): void {
    let depth = 0;
    let wireType = this.wireType;
    for (;;) {
      depth += this.skipOne(wireType, depth);
      if (depth === 0) break;
      if (this.pos >= this.end) this.fail('unexpected EOF');
      this.varint();
      wireType = this.low & 7;
    }
    if (this.pos > this.end) this.fail('unexpected EOF');
  }

  /** Skips a value of a wire type; returns by how much the depth of groups changes. */
  private skipOne(wireType: number, depth: number): number {
    switch (wireType) {
      case 0:
        this.varint();
        return 0;
      case 1:
        this.pos += 8;
        return 0;
      case 2:
        this.pos = this.lengthEnd();
        return 0;
      case 3:
        return 1;
      case 4:
        return depth === 0 ? this.fail('proto: unexpected end of group') : -1;
      case 5:
        this.pos += 4;
        return 0;
      default:
        return this.fail(`proto: illegal wireType ${wireType}`);
    }
  }
}
