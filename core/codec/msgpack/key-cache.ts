// Remembers the texts of short keys, because every record of a shipper has the same ones: comparing a few bytes is
// several times cheaper than making a string. A fixed number of slots, the last comer stays; nothing grows.

import { decodeTextAt } from '../../point/text.js';

const SLOTS = 512;
const MAX_KEY_BYTES = 48;

export class KeyCache {
  private readonly texts = new Array<string>(SLOTS).fill('');
  private readonly lengths = new Uint8Array(SLOTS);
  private readonly bytes = new Uint8Array(SLOTS * MAX_KEY_BYTES);

  /** The text of `length` bytes at `start`. */
  text(bytes: Buffer, start: number, length: number): string {
    if (length === 0) return '';
    if (length > MAX_KEY_BYTES) return decodeTextAt(bytes, start, start + length);
    const slot = slotOf(bytes, start, length);
    const base = slot * MAX_KEY_BYTES;
    if (this.lengths[slot] === length && this.equals(bytes, start, length, base)) return this.texts[slot]!;
    const text = decodeTextAt(bytes, start, start + length);
    this.texts[slot] = text;
    this.lengths[slot] = length;
    for (let i = 0; i < length; i++) this.bytes[base + i] = bytes[start + i]!;
    return text;
  }

  private equals(bytes: Buffer, start: number, length: number, base: number): boolean {
    const known = this.bytes;
    for (let i = 0; i < length; i++) {
      if (known[base + i] !== bytes[start + i]) return false;
    }
    return true;
  }
}

function slotOf(bytes: Buffer, start: number, length: number): number {
  const first = bytes[start]!;
  const middle = bytes[start + (length >> 1)]!;
  const last = bytes[start + length - 1]!;
  return (length * 131 + first * 31 + middle * 17 + last) % SLOTS;
}
