// A stored point as JSON for people and audits: plain tags and fields, and `kinds` for what JSON cannot tell apart.

import { toWellFormed } from '../../core/point/text.js';
import { AnyPayload, Float, PointArray, Uint, type FieldValue, type Scalar } from '../../core/point/value.js';
import type { Point } from '../../core/point/point.js';
import type { PackageMeta } from './package-log.js';

type Json = string | number | boolean | null | readonly Json[];

export interface PointRecord {
  readonly seq: number;
  readonly arrivalMs: number;
  readonly category: string;
  readonly pkgId: string;
  readonly userAgent: string;
  readonly name: string;
  /** Nanoseconds since the epoch, as decimal text. */
  readonly time: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Integers beyond 2^53 are decimal text, bytes base64, infinities and NaN text. */
  readonly fields: Readonly<Record<string, Json>>;
  /** Kind of every field that is not plainly a string, bool or small int: f, u, d, a, i (as text). */
  readonly kinds: Readonly<Record<string, string>>;
}

export function pointRecord(meta: PackageMeta, point: Point, index: number): PointRecord {
  // Without a prototype, a key such as `__proto__` is a key like any other.
  const tags = Object.create(null) as Record<string, string>;
  const fields = Object.create(null) as Record<string, Json>;
  const kinds = Object.create(null) as Record<string, string>;
  for (const { key, value, isTag } of point.kvs) {
    const name = toWellFormed(key);
    if (isTag && typeof value === 'string') {
      tags[name] = toWellFormed(value);
      continue;
    }
    fields[name] = jsonOf(value);
    const kind = kindOf(value);
    if (kind !== '') kinds[name] = kind;
  }
  return {
    seq: meta.firstSeq + index,
    arrivalMs: meta.arrivalMs,
    category: meta.category,
    pkgId: meta.pkgId,
    userAgent: meta.userAgent,
    name: toWellFormed(point.name),
    time: point.time.toString(),
    tags,
    fields,
    kinds,
  };
}

function jsonOf(value: FieldValue): Json {
  if (value === null) return null;
  if (value instanceof PointArray) return value.items.map(scalarJson);
  if (value instanceof AnyPayload) return Buffer.from(value.bytes).toString('base64');
  return scalarJson(value);
}

function scalarJson(value: Scalar): Json {
  if (typeof value === 'string') return toWellFormed(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Float) return Number.isFinite(value.v) ? value.v : String(value.v);
  if (value instanceof Uint) return value.v <= 9007199254740991n ? Number(value.v) : value.v.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

function kindOf(value: FieldValue): string {
  if (typeof value === 'bigint') return 'i';
  if (value instanceof Float) return 'f';
  if (value instanceof Uint) return 'u';
  if (value instanceof Uint8Array) return 'd';
  if (value instanceof PointArray) return `a:${value.elem}`;
  if (value instanceof AnyPayload) return value.typeUrl;
  return '';
}
