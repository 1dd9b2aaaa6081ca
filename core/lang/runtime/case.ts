// Upper and lower case by the one-to-one mapping of Unicode, as Go's strings.ToUpper and ToLower have it. JavaScript's
// methods map some characters to several, and the final sigma by its place; so texts are taken character by character.

import { toWellFormed } from '../../point/text.js';

const NON_ASCII = /[^\0-\x7f]/;

export function toLower(text: string): string {
  if (!NON_ASCII.test(text)) return text.toLowerCase();
  // compat: a byte that is not UTF-8 becomes U+FFFD even where no letter changes (Go's strings.Map).
  return Array.from(toWellFormed(text), lowerOf).join('');
}

export function toUpper(text: string): string {
  if (!NON_ASCII.test(text)) return text.toUpperCase();
  return Array.from(toWellFormed(text), upperOf).join('');
}

function lowerOf(char: string): string {
  const mapped = char.toLowerCase();
  return isOneCodePoint(mapped) ? mapped : char === '\u0130' ? 'i' : char;
}

function upperOf(char: string): string {
  const mapped = char.toUpperCase();
  return isOneCodePoint(mapped) ? mapped : (greekCapital(char) ?? char);
}

function isOneCodePoint(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
}

/** Greek letters with iota below: their full mapping is two letters, but they have a capital of their own as well. */
function greekCapital(char: string): string | undefined {
  const code = char.charCodeAt(0);
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCharCode(code + 9) : undefined;
}
