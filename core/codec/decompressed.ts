// What a decoder has written so far: a buffer that grows up to a limit and can repeat a part of itself.

import { Buffer } from 'node:buffer';

import { DecodeError } from '../errors.js';

/** More comes out of a compressed body than is allowed. */
export class TooLargeError extends DecodeError {
  constructor(maxBytes: number) {
    super('compression', `the body is larger than ${maxBytes} bytes after decompression`);
  }
}

const FIRST_BYTES = 65_536;
const SHORT_COPY = 32; // up to here a loop is faster than a call into Node

export class Output {
  private readonly maxBytes: number;
  private bytes: Buffer;
  private size = 0;
  /** Where what `repeat` may reach begins. */
  private begin = 0;

  constructor(expectedBytes: number, maxBytes: number) {
    this.maxBytes = maxBytes;
    this.bytes = Buffer.allocUnsafeSlow(Math.min(expectedBytes, maxBytes));
  }

  get length(): number {
    return this.size;
  }

  /** From here on nothing written before can be repeated. */
  beginHere(): void {
    this.begin = this.size;
  }

  append(source: Uint8Array, from: number, to: number): void {
    const count = to - from;
    this.ensure(count);
    const { bytes, size } = this;
    if (count <= SHORT_COPY) for (let i = 0; i < count; i++) bytes[size + i] = source[from + i]!;
    else bytes.set(source.subarray(from, to), size);
    this.size += count;
  }

  fill(value: number, count: number): void {
    this.ensure(count);
    this.bytes.fill(value, this.size, this.size + count);
    this.size += count;
  }

  /** Writes `count` bytes again that stand `offset` bytes back; they may reach into what is being written. */
  repeat(offset: number, count: number): void {
    if (offset <= 0 || offset > this.size - this.begin) {
      throw new DecodeError('compression', `corrupt stream: it repeats what stands ${offset} bytes before its start`);
    }
    this.ensure(count);
    const { bytes, size } = this;
    const from = size - offset;
    if (count <= SHORT_COPY) {
      for (let i = 0; i < count; i++) bytes[size + i] = bytes[from + i]!;
    } else {
      // each copy doubles what can be copied at once
      for (let done = 0; done < count;) {
        const part = Math.min(count - done, offset + done);
        bytes.copyWithin(size + done, from, from + part);
        done += part;
      }
    }
    this.size += count;
  }

  take(): Uint8Array {
    return this.bytes.subarray(0, this.size);
  }

  private ensure(count: number): void {
    const needed = this.size + count;
    if (needed <= this.bytes.length) return;
    if (needed > this.maxBytes) throw new TooLargeError(this.maxBytes);
    const grown = Buffer.allocUnsafeSlow(Math.min(this.maxBytes, Math.max(needed, this.bytes.length * 2, FIRST_BYTES)));
    this.bytes.copy(grown, 0, 0, this.size);
    this.bytes = grown;
  }
}
