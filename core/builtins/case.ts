// Upper and lower case by the one-to-one mapping of Unicode, as Go's strings.ToUpper and ToLower have it. JavaScript's
// methods map some characters to several, and the final sigma by its place; those are taken character by character.

import { toWellFormed } from '../point/text.js';

const NON_ASCII = /[^\x00-\x7f]/g; // eslint-disable-line no-control-regex

export function mapCase(text: string, to: 'lower' | 'upper'): string {
  // compat: a byte that is not UTF-8 becomes U+FFFD even where no letter changes (Go's strings.Map).
  const clean = toWellFormed(text);
  const mapAscii = to === 'lower' ? clean.toLowerCase() : clean.toUpperCase();
  if (!NON_ASCII.test(clean)) return mapAscii;
  NON_ASCII.lastIndex = 0;
  return Array.from(clean, to === 'lower' ? lowerOf : upperOf).join('');
}

function lowerOf(char: string): string {
  if (char === '\u0130') return 'i';
  const mapped = char.toLowerCase();
  return isOneCodePoint(mapped) ? mapped : char;
}

function upperOf(char: string): string {
  const mapped = char.toUpperCase();
  return isOneCodePoint(mapped) ? mapped : char;
}

function isOneCodePoint(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
}
