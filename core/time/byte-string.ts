// The reference's time code works on bytes: positions, lengths and "the next character" are bytes there. Here such code
// works on byte strings, JS strings in which every unit is one byte (ASCII text is its own byte string).

import { Buffer } from 'node:buffer';
import { decodeText, encodeText } from '../point/text.js';

export function isAsciiText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

export function toByteString(text: string): string {
  return isAsciiText(text) ? text : Buffer.from(encodeText(text)).toString('latin1');
}

export function fromByteString(bytes: string): string {
  return isAsciiText(bytes) ? bytes : decodeText(Buffer.from(bytes, 'latin1'));
}

/** Quotes a byte string the way Go's time package does: every byte that is not printable ASCII as `\xNN`. */
export function quoteBytes(bytes: string): string {
  return `"${bytes.replace(/["\\]|[^ -\x7f]/g, quoteByte)}"`;
}

function quoteByte(byte: string): string {
  return byte === '"' || byte === '\\' ? `\\${byte}` : `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
