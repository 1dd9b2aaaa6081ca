// What does each codec cost by itself? Batches of 128 log points: bytes in, points out, the checks, bytes out. The whole
// way with a script is in wire.bench.ts.

import { readFileSync } from 'node:fs';
import { CONTENT_TYPES } from '../../core/codec/content-type.js';
import type { Encoding } from '../../core/codec/content-type.js';
import { decodeBody } from '../../core/codec/decode-body.js';
import { packBodies } from '../../core/codec/encode-body.js';
import { encodeJson, encodePbjson } from '../../core/codec/json/encode.js';
import { cleanForLineProtocol, newCleanCounts } from '../../core/codec/lineproto/clean.js';
import { decodeLineProtocol } from '../../core/codec/lineproto/decode.js';
import { encodeLineProtocol } from '../../core/codec/lineproto/encode.js';
import { decodeProtobuf } from '../../core/codec/pbpoint/decode.js';
import { encodeProtobuf } from '../../core/codec/pbpoint/encode.js';
import { TextCache } from '../../core/codec/text-cache.js';
import { checkPoint } from '../../core/point/check.js';
import { KV, Point } from '../../core/point/point.js';
import { LOGGING_RULES } from '../../core/point/rules.js';
import { approximateSize } from '../../core/point/size.js';
import { bench, type Case } from './harness.js';

const BATCH = 128;
const TIME = 1_700_000_000_000_000_000n;
const cache = new TextCache();

const lines = readFileSync('test/bench/data/nginx.log', 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const points = Array.from({ length: BATCH }, (_, i) => {
  const kvs = [
    new KV('host', 'web-1', true),
    new KV('service', 'nginx', true),
    new KV('status', 'info', true),
    new KV('filepath', '/var/log/nginx.log', false),
    new KV('log_read_lines', i, false),
    new KV('message', lines[i % lines.length]!, false),
  ];
  return new Point('nginx', kvs, TIME + BigInt(i));
});

const bodies = {
  'line-protocol': encodeLineProtocol(points).bytes,
  protobuf: encodeProtobuf(points),
  json: encodeJson(points),
  pbjson: encodePbjson(points),
};

/** A case that works on the whole batch; `work` returns what must be `want`. */
function batchCase(name: string, want: number, work: () => number): Case {
  return {
    name,
    operations: BATCH,
    unit: 'point',
    check: () => {
      const got = work();
      if (got !== want) throw new Error(`${name}: ${got} instead of ${want}`);
    },
    run(times) {
      for (let i = 0; i < times; i++) work();
    },
  };
}

function take(encoding: Encoding): number {
  const options = { category: 'logging', precision: 'n', nowNs: TIME, cache } as const;
  return decodeBody(bodies[encoding], CONTENT_TYPES[encoding], options).points.length;
}

function checkAll(): number {
  for (const point of points) checkPoint(point, LOGGING_RULES);
  return points.length;
}

function cleanAll(): number {
  const counts = newCleanCounts();
  for (const point of points) cleanForLineProtocol(point, counts);
  return counts.rewritten;
}

const totalSize = points.reduce((sum, point) => sum + approximateSize(point), 0);

bench(`What does a codec cost? ${bodies.protobuf.length / BATCH} bytes a point in protobuf`, [
  batchCase('protobuf to points', BATCH, () => decodeProtobuf(bodies.protobuf, cache).length),
  batchCase('points to protobuf', bodies.protobuf.length, () => encodeProtobuf(points).length),
  batchCase('protobuf in bodies of 16 KiB', 3, () => {
    return packBodies(points, { encoding: 'protobuf', maxBytes: 16_384, oversize: 'alone' }).bodies.length;
  }),
  batchCase('line protocol to points', BATCH, () => {
    return decodeLineProtocol(bodies['line-protocol'], { precision: 'n', nowNs: TIME, cache }).points.length;
  }),
  batchCase('points to line protocol', bodies['line-protocol'].length, () => encodeLineProtocol(points).bytes.length),
  batchCase('cleaning for line protocol', 0, cleanAll),
  batchCase('checks of logging', BATCH, checkAll),
  batchCase('approximate size', totalSize, () => points.reduce((sum, point) => sum + approximateSize(point), 0)),
  batchCase('protobuf body to checked points', BATCH, () => take('protobuf')),
  batchCase('line protocol body to checked points', BATCH, () => take('line-protocol')),
  batchCase('JSON body to checked points', BATCH, () => take('json')),
  batchCase('pbjson body to checked points', BATCH, () => take('pbjson')),
]);
