// Builds values from msgpack bytes. Everything the format can say is kept apart: ints from floats, text from bytes,
// any key from any other. Depth and the number of values of one record are bounded. A float32 becomes the same number
// as a Float; that it was sent in 32 bits is not kept.

import { decodeTextAt } from '../../point/text.js';
import { Float, toInt, Uint, type Int } from '../../point/value.js';
import { DecodeError } from '../../errors.js';
import { EventTime, ExtValue, RecordMap, type RecordValue } from '../record/record.js';
import type { KeyCache } from './key-cache.js';
import { readUint32, truncated } from './scan.js';

export interface ReadLimits {
  /** Maps and lists inside each other. */
  readonly maxDepth: number;
  /** Keys and values of one record, at all depths. */
  readonly maxValues: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = { maxDepth: 64, maxValues: 100_000 };

const EVENT_TIME_TYPE = 0;
const MAX_INT64 = (1n << 63n) - 1n;

export class Reader {
  /** Offset of the next byte. */
  at: number;
  readonly end: number;
  private readonly bytes: Buffer;
  private readonly keys: KeyCache;
  private readonly limits: ReadLimits;
  private depth = 0;
  private values = 0;

  constructor(bytes: Buffer, start: number, end: number, keys: KeyCache, limits: ReadLimits = DEFAULT_READ_LIMITS) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.keys = keys;
    this.limits = limits;
  }

  /** Starts a new record at `at`: the bounds count from here. */
  restart(at: number): void {
    this.at = at;
    this.depth = 0;
    this.values = 0;
  }

  /** @throws DecodeError with the offset in the bytes given to the constructor */
  readValue(): RecordValue {
    const type = this.takeType();
    if (type < 0x80) return type;
    if (type < 0x90) return this.readMapBody(type & 0x0f);
    if (type < 0xa0) return this.readList(type & 0x0f);
    if (type < 0xc0) return this.readText(type & 0x1f);
    if (type >= 0xe0) return type - 0x100;
    return type < 0xca ? this.readPlain(type) : type < 0xd4 ? this.readNumber(type) : this.readSized(type);
  }

  /** Reads a map. */
  readMap(): RecordMap {
    const at = this.at;
    const value = this.readValue();
    if (value instanceof RecordMap) return value;
    throw new DecodeError('msgpack', `a map is expected at byte ${at}`, at);
  }

  /** The number of members when an array starts here (and moves behind its header); -1, without moving, if not. */
  tryArrayHeader(): number {
    const type = this.at < this.end ? this.bytes[this.at]! : -1;
    if ((type & 0xf0) === 0x90) {
      this.at++;
      return type & 0x0f;
    }
    if (type !== 0xdc && type !== 0xdd) return -1;
    this.at++;
    return type === 0xdc ? this.take16() : this.take32();
  }

  /** Like tryArrayHeader for the entries of a map. */
  tryMapHeader(): number {
    const type = this.at < this.end ? this.bytes[this.at]! : -1;
    if ((type & 0xf0) === 0x80) {
      this.at++;
      return type & 0x0f;
    }
    if (type !== 0xde && type !== 0xdf) return -1;
    this.at++;
    return type === 0xde ? this.take16() : this.take32();
  }

  /** The bytes from one offset to another, not copied. */
  slice(start: number, end: number): Buffer {
    return this.bytes.subarray(start, end);
  }

  /** Seconds of an EventTime that starts here, moved to its nanoseconds (`take32`); -1, without moving, if none does. */
  tryEventTime(): number {
    const { bytes, at } = this;
    if (at + 10 <= this.end && bytes[at] === 0xd7 && bytes[at + 1] === EVENT_TIME_TYPE) {
      this.at = at + 6;
      return readUint32(bytes, at + 2);
    }
    if (at + 11 <= this.end && bytes[at] === 0xc7 && bytes[at + 1] === 8 && bytes[at + 2] === EVENT_TIME_TYPE) {
      this.at = at + 7;
      return readUint32(bytes, at + 3);
    }
    return -1;
  }

  take32(): number {
    return readUint32(this.bytes, this.take(4));
  }

  private readPlain(type: number): RecordValue {
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.readBytes(this.take8());
      case 0xc5:
        return this.readBytes(this.take16());
      case 0xc6:
        return this.readBytes(this.take32());
      case 0xc7:
        return this.readExt(this.take8());
      case 0xc8:
        return this.readExt(this.take16());
      case 0xc9:
        return this.readExt(this.take32());
      default:
        throw new DecodeError('msgpack', `byte 0x${type.toString(16)} begins no msgpack value`, this.at - 1);
    }
  }

  private readNumber(type: number): Int | Float | Uint {
    const { bytes } = this;
    switch (type) {
      case 0xca:
        return new Float(bytes.readFloatBE(this.take(4)));
      case 0xcb:
        return new Float(bytes.readDoubleBE(this.take(8)));
      case 0xcc:
        return this.take8();
      case 0xcd:
        return this.take16();
      case 0xce:
        return this.take32();
      case 0xcf:
        return this.readUint64();
      case 0xd0:
        return (this.take8() << 24) >> 24;
      case 0xd1:
        return (this.take16() << 16) >> 16;
      case 0xd2:
        return this.take32() | 0;
      default:
        return this.readInt64();
    }
  }

  private readSized(type: number): RecordValue {
    switch (type) {
      case 0xd9:
        return this.readText(this.take8());
      case 0xda:
        return this.readText(this.take16());
      case 0xdb:
        return this.readText(this.take32());
      case 0xdc:
        return this.readList(this.take16());
      case 0xdd:
        return this.readList(this.take32());
      case 0xde:
        return this.readMapBody(this.take16());
      case 0xdf:
        return this.readMapBody(this.take32());
      default:
        return this.readExt(1 << (type - 0xd4));
    }
  }

  private readMapBody(size: number): RecordMap {
    this.enter(2 * size);
    const items: RecordValue[] = [];
    for (let i = 0; i < size; i++) {
      items.push(this.readKey());
      items.push(this.readValue());
    }
    this.depth--;
    return new RecordMap(items);
  }

  private readList(size: number): RecordValue[] {
    this.enter(size);
    const items: RecordValue[] = [];
    for (let i = 0; i < size; i++) items.push(this.readValue());
    this.depth--;
    return items;
  }

  private enter(members: number): void {
    this.values += members;
    if (++this.depth > this.limits.maxDepth) throw this.beyond(`${this.limits.maxDepth} levels deep`);
    if (this.values > this.limits.maxValues) throw this.beyond(`${this.limits.maxValues} keys and values`);
  }

  private beyond(limit: string): DecodeError {
    return new DecodeError('msgpack', `record has more than ${limit} at byte ${this.at}`, this.at);
  }

  private readKey(): RecordValue {
    const type = this.at < this.end ? this.bytes[this.at]! : 0;
    if (type < 0xa0 || type >= 0xc0) return this.readValue();
    this.at++;
    const length = type & 0x1f;
    return this.keys.text(this.bytes, this.take(length), length);
  }

  private readText(length: number): string {
    const start = this.take(length);
    return decodeTextAt(this.bytes, start, start + length);
  }

  /** A copy, so that a value does not keep a whole message in memory. */
  private readBytes(length: number): Uint8Array {
    const start = this.take(length);
    return new Uint8Array(this.bytes.subarray(start, start + length));
  }

  private readExt(length: number): EventTime | ExtValue {
    const start = this.take(length + 1);
    const type = (this.bytes[start]! << 24) >> 24;
    if (type === EVENT_TIME_TYPE && length === 8) {
      return new EventTime(readUint32(this.bytes, start + 1), readUint32(this.bytes, start + 5));
    }
    return new ExtValue(type, new Uint8Array(this.bytes.subarray(start + 1, start + 1 + length)));
  }

  private readInt64(): Int {
    const start = this.take(8);
    const high = readUint32(this.bytes, start) | 0;
    if (high >= -0x200000 && high < 0x200000) {
      const value = high * 0x1_0000_0000 + readUint32(this.bytes, start + 4);
      if (Number.isSafeInteger(value)) return value;
    }
    return toInt(this.bytes.readBigInt64BE(start));
  }

  private readUint64(): Int | Uint {
    const start = this.take(8);
    const high = readUint32(this.bytes, start);
    if (high < 0x200000) return high * 0x1_0000_0000 + readUint32(this.bytes, start + 4);
    const value = this.bytes.readBigUInt64BE(start);
    return value > MAX_INT64 ? new Uint(value) : toInt(value);
  }

  private takeType(): number {
    if (this.at >= this.end) throw truncated(this.at);
    return this.bytes[this.at++]!;
  }

  private take8(): number {
    return this.bytes[this.take(1)]!;
  }

  private take16(): number {
    const start = this.take(2);
    return (this.bytes[start]! << 8) | this.bytes[start + 1]!;
  }

  /** Moves over `length` bytes and returns where they start. */
  private take(length: number): number {
    const start = this.at;
    if (start + length > this.end) throw truncated(start);
    this.at = start + length;
    return start;
  }
}
