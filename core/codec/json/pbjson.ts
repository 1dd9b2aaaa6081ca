// A point in proto3 JSON: {"name", "fields": [{"key", "i"|"u"|..., "is_tag", "type", "unit"}], "time", "warns", "debugs"}
// with the names of the protobuf definition. Strict: an unknown key or a value of the wrong kind means "not this form".
// Source: cliutils point/point.proto, gogo protobuf jsonpb

import { Buffer } from 'node:buffer';

import { KV, Point } from '../../point/point.js';
import type { Warn } from '../../point/point.js';
import { ARRAY_TYPE_URL } from '../../point/size.js';
import type { ArrayElement, FieldValue, Scalar } from '../../point/value.js';
import { AnyPayload, Float, PointArray, Uint, toInt } from '../../point/value.js';
import { METRIC_TYPES } from './metric-type.js';
import type { JsonObject, JsonValue } from './parse.js';
import { JsonNumber } from './parse.js';

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
const INTEGER = /^-?[0-9]{1,20}$/;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

const MEMBERS: ReadonlySet<string> = new Set(['name', 'fields', 'time', 'warns', 'debugs']);

const NON_FINITE: ReadonlyMap<JsonValue, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** Thrown and caught in here: the element is not of this form. */
class NotThisForm extends Error {}

/** The point, or undefined when the element is not of this form. */
export function pbjsonPoint(element: JsonValue): Point | undefined {
  if (!(element instanceof Map)) return undefined;
  for (const key of element.keys()) if (!MEMBERS.has(key)) return undefined; // an error costs more than the point
  try {
    return pointOf(element);
  } catch (error) {
    if (error instanceof NotThisForm) return undefined;
    throw error;
  }
}

function pointOf(element: JsonObject): Point {
  const point = new Point('', [], 0n);
  for (const [key, value] of element) {
    switch (key) {
      case 'name':
        point.name = textOf(value);
        break;
      case 'fields':
        point.kvs = listOf(value).map(kvOf);
        break;
      case 'time':
        point.time = integerOf(value, MIN_INT, MAX_INT);
        break;
      case 'warns':
        point.warns = listOf(value).map(warnOf);
        break;
      case 'debugs':
        point.debugs = listOf(value).map(debugOf);
        break;
      default:
        throw new NotThisForm();
    }
  }
  return point;
}

function kvOf(field: JsonObject): KV {
  const kv = new KV('', null, false);
  for (const [key, value] of field) {
    switch (key) {
      case 'key':
        kv.key = textOf(value);
        break;
      case 'is_tag':
        kv.isTag = booleanOf(value);
        break;
      case 'type':
        kv.type = metricTypeOf(value);
        break;
      case 'unit':
        kv.unit = textOf(value);
        break;
      case 'a':
        kv.value = value === null ? null : arrayOf(objectOf(value));
        break;
      default:
        kv.value = scalarOf(key, value);
    }
  }
  if (typeof kv.value !== 'string') kv.isTag = false; // a tag must be a string, see pbpoint/decode.ts
  return kv;
}

/** The value of one of the scalar members; null is its zero. */
function scalarOf(member: string, value: JsonValue): Scalar {
  switch (member) {
    case 'i':
      return toInt(integerOf(value, MIN_INT, MAX_INT));
    case 'u':
      return new Uint(integerOf(value, 0n, MAX_UINT));
    case 'f':
      return new Float(doubleOf(value));
    case 'b':
      return booleanOf(value);
    case 'd':
      return bytesOf(value);
    case 's':
      return textOf(value);
    default:
      throw new NotThisForm();
  }
}

function arrayOf(any: JsonObject): FieldValue {
  if (any.get('@type') !== ARRAY_TYPE_URL) throw new NotThisForm();
  for (const key of any.keys()) if (key !== '@type' && key !== 'arr') throw new NotThisForm();
  const elements = listOf(any.get('arr') ?? null).map(elementOf);
  const kind = elements[0]?.kind;
  if (elements.some((element) => element?.kind !== kind)) return new AnyPayload(ARRAY_TYPE_URL, new Uint8Array(0));
  return new PointArray(
    kind ?? 'i',
    elements.map((element) => element!.value),
  );
}

interface Element {
  readonly kind: ArrayElement;
  readonly value: Scalar;
}

function elementOf(element: JsonObject): Element | undefined {
  let last: Element | undefined;
  for (const [member, value] of element) {
    last = { kind: member as ArrayElement, value: scalarOf(member, value) }; // scalarOf takes no other member
  }
  return last;
}

function warnOf(warn: JsonObject): Warn {
  let type = '';
  let msg = '';
  for (const [key, value] of warn) {
    if (key === 'type') type = textOf(value);
    else if (key === 'message' || key === 'msg') msg = textOf(value);
    else throw new NotThisForm();
  }
  return { type, msg };
}

function debugOf(debug: JsonObject): string {
  let info = '';
  for (const [key, value] of debug) {
    if (key !== 'info') throw new NotThisForm();
    info = textOf(value);
  }
  return info;
}

function listOf(value: JsonValue): JsonObject[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new NotThisForm();
  return value.map(objectOf);
}

function objectOf(value: JsonValue): JsonObject {
  if (value instanceof Map) return value;
  throw new NotThisForm();
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  throw new NotThisForm();
}

function booleanOf(value: JsonValue): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  throw new NotThisForm();
}

/** Numbers may stand between quotes. */
function integerOf(value: JsonValue, min: bigint, max: bigint): bigint {
  if (value === null) return 0n;
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== 'string' || !INTEGER.test(text)) throw new NotThisForm();
  const integer = BigInt(text);
  if (integer < min || integer > max) throw new NotThisForm();
  return integer;
}

function doubleOf(value: JsonValue): number {
  if (value === null) return 0;
  const special = NON_FINITE.get(value);
  if (special !== undefined) return special;
  const text = value instanceof JsonNumber ? value.text : value;
  const double = typeof text === 'string' && NUMBER.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(double)) throw new NotThisForm();
  return double;
}

function bytesOf(value: JsonValue): Uint8Array {
  const text = textOf(value).replace(/[\r\n]/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (text.length % 4 !== 0 || bytes.length !== (text.length / 4) * 3 - (/=*$/.exec(text)?.[0].length ?? 0)) {
    throw new NotThisForm();
  }
  return new Uint8Array(bytes);
}

function metricTypeOf(value: JsonValue): number {
  if (typeof value !== 'string') return Number(integerOf(value, -0x8000_0000n, 0x7fff_ffffn));
  const type = METRIC_TYPES.indexOf(value);
  if (type < 0) throw new NotThisForm();
  return type;
}
