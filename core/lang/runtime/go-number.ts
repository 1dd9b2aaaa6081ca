// Reading numbers from text by the rules of Go's strconv.

import type { Int } from './value.js';
import { toInt } from './value.js';

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)$/;
const INFINITY = /^([+-]?)(?:inf|infinity)$/i;
const NOT_A_NUMBER = /^nan$/i;

/** Go's ParseFloat; undefined where it fails: on syntax, and on a number beyond the largest double. */
export function parseGoFloat(text: string): number | undefined {
  if (FLOAT.test(text)) return finite(Number(text));
  const infinity = INFINITY.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? -Infinity : Infinity;
  if (NOT_A_NUMBER.test(text)) return NaN;
  if (text.includes('_')) {
    const plain = withoutUnderscores(text);
    return plain === undefined ? undefined : parseGoFloat(plain);
  }
  const hex = HEX_FLOAT.exec(text);
  return hex === null ? undefined : parseHexFloat(hex);
}

function parseHexFloat([, sign = '', whole = '', fraction = '', exponent = '0']: RegExpExecArray): number | undefined {
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const value = Number(BigInt(`0x${digits}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return finite(sign === '-' ? -value : value);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Go's ParseInt with base 0 (prefix or leading 0 for octal); undefined on bad syntax or outside int64. */
export function parseGoInt(text: string): Int | undefined {
  const parsed = parseIntExact(text, 0);
  return parsed?.inRange === true ? parsed.value : undefined;
}

export interface ParsedInt {
  /** The value, or the limit of int64 it is beyond. */
  readonly value: Int;
  readonly inRange: boolean;
}

const SHORT_DECIMAL = /^[+-]?[1-9]\d{0,14}$/;
const SIGNED = /^([+-]?)(.+)$/s;
const PREFIX = /^0(?:([xX])|([bB])|([oO]))/;
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const MAX = 9223372036854775807n;
const MIN = -9223372036854775808n;

/** Go's ParseInt: base 0 or 2..36; undefined on bad syntax or base. */
export function parseIntExact(text: string, base: number): ParsedInt | undefined {
  if ((base === 10 || base === 0) && SHORT_DECIMAL.test(text)) return { value: Number(text), inRange: true };
  const parts = SIGNED.exec(text);
  if (parts === null || (base !== 0 && !(base >= 2 && base <= 36))) return undefined;
  let body = parts[2]!;
  if (base === 0 && body.includes('_')) {
    const plain = withoutUnderscores(body);
    if (plain === undefined) return undefined;
    body = plain;
  }
  const magnitude = base === 0 ? detectBase(body) : digitsOf(body, base);
  return magnitude === undefined ? undefined : clamp(parts[1] === '-' ? -magnitude : magnitude);
}

function clamp(value: bigint): ParsedInt {
  if (value > MAX) return { value: MAX, inRange: false };
  return value < MIN ? { value: MIN, inRange: false } : { value: toInt(value), inRange: true };
}

function detectBase(body: string): bigint | undefined {
  const prefix = PREFIX.exec(body);
  if (prefix !== null) {
    const base = prefix[1] !== undefined ? 16 : prefix[2] !== undefined ? 2 : 8;
    return digitsOf(body.slice(2), base);
  }
  return body.length > 1 && body.startsWith('0') ? digitsOf(body.slice(1), 8) : digitsOf(body, 10);
}

const MAX_DIGITS = 80; // more significant digits than int64 has in base 2: certainly out of range

function digitsOf(text: string, base: number): bigint | undefined {
  if (text === '') return undefined;
  let value = 0n;
  let significant = 0;
  const step = BigInt(base);
  for (let i = 0; i < text.length; i++) {
    const digit = DIGITS.indexOf(text[i]!.toLowerCase());
    if (digit < 0 || digit >= base) return undefined;
    if (significant > 0 || digit > 0) significant++;
    if (significant <= MAX_DIGITS) value = value * step + BigInt(digit);
  }
  return value;
}

const HEX_DIGIT = /[0-9a-fA-F]/;

/** The text without underscores if each stands between digits or after a base prefix, undefined otherwise. */
function withoutUnderscores(text: string): string | undefined {
  const signed = /^[+-]/.test(text) ? 1 : 0;
  const prefix = PREFIX.exec(text.slice(signed));
  const isDigit = prefix?.[1] === undefined ? /\d/ : HEX_DIGIT;
  let last: 'start' | 'digit' | 'underscore' | 'other' = prefix === null ? 'start' : 'digit';
  for (let i = signed + (prefix === null ? 0 : 2); i < text.length; i++) {
    const char = text[i]!;
    if (char === '_') {
      if (last !== 'digit') return undefined;
      last = 'underscore';
    } else if (isDigit.test(char)) {
      last = 'digit';
    } else {
      if (last === 'underscore') return undefined;
      last = 'other';
    }
  }
  return last === 'underscore' ? undefined : text.replaceAll('_', '');
}
