// Snappy's raw block format, as shippers post it: the length that comes out, then literals and copies.
// Source: github.com/google/snappy format_description.txt

import { DecodeError } from '../errors.js';
import { Output, TooLargeError } from './decompressed.js';

/** @throws DecodeError for a broken stream, TooLargeError when more than `maxBytes` would come out */
export function decompressSnappy(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const [length, start] = readLength(bytes);
  if (length > maxBytes) throw new TooLargeError(maxBytes);
  const out = new Output(length, length);
  let at = start;
  while (at < bytes.length) at = readElement(bytes, at, out, length);
  if (out.length !== length) corrupt('it is not as long as it says', at);
  return out.take();
}

function readLength(bytes: Uint8Array): [length: number, end: number] {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[i];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [length, i + 1];
  }
  return corrupt('its length is cut off', 0);
}

/** Reads a literal or a copy; returns where it ends. */
function readElement(bytes: Uint8Array, at: number, out: Output, maxBytes: number): number {
  const tag = bytes[at]!;
  const kind = tag & 3;
  const extraBytes = kind === 0 ? Math.max(0, (tag >> 2) - 59) : kind === 3 ? 4 : kind;
  const body = at + 1 + extraBytes;
  if (body > bytes.length) corrupt('it is cut off', at);
  const extra = littleEndian(bytes, at + 1, extraBytes);
  const length =
    kind === 0 ? (extraBytes === 0 ? tag >> 2 : extra) + 1 : kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
  if (out.length + length > maxBytes) corrupt('it is longer than it says', at);
  if (kind !== 0) {
    out.repeat(kind === 1 ? (tag >> 5) * 256 + extra : extra, length);
    return body;
  }
  if (body + length > bytes.length) corrupt('it is cut off', at);
  out.append(bytes, body, body + length);
  return body + length;
}

function littleEndian(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[from + i]!;
  return value;
}

function corrupt(what: string, offset: number): never {
  throw new DecodeError('compression', `corrupt snappy stream: ${what}`, offset);
}
