// Characters of a byte string as Go sees them: UTF-8 sequences decoded, and its classes of letters and digits.

import { Buffer } from 'node:buffer';

const REPLACEMENT = 0xfffd;

/** Number of bytes of the character at `at`; 1 for a byte that starts none. */
export function characterLength(bytes: string, at: number): number {
  const lead = bytes.charCodeAt(at);
  if (lead < 0xc2) return 1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
  return length > 1 && decode(bytes, at, length) !== REPLACEMENT ? length : 1;
}

/** Code point of the character at `at` that has `length` bytes; U+FFFD for a byte that starts none. */
export function characterAt(bytes: string, at: number, length: number): number {
  const lead = bytes.charCodeAt(at);
  if (lead < 0x80) return lead;
  return length === 1 ? REPLACEMENT : decode(bytes, at, length);
}

function decode(bytes: string, at: number, length: number): number {
  const text = Buffer.from(bytes.slice(at, at + length), 'latin1').toString('utf8');
  const code = text.codePointAt(0) ?? REPLACEMENT;
  return text.length === (code > 0xffff ? 2 : 1) ? code : REPLACEMENT;
}

export function isLetter(code: number): boolean {
  if (code < 0x80) return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return /^\p{L}$/u.test(String.fromCodePoint(code));
}

export function isDigit(code: number): boolean {
  if (code < 0x80) return code >= 0x30 && code <= 0x39;
  return /^\p{Nd}$/u.test(String.fromCodePoint(code));
}
