// What goes out comes back, less what a format cannot carry; junk is refused with a DecodeError and nothing else.

import { Buffer } from 'node:buffer';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { CONTENT_TYPES } from '../../../core/codec/content-type.js';
import type { Encoding } from '../../../core/codec/content-type.js';
import { decodeBody } from '../../../core/codec/decode-body.js';
import { packBodies } from '../../../core/codec/encode-body.js';
import { encodeJson, encodePbjson } from '../../../core/codec/json/encode.js';
import { parseJson } from '../../../core/codec/json/parse.js';
import { pbjsonPoint } from '../../../core/codec/json/pbjson.js';
import { cleanForLineProtocol, newCleanCounts } from '../../../core/codec/lineproto/clean.js';
import { decodeLineProtocol } from '../../../core/codec/lineproto/decode.js';
import { encodeLineProtocol } from '../../../core/codec/lineproto/encode.js';
import { decodeProtobuf } from '../../../core/codec/pbpoint/decode.js';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { DecodeError, EncodeError } from '../../../core/errors.js';
import { KV, Point } from '../../../core/point/point.js';
import { toWellFormed } from '../../../core/point/text.js';
import { PointArray } from '../../../core/point/value.js';
import { anyPoint } from '../../helpers/arbitrary-point.js';
import { describePoint } from '../../wire/rows.js';

const NOW = 1_700_000_000_000_000_000n;

function copy(point: Point): Point {
  return decodeProtobuf(encodeProtobuf([point]))[0]!;
}

/** What line protocol carries: values by key, tags winning over fields; no units, types, warnings. */
function carriedByLines(point: Point): string[] {
  const tags = new Map(point.kvs.filter((kv) => kv.isTag).map((kv) => [kv.key, kv]));
  const byKey = new Map(point.kvs.filter((kv) => !kv.isTag).map((kv) => [kv.key, new KV(kv.key, kv.value, false)]));
  for (const [key, kv] of tags) byKey.set(key, kv);
  return describePoint(new Point(point.name, [...byKey.values()], point.time), true);
}

describe('protobuf', () => {
  test('carries a point as it is', () => {
    fc.assert(
      fc.property(fc.array(anyPoint, { maxLength: 4 }), (points) => {
        const decoded = decodeProtobuf(encodeProtobuf(points));
        expect(decoded.map((point) => describePoint(point, false))).toEqual(
          points.map((point) => describePoint(point, false)),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('writes the same bytes again', () => {
    fc.assert(
      fc.property(anyPoint, (point) => {
        const bytes = encodeProtobuf([point]);
        expect(Buffer.from(encodeProtobuf(decodeProtobuf(bytes))).equals(bytes)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('line protocol', () => {
  test('carries a cleaned point, less what it cannot', () => {
    fc.assert(
      fc.property(anyPoint, (original) => {
        const point = copy(original);
        cleanForLineProtocol(point, newCleanCounts());
        const { bytes, refused } = encodeLineProtocol([point]);
        if (refused.length > 0) {
          expect(refused[0]!.reason).toMatch(/without fields|time outside range/);
          return;
        }
        const { points } = decodeLineProtocol(bytes, { precision: 'n', nowNs: NOW });
        if (point.time <= 0n) point.time = NOW; // no time, and a negative one, mean now
        expect(points.map((each) => describePoint(each, true))).toEqual([carriedByLines(point)]);
      }),
      { numRuns: 700 },
    );
  });

  test('a batch of cleaned points is read whole, whatever stands in one of them', () => {
    fc.assert(
      fc.property(fc.array(anyPoint, { minLength: 1, maxLength: 6 }), (originals) => {
        const points = originals.map(copy);
        for (const point of points) cleanForLineProtocol(point, newCleanCounts());
        const { bytes, refused } = encodeLineProtocol(points);
        if (bytes.length === 0) return;
        const decoded = decodeLineProtocol(bytes, { precision: 'n', nowNs: NOW });
        expect(decoded.points.length + refused.length).toBe(points.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('pbjson', () => {
  test('carries a point as it is, but for bytes in texts that are not UTF-8', () => {
    fc.assert(
      fc.property(anyPoint, (point) => {
        const list = parseJson(encodePbjson([point])) as ReturnType<typeof parseJson>[]; // encodePbjson writes a list
        expect(describePoint(pbjsonPoint(list[0]!)!, false)).toEqual(describePoint(wellFormed(point), false));
      }),
      { numRuns: 200 },
    );
  });
});

function wellFormed(point: Point): Point {
  const kvs = point.kvs.map((kv) => {
    const same = new KV(toWellFormed(kv.key), kv.value, kv.isTag);
    if (typeof kv.value === 'string') same.value = toWellFormed(kv.value);
    if (kv.value instanceof PointArray) {
      const items = kv.value.items.map((item) => (typeof item === 'string' ? toWellFormed(item) : item));
      same.value = new PointArray(kv.value.elem, items);
    }
    same.type = kv.type;
    same.unit = kv.unit;
    return same;
  });
  const same = new Point(toWellFormed(point.name), kvs, point.time);
  same.warns = point.warns.map(({ type, msg }) => ({ type: toWellFormed(type), msg: toWellFormed(msg) }));
  same.debugs = point.debugs.map(toWellFormed);
  return same;
}

const ENCODINGS: readonly Encoding[] = ['line-protocol', 'protobuf', 'json', 'pbjson'];

/** Decodes or refuses; anything but a DecodeError comes through and fails the test. */
function decodeOrRefuse(bytes: Uint8Array, encoding: Encoding): DecodeError | undefined {
  const options = { category: 'logging', precision: '', nowNs: NOW } as const;
  try {
    decodeBody(bytes, CONTENT_TYPES[encoding], options);
    return undefined;
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

/** A good body with some bytes changed, cut out or repeated. */
const damagedBody = fc
  .record({
    points: fc.array(anyPoint, { minLength: 1, maxLength: 3 }),
    encoding: fc.constantFrom(...ENCODINGS),
    at: fc.nat(),
    length: fc.nat({ max: 4 }),
    put: fc.uint8Array({ maxLength: 4 }),
  })
  .map(({ points, encoding, at, length, put }) => {
    const good = encodeAs(points, encoding);
    const from = good.length === 0 ? 0 : at % good.length;
    return { encoding, bytes: Buffer.concat([good.subarray(0, from), put, good.subarray(from + length)]) };
  });

function encodeAs(points: readonly Point[], encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'line-protocol':
      return encodeLineProtocol(points).bytes;
    case 'protobuf':
      return encodeProtobuf(points);
    case 'pbjson':
      return encodePbjson(points);
    case 'json':
      try {
        return encodeJson(points);
      } catch (error) {
        if (error instanceof EncodeError) return encodePbjson(points); // NaN
        throw error;
      }
  }
}

describe('junk', () => {
  test('any bytes are decoded or refused with a DecodeError of bounded length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...ENCODINGS), (bytes, encoding) => {
        const error = decodeOrRefuse(bytes, encoding);
        if (error !== undefined) expect(error.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 700 },
    );
  });

  test('a damaged body is decoded or refused with a DecodeError', () => {
    fc.assert(
      fc.property(damagedBody, ({ bytes, encoding }) => {
        decodeOrRefuse(bytes, encoding);
      }),
      { numRuns: 700 },
    );
  });

  test('an error never holds more than an excerpt of the body', () => {
    const line = `m f="${'x'.repeat(100_000)}`;
    const lines = 'm f=\n'.repeat(100_000);
    for (const body of [line, lines, '\xff'.repeat(100_000)]) {
      for (const encoding of ENCODINGS) {
        const error = decodeOrRefuse(Buffer.from(body, 'latin1'), encoding);
        expect(error?.message.length ?? 0).toBeLessThan(20_000);
      }
    }
  });

  test.each([
    ['a long run of backslashes in a tag', `m,t=${'\\'.repeat(200_000)} f=1i`],
    ['a long run of quotes', `m f=${'"'.repeat(200_000)}`],
    ['a long run of digits', `m f=${'1'.repeat(200_000)}i`],
    ['a long run of brackets', `m f=${'['.repeat(200_000)}`],
    ['a long array', `m f=[${'1i,'.repeat(100_000)}1i]`],
    ['a long string in base64', `m f="${'A'.repeat(400_000)}"b`],
    ['many fields', `m ${Array.from({ length: 50_000 }, (_, i) => `k${i}=1i`).join()}`],
    ['many tags', `m${Array.from({ length: 5_000 }, (_, i) => `,k${i}=1`).join('')} f=1i`],
    ['a long time', `m f=1i ${'1'.repeat(200_000)}`],
    ['a long escaped string', `m f="${'\\"'.repeat(200_000)}"`],
  ])('%s takes no longer than its length', (_what, body) => {
    const start = process.cpuUsage();
    decodeOrRefuse(Buffer.from(body), 'line-protocol');
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  });

  test('JSON that nests without end is refused', () => {
    expect(decodeOrRefuse(Buffer.from('['.repeat(100_000)), 'json')?.message).toBe('exceeded max depth');
  });
});

describe('packed bodies', () => {
  test('stay within their limit and hold or report every point, in order', () => {
    const options = fc.record({
      encoding: fc.constantFrom('protobuf' as const, 'line-protocol' as const),
      maxBytes: fc.integer({ min: 40, max: 600 }),
      oversize: fc.constantFrom('alone' as const, 'skip' as const),
    });
    fc.assert(
      fc.property(fc.array(anyPoint, { maxLength: 12 }), options, (points, chosen) => {
        const { bodies, skipped } = packBodies(points, chosen);
        for (const body of bodies) {
          const alone = chosen.oversize === 'alone' && body.points.length === 1;
          if (!alone) expect(body.bytes.length).toBeLessThanOrEqual(chosen.maxBytes);
          if (chosen.encoding === 'protobuf')
            expect(Buffer.from(encodeProtobuf(body.points)).equals(body.bytes)).toBe(true);
        }
        const reported = new Set(skipped.map(({ point }) => point));
        expect(bodies.flatMap((body) => body.points)).toEqual(points.filter((point) => !reported.has(point)));
      }),
      { numRuns: 150 },
    );
  });
});
