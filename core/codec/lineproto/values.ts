// The value part of a field in line protocol, from its text. Text here is latin1 (one unit per byte); what becomes a
// string goes through decodeText. A value that cannot be read is null, a key without value: the checks warn about it.
//
// The reference lets a whole record vanish without a word when an array is mixed, holds a blank or bad base64, or when
// bytes are empty (wire.md 15.7). Here the record stays. Source: influxdb1-client models/points.go (DataKit's fork)

import { Buffer } from 'node:buffer';

import { decodeText } from '../../point/text.js';
import type { ArrayElement, FieldValue, Scalar } from '../../point/value.js';
import { Float, PointArray, Uint, toInt } from '../../point/value.js';

const TRUE: ReadonlySet<string> = new Set(['t', 'T', 'true', 'True', 'TRUE']);
const FALSE: ReadonlySet<string> = new Set(['f', 'F', 'false', 'False', 'FALSE']);

const INT = /^-?\d+i$/;
const UINT = /^\d+u$/;
const FLOAT = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_BASE64 = /[^A-Za-z0-9+/]/;

/** Longer numbers are refused unread; the longest the encoder writes has 326 characters. */
const MAX_NUMBER = 1024;

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

export function isBoolean(text: string): boolean {
  return TRUE.has(text) || FALSE.has(text);
}

/** The words the reference has for a number it refuses; undefined when the number is fine. */
export function numberFault(text: string): string | undefined {
  if (text.length > MAX_NUMBER) return 'invalid number';
  if (INT.test(text)) {
    const digits = text.slice(0, -1);
    if (inRange(BigInt(digits), MIN_INT, MAX_INT)) return undefined;
    return `unable to parse integer ${digits}: strconv.ParseInt: parsing "${digits}": value out of range`;
  }
  if (UINT.test(text)) {
    const digits = text.slice(0, -1);
    if (inRange(BigInt(digits), 0n, MAX_UINT)) return undefined;
    return `unable to parse unsigned ${digits}: strconv.ParseUint: parsing "${digits}": value out of range`;
  }
  if (FLOAT.test(text)) return Number.isFinite(Number(text)) ? undefined : 'invalid float';
  return isScientific(text) ? 'invalid float' : 'invalid number';
}

/** compat: with an exponent sign in it, a broken number is called a float. */
function isScientific(text: string): boolean {
  return /^[-.\d](?:[.\d]|[eE][+-]?)*$/.test(text) && /[eE]/.test(text) && (text.match(/\./g)?.length ?? 0) < 2;
}

/** A field's value; undefined for the empty array, which is no field at all. */
export function fieldValue(text: string): FieldValue | undefined {
  if (text === '[]' || text === '') return undefined;
  if (text.startsWith('[')) return text.endsWith(']') ? array(text.slice(1, -1)) : null;
  return scalar(text)?.value ?? null;
}

interface TypedScalar {
  readonly kind: ArrayElement;
  readonly value: Scalar;
}

function scalar(text: string): TypedScalar | undefined {
  if (text.startsWith('"')) return quoted(text);
  if (isBoolean(text)) return { kind: 'b', value: TRUE.has(text) };
  if (numberFault(text) !== undefined) return undefined;
  if (text.endsWith('i')) return { kind: 'i', value: toInt(BigInt(text.slice(0, -1))) };
  if (text.endsWith('u')) return { kind: 'u', value: new Uint(BigInt(text.slice(0, -1))) };
  return { kind: 'f', value: new Float(Number(text)) };
}

function quoted(text: string): TypedScalar | undefined {
  if (text.endsWith('"b') && text.length >= 3) {
    const value = fromBase64(text.slice(1, -2));
    return value === undefined ? undefined : { kind: 'd', value };
  }
  if (!text.endsWith('"') || text.length < 2) return undefined;
  return { kind: 's', value: bytesToText(text.slice(1, -1).replace(/\\(["\\])/g, '$1')) };
}

function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/[\r\n]/g, '');
  const padding = digits.endsWith('==') ? 2 : digits.endsWith('=') ? 1 : 0;
  if (digits.length % 4 !== 0 || NOT_BASE64.test(digits.slice(0, digits.length - padding))) return undefined;
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

/** Elements separated by commas, blanks around them allowed; null when they are not all of one kind. */
function array(content: string): PointArray | null {
  let kind: ArrayElement | undefined;
  const items: Scalar[] = [];
  for (let at = 0; at < content.length;) {
    const end = elementEnd(content, at);
    const element = scalar(content.slice(at, end).trim());
    kind ??= element?.kind;
    if (element === undefined || element.kind !== kind) return null;
    items.push(element.value);
    at = end + 1;
  }
  return kind === undefined ? null : new PointArray(kind, items);
}

/** The comma after the element that starts at `from`, or the end. */
function elementEnd(content: string, from: number): number {
  let inString = false;
  for (let i = from; i < content.length; i++) {
    const unit = content[i];
    if (unit === '\\') i++;
    else if (unit === '"') inString = !inString;
    else if (unit === ',' && !inString) return i;
  }
  return content.length;
}

/** Text whose units are bytes, as a string of points. */
export function bytesToText(latin1: string): string {
  return decodeText(Buffer.from(latin1, 'latin1'));
}

function inRange(v: bigint, min: bigint, max: bigint): boolean {
  return v >= min && v <= max;
}
