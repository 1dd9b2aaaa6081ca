// Character classes and escapes of RE2: [...], \d, \p{...}, [:alpha:], \x{...}.

import type { CharSet } from './charset.js';
import { charSet, complement } from './charset.js';
import { PERL_CLASSES, POSIX_CLASSES, unicodeClass } from './classes.js';
import type { Cursor } from './cursor.js';
import { checkUtf8, PatternError } from './cursor.js';
import { foldSet } from './fold.js';

const MAX_CHAR = 0x10ffff;

/** Reads a class that starts here with `[`. */
export function parseBracketClass(c: Cursor, foldCase: boolean): CharSet {
  const start = c.at;
  c.at++;
  const negated = c.peek() === '^';
  if (negated) c.at++;
  const ranges: number[] = [];
  for (let first = true; first || c.peek() !== ']'; first = false) {
    const named = parsePosixClass(c, foldCase) ?? parseClassEscape(c, foldCase);
    if (named !== undefined) {
      ranges.push(...named);
      continue;
    }
    const [lo, hi] = parseRange(c, start);
    if (foldCase) ranges.push(...foldSet([lo, hi]));
    else ranges.push(lo, hi);
  }
  c.at++;
  const set = charSet(ranges);
  return negated ? complement(set) : set;
}

function parseRange(c: Cursor, classStart: number): [number, number] {
  const start = c.at;
  const lo = parseClassChar(c, classStart);
  if (c.peek() !== '-' || c.peek(1) === ']' || c.peek(1) === '') return [lo, lo];
  c.at++;
  const hi = parseClassChar(c, classStart);
  if (hi < lo) throw new PatternError('invalid character class range', c.since(start));
  return [lo, hi];
}

function parseClassChar(c: Cursor, classStart: number): number {
  if (c.done) throw new PatternError('missing closing ]', c.rest(classStart));
  return c.peek() === '\\' ? parseEscape(c) : c.next();
}

/** `[:alpha:]` inside a class; undefined when this is no such thing. */
function parsePosixClass(c: Cursor, foldCase: boolean): CharSet | undefined {
  if (!c.lookingAt('[:')) return undefined;
  const end = c.text.indexOf(':]', c.at + 2);
  if (end < 0) return undefined;
  const start = c.at;
  c.at = end + 2;
  const negated = c.text[start + 2] === '^';
  const set = POSIX_CLASSES.get(c.text.slice(start + (negated ? 3 : 2), end));
  if (set === undefined) throw new PatternError('invalid character class range', c.since(start));
  return folded(set, foldCase, negated);
}

/** `\d`, `\S`, `\pL`, `\P{Greek}` ...; undefined when this is no class. */
export function parseClassEscape(c: Cursor, foldCase: boolean): CharSet | undefined {
  if (c.peek() !== '\\') return undefined;
  const letter = c.peek(1);
  if (letter === 'p' || letter === 'P') return parseUnicodeClass(c, foldCase);
  const set = PERL_CLASSES.get(letter.toLowerCase());
  if (set === undefined) return undefined;
  c.at += 2;
  return folded(set, foldCase, letter !== letter.toLowerCase());
}

function parseUnicodeClass(c: Cursor, foldCase: boolean): CharSet {
  const start = c.at;
  let negated = c.peek(1) === 'P';
  c.at += 2;
  if (c.done) return unknownClass(c, start); // `\p` as the last thing: left to the escape's error
  let name = String.fromCodePoint(c.next());
  if (name === '{') {
    const end = c.text.indexOf('}', c.at);
    if (end < 0) {
      checkUtf8(c.rest(start));
      throw new PatternError('invalid character class range', c.rest(start));
    }
    name = c.text.slice(c.at, end);
    checkUtf8(name);
    c.at = end + 1;
  }
  if (name.startsWith('^')) {
    negated = !negated;
    name = name.slice(1);
  }
  const set = unicodeClass(name);
  return set === undefined ? unknownClass(c, start) : folded(set, foldCase, negated);
}

function unknownClass(c: Cursor, start: number): never {
  throw new PatternError('invalid character class range', c.since(start));
}

function folded(set: CharSet, foldCase: boolean, negated: boolean): CharSet {
  const all = foldCase ? foldSet(set) : set;
  return negated ? complement(all) : all;
}

const SIMPLE_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
]);

/** Reads an escape that stands for one character. */
export function parseEscape(c: Cursor): number {
  const start = c.at;
  c.at++;
  if (c.done) throw new PatternError('trailing backslash at end of expression', '');
  const char = c.next();
  const letter = String.fromCodePoint(char);
  const simple = SIMPLE_ESCAPES.get(letter);
  if (simple !== undefined) return simple;
  let value: number | undefined;
  if (letter === 'x') value = parseHex(c);
  else if (letter === '0' || (/[1-7]/.test(letter) && isOctal(c.peek()))) value = parseOctal(c, Number(letter));
  else if (char < 0x80 && !/[0-9A-Za-z]/.test(letter)) value = char;
  if (value === undefined) throw new PatternError('invalid escape sequence', c.since(start));
  return value;
}

/** Up to two more octal digits. */
function parseOctal(c: Cursor, first: number): number {
  let value = first;
  for (let i = 0; i < 2 && isOctal(c.peek()); i++) value = value * 8 + (c.next() - 0x30);
  return value;
}

/** `41` or `{1F600}`; undefined, with what was looked at consumed, when it is neither. */
function parseHex(c: Cursor): number | undefined {
  if (c.done) return undefined;
  const first = c.next();
  if (first !== 0x7b) {
    if (c.peek() === '') return undefined;
    const digits = String.fromCodePoint(first) + String.fromCodePoint(c.next());
    return /^[0-9a-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
  }
  let value = 0;
  for (let count = 0; !c.done; count++) {
    const digit = String.fromCodePoint(c.next());
    if (digit === '}') return count === 0 ? undefined : value;
    if (!/[0-9a-fA-F]/.test(digit)) return undefined;
    value = value * 16 + Number.parseInt(digit, 16);
    if (value > MAX_CHAR) return undefined;
  }
  return undefined;
}

function isOctal(digit: string): boolean {
  return digit >= '0' && digit <= '7';
}
