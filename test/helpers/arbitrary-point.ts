// Points for property tests: every value kind, odd keys, bytes that are not UTF-8.

import fc from 'fast-check';

import { KV, Point } from '../../core/point/point.js';
import { decodeText } from '../../core/point/text.js';
import type { ArrayElement, FieldValue, Scalar } from '../../core/point/value.js';
import { Float, PointArray, Uint, toInt } from '../../core/point/value.js';

const ODD_UNITS = [',', ' ', '=', '"', '\\', '\n', '\t', '\0', '[', ']', '#', '.', 'a', 'b', 'ü', '日', '😀'];

/** Any text, with a liking for what line protocol must escape. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(...ODD_UNITS), maxLength: 12 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.uint8Array({ maxLength: 24 }).map((bytes) => decodeText(bytes)),
  fc.constantFrom('message', 'host', 'status', 'x'.repeat(200), 'ü'.repeat(70)),
);

const anyInt = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(toInt);
const smallInt = fc.integer().map((v) => toInt(BigInt(v)));
const anyUint = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((v) => new Uint(v));
const anyFloat = fc.double().map((v) => new Float(v));
const anyBytes = fc.uint8Array({ maxLength: 40 });

const SCALARS: Readonly<Record<ArrayElement, fc.Arbitrary<Scalar>>> = {
  i: fc.oneof(anyInt, smallInt),
  u: anyUint,
  f: anyFloat,
  b: fc.boolean(),
  s: anyText,
  d: anyBytes,
};

const anyArray: fc.Arbitrary<PointArray> = fc
  .constantFrom<ArrayElement>('i', 'u', 'f', 'b', 's', 'd')
  .chain((kind) => fc.array(SCALARS[kind], { maxLength: 5 }).map((items) => new PointArray(kind, items)));

export const anyValue: fc.Arbitrary<FieldValue> = fc.oneof(...Object.values(SCALARS), anyArray, fc.constant(null));

const anyTag = fc.tuple(anyText, anyText).map(([key, value]) => new KV(key, value, true));

const anyField = fc
  .record({ key: anyText, value: anyValue, unit: fc.constantFrom('', 'ms'), type: fc.integer({ min: 0, max: 3 }) })
  .map(({ key, value, unit, type }) => {
    const kv = new KV(key, value, false);
    kv.unit = unit;
    kv.type = type;
    return kv;
  });

export const anyPoint: fc.Arbitrary<Point> = fc
  .record({
    name: anyText,
    kvs: fc.array(fc.oneof(anyTag, anyField), { maxLength: 8 }),
    time: fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: 1_600_000_000_000_000_000n, max: 1_800_000_000_000_000_000n }),
      fc.bigInt({ min: 0n, max: 10_000_000_000n }),
    ),
    warns: fc.array(fc.record({ type: anyText, msg: anyText }), { maxLength: 2 }),
    debugs: fc.array(anyText, { maxLength: 2 }),
  })
  .map(({ name, kvs, time, warns, debugs }) => {
    const point = new Point(name, kvs, time);
    point.warns = warns;
    point.debugs = debugs;
    return point;
  });
