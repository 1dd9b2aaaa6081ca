import { expect, test } from '@jest/globals';
import { decodeArrived } from '../../../bin/dataway/decode.js';
import { CONTENT_TYPES } from '../../../core/codec/content-type.js';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { DecodeError } from '../../../core/errors.js';
import { KV, Point } from '../../../core/point/point.js';

const NOW_MS = 1_700_000_000_000;
const NOW_NS = BigInt(NOW_MS) * 1_000_000n;
const simple = { measurement: 'nginx', tags: { host: 'h' }, fields: { 'a.b': 'x' } };
const point = (time: bigint): Point => new Point('nginx', [new KV('host', 'h', true), new KV('a.b', 'x', false)], time);

test.each([
  ['protobuf', CONTENT_TYPES.protobuf, encodeProtobuf([point(5n), point(0n)])],
  ['line protocol', CONTENT_TYPES['line-protocol'], 'nginx,host=h a.b="x" 5\nnginx,host=h a.b="x"'],
  ['JSON', CONTENT_TYPES.json, JSON.stringify([{ ...simple, time: 5 }, simple])],
])('%s: points as they were sent, dots and all, a missing time is the time of arrival', (_name, contentType, body) => {
  const points = decodeArrived(Buffer.from(body), { contentType, category: 'logging', nowMs: NOW_MS });
  expect(points.map(({ name, time }) => [name, time])).toEqual([
    ['nginx', 5n],
    ['nginx', NOW_NS],
  ]);
  for (const decoded of points) {
    expect([decoded.getTag('host'), decoded.get('a.b'), decoded.get('status')]).toEqual(['h', 'x', undefined]);
  }
});

test.each(Object.values(CONTENT_TYPES))('junk under %s is a DecodeError', (contentType) => {
  const body = Buffer.from([0xff, 0x00, 0x7b]);
  expect(() => decodeArrived(body, { contentType, category: 'logging', nowMs: 0 })).toThrow(DecodeError);
});
