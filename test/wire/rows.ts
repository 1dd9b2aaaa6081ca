// The golden rows of this folder as data, and points in their notation (README.md says what the columns mean).

import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';

import { KV, Point } from '../../core/point/point.js';
import { decodeText, encodeText } from '../../core/point/text.js';
import type { ArrayElement, FieldValue, Scalar } from '../../core/point/value.js';
import { AnyPayload, Float, PointArray, Uint, toInt } from '../../core/point/value.js';

export interface RowScalar {
  readonly v?: string | boolean;
  readonly b64?: string;
  readonly bits?: string;
}

export interface RowKv extends Omit<RowScalar, 'v'> {
  readonly k: string;
  readonly t: 'i' | 'u' | 'f' | 's' | 'b' | 'd' | 'nil' | 'a';
  readonly tag?: boolean;
  readonly unit?: string;
  readonly mtype?: number;
  readonly elem?: ArrayElement;
  readonly v?: string | boolean | readonly RowScalar[];
}

export interface RowPoint {
  readonly name?: string;
  readonly name_b64?: string;
  readonly time: string;
  readonly kvs: readonly RowKv[];
  readonly warns?: readonly { readonly type: string; readonly message: string }[];
}

/** The rows of a file beside this one; tests run compiled, the data stays in the source folder. */
export function readRows<Row>(file: string): Row[] {
  const path = new URL(`../../../test/wire/${file}`, import.meta.url);
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row); // the README is the type
}

export function pointOfRow(row: RowPoint): Point {
  const name = row.name ?? textOf(row.name_b64!);
  const point = new Point(name, row.kvs.map(kvOfRow), BigInt(row.time));
  point.warns = (row.warns ?? []).map(({ type, message }) => ({ type, msg: message }));
  return point;
}

function kvOfRow(row: RowKv): KV {
  const kv = new KV(row.k, valueOfRow(row), row.tag === true);
  kv.unit = row.unit ?? '';
  kv.type = row.mtype ?? 0;
  return kv;
}

function valueOfRow(row: RowKv): FieldValue {
  if (row.t === 'nil') return null;
  if (row.t !== 'a') return scalarOfRow(row.t, row as RowScalar); // scalars have no list in v
  return new PointArray(
    row.elem!,
    (row.v as readonly RowScalar[]).map((item) => scalarOfRow(row.elem!, item)),
  );
}

function scalarOfRow(kind: ArrayElement, row: RowScalar): Scalar {
  switch (kind) {
    case 'i':
      return toInt(BigInt(row.v as string));
    case 'u':
      return new Uint(BigInt(row.v as string));
    case 'f':
      return new Float(Buffer.from(row.bits!, 'hex').readDoubleBE());
    case 'b':
      return row.v as boolean;
    case 'd':
      return new Uint8Array(Buffer.from(row.b64!, 'base64'));
    case 's':
      return row.b64 === undefined ? (row.v as string) : textOf(row.b64);
  }
}

function textOf(base64: string): string {
  return decodeText(Buffer.from(base64, 'base64'));
}

/** A point as lines that tell any difference; `sorted` for codecs whose order of keys is random in the reference. */
export function describePoint(point: Point, sorted: boolean): string[] {
  const entries = point.kvs.map(describeKv);
  return [
    `name ${describeText(point.name)}`,
    `time ${point.time}`,
    ...(sorted ? entries.sort() : entries),
    ...point.warns.map(({ type, msg }) => `warn ${type}: ${msg}`),
  ];
}

function describeKv(kv: KV): string {
  const more = `${kv.isTag ? ' tag' : ''}${kv.unit === '' ? '' : ` unit=${kv.unit}`}${kv.type === 0 ? '' : ` type=${kv.type}`}`;
  return `${describeText(kv.key)} = ${describeValue(kv.value)}${more}`;
}

function describeValue(value: FieldValue): string {
  if (value === null) return 'nil';
  if (value instanceof AnyPayload) return `any ${value.typeUrl} ${Buffer.from(value.bytes).toString('hex')}`;
  if (value instanceof PointArray) {
    // an array without elements reads as no value
    return value.items.length === 0 ? 'nil' : `${value.elem}[${value.items.map(describeScalar).join(', ')}]`;
  }
  return describeScalar(value);
}

function describeScalar(value: Scalar): string {
  switch (typeof value) {
    case 'string':
      return `s ${describeText(value)}`;
    case 'boolean':
      return `b ${value}`;
    case 'number':
    case 'bigint':
      return `i ${value}`;
    default:
      if (value instanceof Float) return `f ${floatBits(value.v)}`;
      return value instanceof Uint ? `u ${value.v}` : `d ${Buffer.from(value).toString('hex')}`;
  }
}

/** Any NaN is the same to us. */
function floatBits(v: number): string {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(v);
  return Number.isNaN(v) ? 'NaN' : bits.toString('hex');
}

function describeText(text: string): string {
  const bytes = Buffer.from(encodeText(text));
  const plain = bytes.toString('utf8');
  return Buffer.from(plain, 'utf8').equals(bytes) ? JSON.stringify(plain) : `base64 ${bytes.toString('base64')}`;
}
