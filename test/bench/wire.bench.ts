// How fast do batches pass the wire? Batches of 128 log points of about 250 bytes: the codecs alone, and the whole way
// of a stock receiver (decode line protocol, run the script, encode line protocol), one core.

import { readFileSync } from 'node:fs';
import { decodeBody } from '../../core/codec/decode-body.js';
import { CONTENT_TYPES } from '../../core/codec/content-type.js';
import { encodeLineProtocol } from '../../core/codec/lineproto/encode.js';
import { decodeProtobuf } from '../../core/codec/pbpoint/decode.js';
import { encodeProtobuf } from '../../core/codec/pbpoint/encode.js';
import { TextCache } from '../../core/codec/text-cache.js';
import { KV, Point } from '../../core/point/point.js';
import { runScript } from '../../core/scripts/run.js';
import { testServices } from '../helpers/services.js';
import { bench, type Case } from './harness.js';
import { compileOne } from './scripts.js';

const BATCH = 128;
const TIME = 1_700_000_000_000_000_000n;
const services = testServices();
const cache = new TextCache();

function batch(name: string): Point[] {
  const lines = readFileSync(`test/bench/data/${name}.log`, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return Array.from({ length: BATCH }, (_, i) => {
    const kvs = [
      new KV('host', 'web-1', true),
      new KV('service', name, true),
      new KV('filepath', `/var/log/${name}.log`, false),
      new KV('log_read_lines', i, false),
      new KV('message', lines[i % lines.length]!, false),
    ];
    return new Point(name, kvs, TIME + BigInt(i));
  });
}

function decode(body: Uint8Array): Point[] {
  const options = { category: 'logging', precision: '', nowNs: TIME, cache } as const;
  return decodeBody(body, CONTENT_TYPES['line-protocol'], options).points;
}

function wholeWay(name: string): Case {
  const script = compileOne(readFileSync(`test/bench/data/${name}.p`, 'utf8'));
  const body = encodeLineProtocol(batch(name)).bytes;
  const work = (): number => {
    const points = decode(body);
    for (const point of points) {
      const outcome = runScript(script, point, 'logging', services);
      if ('error' in outcome && outcome.error !== undefined) throw outcome.error;
    }
    return encodeLineProtocol(points).bytes.length;
  };
  return {
    name: `lp in, ${name} script, lp out`,
    operations: BATCH,
    check: () => {
      if (work() < body.length) throw new Error('nothing was added');
    },
    run(times) {
      for (let i = 0; i < times; i++) work();
    },
  };
}

const points = batch('nginx');
const protobuf = encodeProtobuf(points);

bench('How fast do batches pass the wire?', [
  {
    name: `protobuf decode (${Math.round(protobuf.length / BATCH)} bytes a point)`,
    operations: BATCH,
    unit: 'point',
    check: () => {
      if (decodeProtobuf(protobuf, cache).length !== BATCH) throw new Error('points are missing');
    },
    run(times) {
      for (let i = 0; i < times; i++) decodeProtobuf(protobuf, cache);
    },
  },
  {
    name: 'protobuf encode',
    operations: BATCH,
    unit: 'point',
    check: () => {
      if (encodeProtobuf(points).length !== protobuf.length) throw new Error('bytes are missing');
    },
    run(times) {
      for (let i = 0; i < times; i++) encodeProtobuf(points);
    },
  },
  wholeWay('nginx'),
  wholeWay('json'),
  wholeWay('trivial'),
]);
