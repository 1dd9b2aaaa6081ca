// Strings out of bytes. Short ASCII text (keys, tag values) repeats from record to record, so it is looked up by a hash
// of its bytes in a table of fixed size, where a new text replaces the one in its slot: no growth, no eviction policy.
// Everything else becomes a string of its own, never a slice of a bigger one (which would keep a whole body alive).

import { decodeText } from '../point/text.js';
import type { FastBuffer } from './fast-buffer.js';

const SLOTS = 4096; // a power of two
const MAX_CACHED = 40;
const REPLACEMENT = '\ufffd';

export class TextCache {
  private readonly slots: string[] = new Array<string>(SLOTS).fill('');

  /** The text of bytes that probably came before. */
  repeated(bytes: FastBuffer, from: number, to: number): string {
    const length = to - from;
    if (length > MAX_CACHED || length === 0) return textAt(bytes, from, to);
    let hash = 0;
    let seen = 0;
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!;
      seen |= byte;
      hash = hashStep(hash, byte);
    }
    if (seen >= 0x80) return textAt(bytes, from, to);
    return this.lookUp(bytes, from, to, hash);
  }

  /** As `repeated`, for ASCII bytes whose hash the caller has computed while scanning them with `hashStep`, from 0. */
  lookUp(bytes: FastBuffer, from: number, to: number, hash: number): string {
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    const cached = this.slots[slot]!;
    if (isSame(cached, bytes, from, to)) return cached;
    return (this.slots[slot] = bytes.latin1Slice(from, to));
  }
}

export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function isSame(text: string, bytes: FastBuffer, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}

/** The text of any bytes, as decodeText gives it. */
export function textAt(bytes: FastBuffer, from: number, to: number): string {
  if (from === to) return '';
  const text = bytes.utf8Slice(from, to);
  // U+FFFD stands for bytes that are no UTF-8 (or is written in the text): only then the careful way
  return text.includes(REPLACEMENT) ? decodeText(bytes.subarray(from, to)) : text;
}
