// A growing output buffer. Text goes in as UTF-8 in place; messages with a length in front are opened with a guess of how
// many bytes that length takes and moved by a byte or two in the rare case that the guess was wrong.

import { Buffer } from 'node:buffer';

import { encodeText, isWellFormed } from '../point/text.js';
import type { FastBuffer } from './fast-buffer.js';
import { allocateFast } from './fast-buffer.js';

const SHORT_TEXT = 20; // up to here a loop is faster than a call into Node

export class ByteWriter {
  bytes: FastBuffer;
  pos = 0;

  constructor(initialBytes = 65_536) {
    this.bytes = allocateFast(initialBytes);
  }

  /** Makes room for `count` more bytes. */
  ensure(count: number): void {
    const needed = this.pos + count;
    if (needed <= this.bytes.length) return;
    const grown = allocateFast(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.pos);
    this.bytes = grown;
  }

  /** A copy of what was written. */
  take(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.pos));
  }

  byte(value: number): void {
    this.bytes[this.pos++] = value;
  }

  newline(): void {
    this.ensure(1);
    this.byte(0x0a);
  }

  /** Takes the bytes before `at` away; what comes behind moves to the start. */
  takeUntil(at: number): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, at));
    this.bytes.copyWithin(0, at, this.pos);
    this.pos -= at;
    return taken;
  }

  /** Text as bytes, without a length; returns how many bytes. The room must have been ensured (3 per unit). */
  text(text: string): number {
    const length = text.length;
    if (length > SHORT_TEXT) return this.longText(text);
    const { bytes, pos } = this;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) return this.longText(text);
      bytes[pos + i] = unit;
    }
    this.pos = pos + length;
    return length;
  }

  private longText(text: string): number {
    const written = this.bytes.utf8Write(text, this.pos);
    if (written === text.length || isWellFormed(text)) {
      this.pos += written;
      return written;
    }
    const exact = encodeText(text);
    this.bytes.set(exact, this.pos);
    this.pos += exact.length;
    return exact.length;
  }

  /** A non-negative integer below 2^31 as a varint. */
  varint(value: number): void {
    const bytes = this.bytes;
    let rest = value;
    while (rest >= 0x80) {
      bytes[this.pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.pos++] = rest;
  }

  /** 64 bits, given as int32 halves, as a varint. */
  varint64(low: number, high: number): void {
    const bytes = this.bytes;
    let l = low;
    let h = high;
    while (h !== 0 || l >>> 0 >= 0x80) {
      bytes[this.pos++] = (l & 0x7f) | 0x80;
      l = (l >>> 7) | (h << 25);
      h >>>= 7;
    }
    bytes[this.pos++] = l;
  }

  /** Length and bytes of a text. */
  prefixedText(text: string): void {
    const start = this.pos;
    this.varint(text.length);
    const written = this.text(text);
    if (written === text.length) return;
    this.pos = start;
    this.varint(written);
    this.text(text);
  }

  /** Leaves room for a length of `lengthBytes` bytes; returns the position to give to `close`. */
  open(lengthBytes: number): number {
    this.pos += lengthBytes;
    return this.pos;
  }

  /** Writes the length of what came since `open`. */
  close(start: number, lengthBytes: number): void {
    const length = this.pos - start;
    const needed = lengthOfVarint(length);
    const begin = start - lengthBytes;
    if (needed !== lengthBytes) {
      this.ensure(needed);
      this.bytes.copyWithin(begin + needed, start, this.pos);
    }
    this.pos = begin;
    this.varint(length);
    this.pos += length;
  }
}

function lengthOfVarint(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
}
