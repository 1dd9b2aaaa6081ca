// The reference's time code works on bytes: positions, lengths and "the next character" are bytes there. Here such code
// works on byte strings, JS strings in which every unit is one byte (ASCII text is its own byte string).

import { Buffer } from 'node:buffer';
import { decodeText, encodeText, isByteUnit } from '../point/text.js';

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
  let quoted = '"';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i);
    if (byte >= 0x80 || byte < 0x20) quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
    else quoted += byte === 0x22 || byte === 0x5c ? `\\${bytes[i]!}` : bytes[i]!;
  }
  return `${quoted}"`;
}

const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/** Quotes text the way Go's `%q` does: printable characters stay. */
export function quoteText(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const short = SHORT_ESCAPES.get(code);
    if (short !== undefined) quoted += short;
    else if (code < 0x80) quoted += code >= 0x20 && code < 0x7f ? character : `\\x${hex(code, 2)}`;
    else if (isByteUnit(code)) quoted += `\\x${hex(code - 0xdc00, 2)}`;
    else if (PRINTABLE.test(character)) quoted += character;
    else quoted += code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  }
  return `${quoted}"`;
}

function hex(n: number, width: number): string {
  return n.toString(16).padStart(width, '0');
}
