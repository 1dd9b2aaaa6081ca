// Conversions between values and text, as builtins and tag writes use them (language.md 7, functions-a-i.md 2.5).

import { floatText } from '../../point/float-text.js';
import { concat, toWellFormed } from '../../point/text.js';
import { parseGoFloat, parseGoInt } from './go-number.js';
import { MAX_ITEMS, MAX_TEXT, TooLargeError } from './limits.js';
import type { Int, List, ScriptMap, Value } from './value.js';
import { Float, toInt } from './value.js';

export { floatText };

/** TOSTR: text of any value; list and map as JSON ('' when they hold NaN, an infinity or themselves). */
export function toText(v: Value): string {
  switch (typeof v) {
    case 'string':
      return v;
    case 'number':
    case 'bigint':
      return v.toString();
    case 'boolean':
      return v ? 'true' : 'false';
    default:
      if (v === null) return '';
      if (v instanceof Float) return floatText(v.v);
      if (Array.isArray(v) || v instanceof Map) return jsonText(v) ?? '';
      return '';
  }
}

/**
 * TOSTR of a value that was read by name. Only a variable can hold a list or map then, and those are written with the
 * shorter exponent: 1e-7 where the writer for fields has 1e-07.
 */
export function readText(v: Value): string {
  return typeof v === 'object' && (Array.isArray(v) || v instanceof Map)
    ? (jsonText(v, shortJsonFloat) ?? '')
    : toText(v);
}

/**
 * Compact JSON text with keys sorted bytewise and `<`, `>`, `&`, U+2028, U+2029 escaped.
 * @returns undefined when a NaN, an infinity or a cycle is inside
 */
export function jsonText(v: Value, floatText: (n: number) => string = jsonFloat): string | undefined {
  try {
    return writeJson(v, { floatText, path: [], containersLeft: MAX_ITEMS });
  } catch (error) {
    if (error === UNWRITABLE) return undefined;
    throw error;
  }
}

const UNWRITABLE = new Error('value has no JSON form');
/** Far below what the stack carries; a value nested deeper is not written. */
export const MAX_JSON_DEPTH = 2500;

interface JsonWriter {
  readonly floatText: (n: number) => string;
  /** Containers around the value being written, to find cycles. */
  readonly path: unknown[];
  /** How many more containers: those that hold one another many times can stand for a text of any length. */
  containersLeft: number;
}

function writeJson(v: Value, writer: JsonWriter): string {
  switch (typeof v) {
    case 'string':
      return jsonString(v);
    case 'number':
    case 'bigint':
      return v.toString();
    case 'boolean':
      return v ? 'true' : 'false';
    default:
      if (v instanceof Float) return writer.floatText(v.v);
      if (Array.isArray(v)) return writeList(v, writer);
      return v instanceof Map ? writeMap(v, writer) : 'null';
  }
}

function writeList(list: List, writer: JsonWriter): string {
  enter(list, writer.path);
  let text = '[';
  for (let i = 0; i < list.length; i++) {
    if (i > 0) text += ',';
    text += writeJson(list[i]!, writer);
  }
  return leave(`${text}]`, writer);
}

function writeMap(map: ScriptMap, writer: JsonWriter): string {
  enter(map, writer.path);
  const keys = [...map.keys()].sort(compareBytes);
  let text = '{';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (i > 0) text += ',';
    text += `${jsonString(key)}:${writeJson(map.get(key) ?? null, writer)}`;
  }
  return leave(`${text}}`, writer);
}

function enter(container: unknown, path: unknown[]): void {
  if (path.length > MAX_JSON_DEPTH || path.includes(container)) throw UNWRITABLE;
  path.push(container);
}

function leave(text: string, writer: JsonWriter): string {
  writer.path.pop();
  writer.containersLeft--;
  if (text.length > MAX_TEXT) throw new TooLargeError(`JSON text longer than ${MAX_TEXT} characters`);
  if (writer.containersLeft < 0) throw new TooLargeError(`JSON text of more than ${MAX_ITEMS} lists and maps`);
  return text;
}

/** A JSON string literal the way Go's encoder with HTML escaping writes it. */
export function jsonString(text: string): string {
  const plain = JSON.stringify(toWellFormed(text));
  return /[<>&\u2028\u2029\ufffd]|\\[bf]/.test(plain) ? escapeHtml(plain, text) : plain;
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

function escapeHtml(plain: string, text: string): string {
  // Bytes that are not UTF-8 are written as the escape \ufffd, a real U+FFFD stays raw; \b and \f are long escapes.
  const source = text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]/g, (m) =>
    m.length === 2 ? m : '\ue000\ufffd',
  );
  const quoted = source === text ? plain : JSON.stringify(source);
  return quoted
    .replace(/\ue000\ufffd/g, '\\ufffd')
    .replace(/\\(?:["\\nrt]|u[0-9a-f]{4}|([bf]))/g, (m, short?: string) =>
      short === undefined ? m : short === 'b' ? '\\u0008' : '\\u000c',
    )
    .replace(/[<>&\u2028\u2029]/g, (c) => HTML_ESCAPES[c]!);
}

/** As jsonFloat, but a negative exponent of one digit stays one digit. */
function shortJsonFloat(n: number): string {
  return jsonFloat(n).replace(/e-0(\d)$/, 'e-$1');
}

/** A float as the writer of fields prints it. @throws when it is NaN or an infinity */
export function jsonFloat(n: number): string {
  if (!Number.isFinite(n)) throw UNWRITABLE;
  const magnitude = Math.abs(n);
  if (magnitude !== 0 && (magnitude < 1e-6 || magnitude >= 1e21)) {
    // Go writes at least two digits of exponent.
    return n.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return floatText(n);
}

/** Order of the UTF-8 bytes; UTF-16 order differs from it only where surrogates are involved. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

// A byte unit (0x80..0xFF) sorts by its byte among lead bytes only roughly; exact enough for output order.
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** TOFLOAT: never fails; what is no number is 0. */
export function toFloat(v: Value): number {
  switch (typeof v) {
    case 'number':
      return v;
    case 'bigint':
      return Number(v);
    case 'boolean':
      return v ? 1 : 0;
    case 'string': {
      return (parseGoFloat(v) ?? 0) + 0; // "-0" gives 0
    }
    default:
      return v instanceof Float ? v.v : 0;
  }
}

/** TOINT: floats truncate, text may end in `.000`, anything else is 0. */
export function toIntLenient(v: Value): Int {
  switch (typeof v) {
    case 'number':
    case 'bigint':
      return v;
    case 'boolean':
      return v ? 1 : 0;
    case 'string':
      return parseGoInt(v.replace(/\.0+$/, '')) ?? 0;
    default:
      return v instanceof Float ? truncate(v.v) : 0;
  }
}

/** Float to int64 as the hardware does it: what does not fit becomes the smallest int64. */
export function truncate(n: number): Int {
  const whole = Math.trunc(n) + 0;
  if (Number.isSafeInteger(whole)) return whole;
  if (!(whole >= -9223372036854775808 && whole < 9223372036854775808)) return -9223372036854775808n;
  return toInt(BigInt(whole));
}

const TRUE_TEXT: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/** TOBOOL. */
export function toBool(v: Value): boolean {
  switch (typeof v) {
    case 'boolean':
      return v;
    case 'number':
      return v !== 0;
    case 'bigint':
      return true;
    case 'string':
      return TRUE_TEXT.has(v);
    default:
      return v instanceof Float && v.v !== 0;
  }
}

/** Joins texts; see core/point/text.ts for why this is not always `+`. */
export const joinText = concat;
