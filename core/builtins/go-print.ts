// How Go's fmt prints one value under a verb: bool, int64, float64, string, nil, []interface {}, map[string]interface {}.

import { encodeText, isByteUnit } from '../point/text.js';
import { compareBytes } from '../lang/runtime/convert.js';
import { MAX_TEXT, TooLargeError } from '../lang/runtime/limits.js';
import type { Int, List, ScriptMap, Value } from '../lang/runtime/value.js';
import { Float, Void } from '../lang/runtime/value.js';
import { goQuote, goQuoteAscii, goQuoteChar, isPrintable } from '../lang/source/quote.js';
import { countCharacters, sliceCharacters } from './characters.js';
import { goFloat } from './go-number-format.js';

export interface Flags {
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** %#v: as it is written in Go. */
  readonly goSyntax: boolean;
}

export const NO_FLAGS: Flags = {
  width: undefined,
  precision: undefined,
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  goSyntax: false,
};

/** The value under a verb. Where the two do not go together Go says so in the text: `%!d(string=x)`. */
export function printValue(value: Value, verb: string, flags: Flags): string {
  if (value === null || value instanceof Void) {
    return verb === 'v' || verb === 'T' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
  }
  if (verb === 'T') return printText(typeName(value), flags);
  if (verb === 'p') return badVerb(value, verb, flags); // Go prints the addresses of lists and maps
  return printInner(value, verb, flags, 0);
}

/** What is appended for arguments that no verb took. */
export function printSurplus(args: readonly Value[]): string {
  const parts = args.map((arg) =>
    arg === null || arg instanceof Void ? '<nil>' : `${typeName(arg)}=${printInner(arg, 'v', NO_FLAGS, 0)}`,
  );
  return `%!(EXTRA ${parts.join(', ')})`;
}

/** Lists in lists; Go goes on until its stack ends. */
const MAX_DEPTH = 1000;

function printInner(value: Value, verb: string, flags: Flags, depth: number): string {
  switch (typeof value) {
    case 'string':
      return printString(value, verb, flags);
    case 'number':
    case 'bigint':
      return printInt(value, verb, flags);
    case 'boolean':
      return verb === 't' || verb === 'v' ? pad(value ? 'true' : 'false', flags) : badVerb(value, verb, flags);
    default:
      if (value === null || value instanceof Void) return flags.goSyntax ? 'interface {}(nil)' : '<nil>';
      if (value instanceof Float) return printFloat(value, verb, flags);
      if (depth > MAX_DEPTH) throw new TooLargeError(`lists and maps nested more than ${MAX_DEPTH} deep`);
      return value instanceof Map ? printMap(value, verb, flags, depth) : printList(value, verb, flags, depth);
  }
}

function printList(list: List, verb: string, flags: Flags, depth: number): string {
  let text = '';
  for (const item of list) {
    if (text !== '') text += flags.goSyntax ? ', ' : ' ';
    text += printInner(item, verb, flags, depth + 1);
    if (text.length > MAX_TEXT) throw new TooLargeError(`text longer than ${MAX_TEXT} characters`);
  }
  return flags.goSyntax ? `[]interface {}{${text}}` : `[${text}]`;
}

function printMap(map: ScriptMap, verb: string, flags: Flags, depth: number): string {
  let text = '';
  for (const key of [...map.keys()].sort(compareBytes)) {
    if (text !== '') text += flags.goSyntax ? ', ' : ' ';
    const value = printInner(map.get(key) ?? null, verb, flags, depth + 1);
    text += `${printString(key, verb, flags)}:${value}`;
    if (text.length > MAX_TEXT) throw new TooLargeError(`text longer than ${MAX_TEXT} characters`);
  }
  return flags.goSyntax ? `map[string]interface {}{${text}}` : `map[${text}]`;
}

function badVerb(value: Value, verb: string, flags: Flags): string {
  return `%!${verb}(${typeName(value)}=${printInner(value, 'v', flags, 0)})`;
}

function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
    case 'bigint':
      return 'int64';
    case 'boolean':
      return 'bool';
    default:
      if (value instanceof Float) return 'float64';
      return value instanceof Map ? 'map[string]interface {}' : '[]interface {}';
  }
}

/** Blanks, or zeros, up to the width; it counts code points. */
function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - countCharacters(text);
  if (missing <= 0) return text;
  return flags.minus ? text + ' '.repeat(missing) : (flags.zero ? '0' : ' ').repeat(missing) + text;
}

function padWithBlanks(text: string, flags: Flags): string {
  return pad(text, flags.zero ? { ...flags, zero: false } : flags);
}

function printText(text: string, flags: Flags): string {
  return pad(truncated(text, flags), flags);
}

function truncated(text: string, { precision }: Flags): string {
  return precision === undefined || text.length <= precision ? text : sliceCharacters(text, 0, precision);
}

function printString(text: string, verb: string, flags: Flags): string {
  switch (verb) {
    case 'v':
      return flags.goSyntax ? quoted(text, flags) : printText(text, flags);
    case 's':
      return printText(text, flags);
    case 'q':
      return quoted(text, flags);
    case 'x':
    case 'X':
      return hexBytes(text, verb, flags);
    default:
      return badVerb(text, verb, flags);
  }
}

function quoted(text: string, flags: Flags): string {
  const shown = truncated(text, flags);
  if (flags.sharp && canBackquote(shown)) return pad(`\`${shown}\``, flags);
  return pad(flags.plus ? goQuoteAscii(shown) : goQuote(shown), flags);
}

function canBackquote(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if ((code < 0x20 && char !== '\t') || char === '`' || code === 0x7f || code === 0xfeff || isByteUnit(code))
      return false;
  }
  return true;
}

function hexBytes(text: string, verb: 'x' | 'X', flags: Flags): string {
  const all = encodeText(text);
  const bytes = flags.precision === undefined ? all : all.subarray(0, flags.precision);
  const prefix = flags.sharp ? `0${verb}` : '';
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const digits = flags.space ? pairs.join(` ${prefix}`) : pairs.join('');
  const cased = verb === 'X' ? digits.toUpperCase() : digits;
  return pad(cased === '' ? '' : prefix + cased, flags);
}

function printInt(value: Int, verb: string, flags: Flags): string {
  switch (verb) {
    case 'v':
    case 'd':
      return digitsOf(value, 10, verb, flags);
    case 'b':
      return digitsOf(value, 2, verb, flags);
    case 'o':
    case 'O':
      return digitsOf(value, 8, verb, flags);
    case 'x':
    case 'X':
      return digitsOf(value, 16, verb, flags);
    case 'c':
      return pad(characterOf(value), flags);
    case 'q':
      return pad(goQuoteChar(characterOf(value), flags.plus), flags);
    case 'U':
      return codePoint(value, flags);
    default:
      return badVerb(value, verb, flags);
  }
}

function digitsOf(value: Int, base: number, verb: string, flags: Flags): string {
  const isNegative = value < 0;
  const size = isNegative ? -value : value;
  const sign = isNegative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  let digits = size.toString(base);
  if (flags.precision !== undefined) {
    if (flags.precision === 0 && value === 0) return padWithBlanks('', flags);
    digits = digits.padStart(flags.precision, '0');
  } else if (flags.zero && flags.width !== undefined) {
    digits = digits.padStart(flags.width - sign.length, '0');
  }
  if (flags.sharp) {
    if (base === 2) digits = `0b${digits}`;
    else if (base === 16) digits = `0x${digits}`;
    else if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  }
  if (verb === 'O') digits = `0o${digits}`;
  if (verb === 'X') digits = digits.toUpperCase();
  return padWithBlanks(sign + digits, flags);
}

/** The character of a code point; U+FFFD where there is none. */
function characterOf(value: Int): string {
  const code = Number(value);
  const isCharacter = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}

function codePoint(value: Int, flags: Flags): string {
  const unsigned = BigInt.asUintN(64, BigInt(value));
  const hex = unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 0), '0');
  const character = characterOf(value);
  const hasCharacter = flags.sharp && unsigned <= 0x10ffffn && isPrintable(character);
  return padWithBlanks(hasCharacter ? `U+${hex} '${character}'` : `U+${hex}`, flags);
}

const DEFAULT_PRECISION: Readonly<Record<string, number>> = {
  e: 6,
  E: 6,
  f: 6,
  F: 6,
  v: -1,
  g: -1,
  G: -1,
  b: -1,
  x: -1,
  X: -1,
};

function printFloat(value: Float, verb: string, flags: Flags): string {
  const standard = DEFAULT_PRECISION[verb];
  if (standard === undefined) return badVerb(value, verb, flags);
  const precision = flags.precision ?? standard;
  const n = value.v;
  if (!Number.isFinite(n)) return infinite(n, flags);
  const kind = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb;
  const text = goFloat(n, kind, precision);
  const isNegative = text.startsWith('-');
  const sign = isNegative ? '-' : flags.space && !flags.plus ? ' ' : flags.plus ? '+' : '';
  const plain = isNegative ? text.slice(1) : text;
  const body = flags.sharp && kind !== 'b' ? withPoint(plain, kind, precision) : plain;
  if (sign !== '' && flags.zero && flags.width !== undefined) {
    return sign + body.padStart(flags.width - sign.length, '0');
  }
  return pad(sign + body, flags);
}

/** Never padded with zeros. */
function infinite(n: number, flags: Flags): string {
  const sign = n < 0 ? '-' : flags.space && !flags.plus ? ' ' : Number.isNaN(n) && !flags.plus ? '' : '+';
  return padWithBlanks(sign + (Number.isNaN(n) ? 'NaN' : 'Inf'), flags);
}

/** The # flag: a point always, and for %g the zeros that it leaves out. */
function withPoint(text: string, kind: string, precision: number): string {
  const isHex = kind === 'x' || kind === 'X';
  const cut = text.search(isHex ? /p/i : /e/i);
  const tail = cut < 0 ? '' : text.slice(cut);
  let body = cut < 0 ? text : text.slice(0, cut);
  let missing = kind === 'g' || kind === 'G' || kind === 'x' ? (precision < 0 ? 6 : precision) : 0;
  missing -= body.replace('.', '').replace(/^0+/, '').length;
  if (!body.includes('.')) {
    if (body === '0') missing--; // a lone zero counts as a digit
    body += '.';
  }
  return body + '0'.repeat(Math.max(0, missing)) + tail;
}
