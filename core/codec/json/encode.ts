// Points as JSON, byte for byte as the reference writes it: the simple form with sorted keys, or proto3 JSON with the
// entries in their order. `<`, `>`, `&` and the line separators are escaped as Go does.
// Source: cliutils point/json.go, gogo protobuf jsonpb

import { Buffer } from 'node:buffer';

import { EncodeError } from '../../errors.js';
import type { KV, Point } from '../../point/point.js';
import { ARRAY_TYPE_URL } from '../../point/size.js';
import { compareBytes, isByteUnit } from '../../point/text.js';
import type { FieldValue, Scalar } from '../../point/value.js';
import { AnyPayload, Float, PointArray, Uint } from '../../point/value.js';
import { METRIC_TYPES } from './metric-type.js';

/** A list in the simple form. @throws EncodeError for a NaN or an infinity, which it cannot carry */
export function encodeJson(points: readonly Point[]): Uint8Array {
  return Buffer.from(`[${points.map(simpleText).join(',')}]`);
}

/** A list in proto3 JSON. */
export function encodePbjson(points: readonly Point[]): Uint8Array {
  return Buffer.from(`[${points.map(pbjsonText).join(',')}]`);
}

/** One point in the simple form; warnings, debug texts, units and types are left out. */
export function simpleText(point: Point): string {
  const tags = members(point, true);
  const fields = members(point, false);
  const parts = [`"measurement":${jsonString(point.name)}`];
  if (tags.length > 0) parts.push(`"tags":{${tags.join(',')}}`);
  parts.push(`"fields":{${fields.join(',')}}`);
  if (point.time !== 0n) parts.push(`"time":${point.time}`);
  return `{${parts.join(',')}}`;
}

/** `"key":value` of the tags or the fields, sorted by key; of equal keys the last. */
function members(point: Point, tags: boolean): string[] {
  const values = new Map<string, FieldValue>();
  for (const kv of point.kvs) {
    if (kv.isTag === tags && kv.value !== null && !(kv.value instanceof AnyPayload)) values.set(kv.key, kv.value);
  }
  const keys = [...values.keys()].sort(compareBytes);
  return keys.map((key) => `${jsonString(key)}:${simpleValue(values.get(key)!)}`);
}

function simpleValue(value: FieldValue): string {
  if (value === null || value instanceof AnyPayload) return 'null';
  if (!(value instanceof PointArray)) return simpleScalar(value);
  return value.items.length === 0 ? 'null' : `[${value.items.map(simpleScalar).join(',')}]`;
}

function simpleScalar(value: Scalar): string {
  if (value instanceof Float && !Number.isFinite(value.v)) {
    const text = Number.isNaN(value.v) ? 'NaN' : value.v > 0 ? '+Inf' : '-Inf';
    throw new EncodeError(
      'json',
      `json: error calling MarshalJSON for type *point.Point: json: unsupported value: ${text}`,
      { hint: 'pbjson and protobuf carry such values' },
    );
  }
  switch (typeof value) {
    case 'string':
      return jsonString(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (value instanceof Float) return floatText(value.v);
      return value instanceof Uint ? String(value.v) : `"${Buffer.from(value).toString('base64')}"`;
  }
}

/** One point in proto3 JSON. */
export function pbjsonText(point: Point): string {
  const parts: string[] = [];
  if (point.name !== '') parts.push(`"name":${jsonString(point.name)}`);
  if (point.kvs.length > 0) parts.push(`"fields":[${point.kvs.map(pbjsonField).join(',')}]`);
  if (point.time !== 0n) parts.push(`"time":"${point.time}"`);
  if (point.warns.length > 0) {
    const warns = point.warns.map(({ type, msg }) =>
      optional([
        ['type', type],
        ['message', msg],
      ]),
    );
    parts.push(`"warns":[${warns.join(',')}]`);
  }
  if (point.debugs.length > 0)
    parts.push(`"debugs":[${point.debugs.map((info) => optional([['info', info]])).join(',')}]`);
  return `{${parts.join(',')}}`;
}

/** An object of texts, the empty ones left out. */
function optional(texts: readonly (readonly [name: string, text: string])[]): string {
  const present = texts.filter(([, text]) => text !== '');
  return `{${present.map(([name, text]) => `"${name}":${jsonString(text)}`).join(',')}}`;
}

function pbjsonField(kv: KV): string {
  const parts: string[] = [];
  if (kv.key !== '') parts.push(`"key":${jsonString(kv.key)}`);
  if (kv.value !== null) parts.push(pbjsonValue(kv.value));
  if (kv.isTag) parts.push('"is_tag":true');
  if (kv.type !== 0) parts.push(`"type":${metricTypeText(kv.type)}`);
  if (kv.unit !== '') parts.push(`"unit":${jsonString(kv.unit)}`);
  return `{${parts.join(',')}}`;
}

function metricTypeText(type: number): string {
  const name = METRIC_TYPES[type];
  return name === undefined ? String(type) : `"${name}"`;
}

function pbjsonValue(value: Exclude<FieldValue, null>): string {
  if (value instanceof AnyPayload) {
    const payload = Buffer.from(value.bytes).toString('base64');
    return `"a":{"@type":${jsonString(value.typeUrl)},"value":"${payload}"}`;
  }
  if (!(value instanceof PointArray)) return pbjsonScalar(value);
  const items = value.items.map((item) => `{${pbjsonScalar(item)}}`);
  const list = items.length === 0 ? '' : `,"arr":[${items.join(',')}]`;
  return `"a":{"@type":"${ARRAY_TYPE_URL}"${list}}`;
}

function pbjsonScalar(value: Scalar): string {
  switch (typeof value) {
    case 'string':
      return `"s":${jsonString(value)}`;
    case 'number':
    case 'bigint':
      return `"i":"${value}"`;
    case 'boolean':
      return `"b":${value}`;
    default:
      if (value instanceof Float) return `"f":${pbjsonFloat(value.v)}`;
      if (value instanceof Uint) return `"u":"${value.v}"`;
      return `"d":"${Buffer.from(value).toString('base64')}"`;
  }
}

function pbjsonFloat(v: number): string {
  if (Number.isFinite(v)) return floatText(v);
  return Number.isNaN(v) ? '"NaN"' : v > 0 ? '"Infinity"' : '"-Infinity"';
}

/** Go and JavaScript agree on the shortest text of a double, but for -0. */
function floatText(v: number): string {
  return Object.is(v, -0) ? '-0' : String(v);
}

const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;
const TO_ESCAPE = /["\\<>&\u2028\u2029]|[^\u0020-\uffff]|[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]/g;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function jsonString(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : `"${text.replace(TO_ESCAPE, escapeUnit)}"`;
}

function escapeUnit(match: string): string {
  if (match.length === 2) return match; // a whole surrogate pair
  const unit = match.charCodeAt(0);
  if (isByteUnit(unit)) return '\\ufffd';
  return SHORT_ESCAPES.get(match) ?? `\\u${unit.toString(16).padStart(4, '0')}`;
}
