// Points between the rows' form and ours.

import { Buffer } from 'node:buffer';
import { KV, Point } from '../../../core/point/point.js';
import { decodeText, toWellFormed } from '../../../core/point/text.js';
import type { FieldValue, Scalar } from '../../../core/point/value.js';
import { AnyPayload, Float, PointArray, toInt, Uint } from '../../../core/point/value.js';
import { floatText } from '../../../core/lang/runtime/convert.js';
import { ExactNumber, isList, isObject, type Json, type JsonObject, textOf, toNumber } from './json.js';
import { lineOf, pointFromLine } from './outside.js';

const DEFAULT_TIME = 1700000000000000000n;

/** A point as a row describes it, before any checks. */
export function toPoint(row: JsonObject): Point {
  if (typeof row.lp === 'string') return pointFromLine(row.lp);
  const kvs: KV[] = [];
  for (const [key, value] of entries(row.tags)) kvs.push(new KV(key, toValue(value), true));
  for (const [key, value] of entries(row.fields)) kvs.push(new KV(key, toValue(value), false));
  const time = row.time === undefined ? DEFAULT_TIME : BigInt(textOf(row.time));
  return new Point(typeof row.name === 'string' ? row.name : '', kvs, time);
}

function entries(v: Json | undefined): [string, Json][] {
  return isObject(v) ? Object.entries(v).map(([key, value]) => [key, value ?? null]) : [];
}

function toValue(v: Json): FieldValue {
  if (v === null || typeof v === 'boolean' || typeof v === 'string') return v;
  if (typeof v === 'number') return v;
  if (v instanceof ExactNumber) return v.isFloat ? new Float(Number(v.text)) : toInt(BigInt(v.text));
  if (!isObject(v)) throw new Error('unknown form of a value');
  if ('i' in v) return toInt(BigInt(textOf(v.i)));
  if ('u' in v) return new Uint(BigInt(textOf(v.u)));
  if ('f' in v) return new Float(toNumber(v.f));
  if ('b' in v) return v.b === true;
  if ('s' in v) return textOf(v.s);
  if ('s64' in v) return decodeText(Buffer.from(textOf(v.s64), 'base64'));
  if ('d64' in v) return new Uint8Array(Buffer.from(textOf(v.d64), 'base64'));
  if ('n' in v) return null;
  if ('ai' in v)
    return new PointArray(
      'i',
      items(v.ai).map((item) => toInt(BigInt(textOf(item)))),
    );
  if ('af' in v)
    return new PointArray(
      'f',
      items(v.af).map((item) => new Float(toNumber(item))),
    );
  if ('as' in v) return new PointArray('s', items(v.as).map(textOf));
  throw new Error(`unknown form of a value: ${Object.keys(v).join()}`);
}

function items(v: Json | undefined): readonly Json[] {
  return isList(v) ? v : [];
}

/** Our point in the form of an expectation, with every field as one text (`int 5`). */
export function pointTree(point: Point, wantsLine: boolean): JsonObject {
  const tags: Record<string, Json> = {};
  const fields: Record<string, Json> = {};
  for (const kv of point.kvs) {
    const key = toWellFormed(kv.key); // rows have no bytes of keys
    if (kv.isTag) tags[key] = typeof kv.value === 'string' ? quoted(kv.value) : valueText(kv.value);
    else fields[key] = valueText(kv.value);
  }
  const order = point.kvs.map((kv) => quoted(toWellFormed(kv.key)));
  const dup = [...new Set(order.filter((key, i) => order.indexOf(key) !== i))];
  return {
    name: quoted(point.name),
    time: point.time.toString(),
    tags,
    fields,
    order,
    ...(dup.length > 0 ? { dup } : {}),
    ...(point.warns.length > 0 ? { warns: point.warns.map(({ type, msg }) => quoted(`${type}: ${msg}`)) } : {}),
    ...(wantsLine ? { lp: quoted(lineOf(point)) } : {}),
  };
}

/** An expected point in the same form. */
export function expectedPointTree(point: JsonObject): JsonObject {
  const tree: Record<string, Json> = {};
  for (const [key, value] of Object.entries(point)) {
    if (value === undefined) continue;
    if (key === 'tags' || key === 'fields') tree[key] = mapValues(value, key === 'tags' ? expectedTag : expectedValue);
    else if (isList(value)) tree[key] = value.map((item) => quoted(textOf(item)));
    else tree[key] = key === 'time' ? textOf(value) : quoted(textOf(value));
  }
  return tree;
}

function mapValues(v: Json, change: (item: Json) => string): JsonObject {
  return Object.fromEntries(entries(v).map(([key, item]) => [key, change(item)]));
}

function expectedTag(v: Json): string {
  return isObject(v) && 't' in v
    ? expectedValue(v).replace(/^str /, '')
    : isObject(v)
      ? bytesText(v)
      : quoted(textOf(v));
}

function bytesText(v: JsonObject): string {
  return quoted(typeof v.b64 === 'string' ? decodeText(Buffer.from(v.b64, 'base64')) : textOf(v.v));
}

function expectedValue(v: Json): string {
  if (!isObject(v)) return JSON.stringify(v);
  switch (v.t) {
    case 'str':
      return `str ${bytesText(v)}`;
    case 'float':
      return `float ${floatText(toNumber(v.v))}`;
    case 'int':
    case 'uint':
    case 'bytes':
      return `${v.t} ${textOf(v.v)}`;
    case 'bool':
      return `bool ${String(v.v === true)}`;
    case 'nil':
      return 'nil';
    case 'list':
      return `list [${items(v.v).map(expectedValue).join(', ')}]`;
    default:
      return `${textOf(v.t)} ${JSON.stringify(v.v)}`;
  }
}

function valueText(v: FieldValue): string {
  if (v === null) return 'nil';
  switch (typeof v) {
    case 'string':
      return `str ${quoted(v)}`;
    case 'number':
    case 'bigint':
      return `int ${v}`;
    case 'boolean':
      return `bool ${v}`;
    default:
      return objectText(v);
  }
}

function objectText(v: Scalar | PointArray | AnyPayload): string {
  if (v instanceof Float) return `float ${floatText(v.v)}`;
  if (v instanceof Uint) return `uint ${v.v}`;
  if (v instanceof PointArray && v.items.length === 0) return 'nil'; // as the reference shows it
  if (v instanceof PointArray) return `list [${v.items.map(valueText).join(', ')}]`;
  if (v instanceof AnyPayload) return `any ${v.typeUrl}`;
  return `bytes ${Buffer.from(v as Uint8Array).toString('base64')}`;
}

/** Text as JSON, so that bytes and blanks can be seen in a difference. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
