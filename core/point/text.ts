// Text that may hold bytes which are not UTF-8 (decision D11). Such a byte is one lone low surrogate U+DC80..U+DCFF
// (0x80 -> U+DC80), so that decode and encode are exact inverses and everything valid is an ordinary JS string.
// Invariant: no high surrogate ever stands alone, and no run of byte units forms valid UTF-8 (`concat` keeps that).

import { Buffer, isAscii, isUtf8 } from 'node:buffer';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes to text; exact for any bytes. */
export function decodeText(bytes: Uint8Array): string {
  if (isAscii(bytes)) return asBuffer(bytes).toString('latin1');
  if (isUtf8(bytes)) return decoder.decode(bytes);
  return decodeInvalid(bytes);
}

/** decodeText of the bytes from `start` to `end`, without a view of its own for the usual case. */
export function decodeTextAt(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\ufffd') ? decodeText(bytes.subarray(start, end)) : text;
}

/** Text to bytes; the inverse of decodeText. */
export function encodeText(text: string): Uint8Array {
  if (isWellFormed(text)) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      i++; // invariant: a high surrogate is followed by its low one
    } else if (unit >= 0xdc80 && unit <= 0xdcff) {
      if (i > from) parts.push(Buffer.from(text.slice(from, i), 'utf8'));
      parts.push(Uint8Array.of(unit - 0xdc00));
      from = i + 1;
    }
  }
  if (from < text.length) parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

/** Length in bytes. */
export function byteLength(text: string): number {
  const length = Buffer.byteLength(text, 'utf8');
  if (isWellFormed(text)) return length;
  let lone = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) i++;
    else if (unit >= 0xdc80 && unit <= 0xdcff) lone++;
  }
  return length - 2 * lone; // Buffer counts a lone surrogate as the three bytes of U+FFFD
}

/** Joins two texts; byte units that meet and form valid UTF-8 become the character they spell. */
export function concat(left: string, right: string): string {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const joined = left + right;
  if (!isByteUnit(left.charCodeAt(left.length - 1)) || !isByteUnit(right.charCodeAt(0))) return joined;
  return decodeText(encodeText(joined));
}

/** Cuts to at most `maxBytes` bytes, without regard to character borders (as the reference does). */
export function cutBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || byteLength(text) <= maxBytes) return text;
  return decodeText(encodeText(text).subarray(0, maxBytes));
}

/** Order of the bytes of two texts: negative, 0 or positive. */
export function compareBytes(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let i = 0; i < shorter; i++) {
    const l = left.charCodeAt(i);
    const r = right.charCodeAt(i);
    if (l === r) continue;
    // below the surrogates, units come in the order of their UTF-8 bytes
    return l < 0xd800 && r < 0xd800 ? l - r : Buffer.compare(encodeText(left), encodeText(right));
  }
  return left.length - right.length;
}

/** Text with every byte that is not UTF-8 replaced by U+FFFD, as a JSON or regex reader sees it. */
export function toWellFormed(text: string): string {
  return isWellFormed(text) ? text : text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]/g, loneToReplacement);
}

export function isByteUnit(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff;
}

/** True when the text holds no byte unit. */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed(); // in Node 20, not yet in lib ES2023
}

function loneToReplacement(match: string): string {
  return match.length === 2 ? match : '\ufffd';
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Length of the valid UTF-8 sequence that starts at `at`, 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

function decodeInvalid(bytes: Uint8Array): string {
  let text = '';
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at > from) text += decoder.decode(bytes.subarray(from, at));
    text += String.fromCharCode(0xdc00 + bytes[at]!);
    at++;
    from = at;
  }
  if (at > from) text += decoder.decode(bytes.subarray(from, at));
  return text;
}
