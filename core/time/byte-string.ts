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

/** Quotes a byte string the way Go's time package does: every byte that is not printable ASCII as `\\xNN`. */
export function quoteBytes(bytes: string): string {
  return `"${bytes.replace(/["\\]|[^ -\x7f]/g, quoteByte)}"`;
}

function quoteByte(byte: string): string {
  return byte === '"' || byte === '\\' ? `\\${byte}` : `\\x${hex(byte.charCodeAt(0), 2)}`;
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
  return `"${text.replace(/["\\]|[^ -~]/gu, quoteCharacter)}"`;
}

function quoteCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  const short = SHORT_ESCAPES.get(code);
  if (short !== undefined) return short;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  if (isByteUnit(code)) return `\\x${hex(code - 0xdc00, 2)}`;
  if (PRINTABLE.test(character)) return character;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(n: number, width: number): string {
  return n.toString(16).padStart(width, '0');
}
