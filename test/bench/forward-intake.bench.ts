// What does a record cost the plugin before it is batched: finding it in the stream, decoding, becoming a point?
// Beside it: what another msgpack library takes for decoding alone.

import { Packr } from 'msgpackr';
import { readEntries } from '../../core/codec/msgpack/entries.js';
import { KeyCache } from '../../core/codec/msgpack/key-cache.js';
import { readMessage, startsMessage } from '../../core/codec/msgpack/message.js';
import { FrameSplitter, type Frame } from '../../core/codec/msgpack/splitter.js';
import { toPoint } from '../../core/codec/record/to-point.js';
import type { Point } from '../../core/point/point.js';
import { bench } from './harness.js';

const RECORDS = 1000;
const READ_BYTES = 64 * 1024; // what one read of a socket gives
const LINE =
  '192.0.2.10 - - [06/May/2024:07:08:09 +0000] "GET /index.html?id=%i HTTP/1.1" 200 612 "-" "ExampleBrowser/1.0"';
const TARGET = { source: 'web', service: 'web', tags: [], messageKeys: ['message', 'log', 'msg', 'MESSAGE'] };

const packr = new Packr({ useRecords: false, variableMapSize: true });
const keys = new KeyCache();

function entry(at: number, extra: object): Buffer {
  const time = Buffer.alloc(11, 0x92);
  time[1] = 0xd7;
  time[2] = 0;
  time.writeUInt32BE(1714979289, 3);
  time.writeUInt32BE(at, 7);
  return Buffer.concat([time, packr.pack({ log: LINE.replace('%i', String(at)).padEnd(200, '.'), ...extra })]);
}

const entriesWith = (extra: object): Buffer[] => Array.from({ length: RECORDS }, (_, at) => entry(at, extra));
const plain = entriesWith({});
const docker = entriesWith({ stream: 'stdout', time: '2024-05-06T07:08:09.000000001Z' });

const packed = (entries: readonly Buffer[]): Buffer => packr.pack(['app', Buffer.concat(entries), { chunk: 'x' }]);
const forward = (entries: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('92a3617070dc', 'hex'), Buffer.of(RECORDS >> 8, RECORDS & 0xff), ...entries]);
const messages = (entries: readonly Buffer[]): Buffer =>
  Buffer.concat(entries.map((one) => Buffer.concat([Buffer.from('93a3617070', 'hex'), one.subarray(1)])));

function framesOf(stream: Buffer): Frame[] {
  const splitter = new FrameSplitter({ maxFrameBytes: 64 * 2 ** 20, startsWith: startsMessage });
  const frames: Frame[] = [];
  for (let at = 0; at < stream.length; at += READ_BYTES) {
    splitter.push(stream.subarray(at, at + READ_BYTES));
    for (let frame = splitter.next(); frame !== undefined; frame = splitter.next()) frames.push(frame);
  }
  return frames;
}

function pointsOf(stream: Buffer): Point[] {
  const points: Point[] = [];
  const visitor = {
    entry: (one: Parameters<typeof toPoint>[0]) => points.push(toPoint(one, TARGET, 'host-1')),
    refused: (_bytes: Buffer, error: Error) => {
      throw error;
    },
  };
  for (const { bytes } of framesOf(stream)) readEntries(readMessage(bytes, keys), visitor, { keys, nowNs: 0n });
  return points;
}

function expectPoints(stream: Buffer, fields: number): void {
  const points = pointsOf(stream);
  const last = points[RECORDS - 1];
  if (points.length !== RECORDS || last?.kvs.length !== fields) throw new Error(`${points.length} points`);
  const message = last.get('message');
  if (typeof message !== 'string' || !message.includes(`id=${RECORDS - 1}`)) throw new Error('wrong message');
}

const asPoints = (name: string, stream: Buffer, fields: number): Parameters<typeof bench>[1][number] => ({
  name,
  check: () => expectPoints(stream, fields),
  run(times) {
    for (let i = 0; i < times; i++) pointsOf(stream);
  },
  operations: RECORDS,
});

const bare = Buffer.concat(plain);
const packedPlain = packed(plain);

bench('What does a forward record of 200 bytes cost from the socket to a point?', [
  {
    name: 'PackedForward, finding the message only',
    check: () => expectPoints(packedPlain, 3),
    run(times) {
      for (let i = 0; i < times; i++) framesOf(packedPlain);
    },
    operations: RECORDS,
  },
  asPoints('PackedForward', packedPlain, 3),
  asPoints('PackedForward, Docker keys', packed(docker), 5),
  asPoints('Forward', forward(plain), 3),
  asPoints('Message', messages(plain), 3),
  {
    name: 'msgpackr, decoding of the entries alone',
    check: () => undefined,
    run(times) {
      for (let i = 0; i < times; i++) packr.unpackMultiple(bare);
    },
    operations: RECORDS,
  },
]);
