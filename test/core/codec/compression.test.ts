import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { TooLargeError, decompress } from '../../../core/codec/compression.js';
import { DecodeError } from '../../../core/errors.js';
import { SAMPLES } from './zstd/samples.js';

const MAX = 1_000_000;

interface FrameRow {
  readonly sample: string;
  readonly options: string;
  readonly b64: string;
}

const frames = source('test/core/codec/zstd/frames.jsonl')
  .toString()
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as FrameRow); // written by the zstd command, see samples.ts

/** A file of the source tree; tests run compiled. */
function source(path: string): Buffer {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url));
}

function frameOf(sample: string): Buffer {
  return Buffer.from(frames.find((row) => row.sample === sample)!.b64, 'base64');
}

/** The body of a request that Fluent Bit posted. */
function captured(scenario: string): Buffer {
  const request = source(`test/captures/fluent-bit/${scenario}/conn0.c2s.bin`);
  const from = request.indexOf('\r\n\r\n') + 4;
  const length = Number(/content-length: (\d+)/i.exec(request.toString('latin1'))![1]);
  return request.subarray(from, from + length);
}

/** Decompresses or refuses; anything but a DecodeError comes through and fails the test. */
function decompressOrRefuse(bytes: Uint8Array, encoding: string): void {
  try {
    decompress(bytes, encoding, MAX);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}

describe('zstd', () => {
  test.each(frames)('$sample with $options comes out whole', ({ sample, b64 }) => {
    expect(SAMPLES[sample]!().equals(decompress(Buffer.from(b64, 'base64'), 'zstd', MAX))).toBe(true);
  });

  test('frames one after the other, some to skip, come out joined', () => {
    const skippable = Buffer.from('5d2a4d1803000000aabbcc', 'hex');
    const body = Buffer.concat([skippable, frameOf('few'), skippable, frameOf('byte')]);
    const want = Buffer.concat([SAMPLES.few!(), SAMPLES.byte!()]);
    expect(want.equals(decompress(body, 'zstd', MAX))).toBe(true);
  });

  test.each([
    ['', 'no data'],
    ['28b52ffd', 'it is cut off'],
    ['00000000', 'no frame starts here'],
    ['28b52ffd2801', 'reserved bits are set'],
    ['28b52ffd210105', 'it needs a dictionary'],
    ['28b52ffd200009000061', 'a block is too large'],
    ['28b52ffd200507000061', 'a block of an unknown type'],
    ['28b52ffd200500000061'.slice(0, -2), 'it is cut off'],
    ['28b52ffd2002090000' + '61', 'a frame is not as long as it says'],
  ])('%s is refused: %s', (hex, why) => {
    expect(() => decompress(Buffer.from(hex, 'hex'), 'zstd', MAX)).toThrow(why);
  });
});

describe('every encoding', () => {
  const text = SAMPLES.lines!();
  const bodies: readonly (readonly [string, Buffer])[] = [
    ['gzip', gzipSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', frameOf('lines')],
    ['snappy', snappyLiteral(text)],
  ];

  test.each(bodies)('%s comes out whole', (encoding, body) => {
    expect(text.equals(decompress(body, encoding, MAX))).toBe(true);
  });

  test.each(bodies)('%s stops at the limit', (encoding, body) => {
    expect(text.equals(decompress(body, encoding, text.length))).toBe(true);
    expect(() => decompress(body, encoding, text.length - 1)).toThrow(TooLargeError);
  });

  test.each(bodies)(
    '%s that is damaged or junk is refused with a DecodeError, or still comes out',
    (encoding, body) => {
      const change = fc.record({ at: fc.nat({ max: body.length - 1 }), value: fc.nat({ max: 255 }), cut: fc.nat() });
      fc.assert(
        fc.property(change, ({ at, value, cut }) => {
          const bytes = Buffer.from(body);
          bytes[at] = value;
          decompressOrRefuse(bytes, encoding);
          decompressOrRefuse(body.subarray(0, cut % body.length), encoding);
        }),
        { numRuns: 200 },
      );
      fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => decompressOrRefuse(bytes, encoding)));
    },
  );

  test.each(['GZIP', 'identity', 'gzip, br', 'toString'])('%s is no encoding', (encoding) => {
    expect(() => decompress(text, encoding, MAX)).toThrow(/unknown content encoding/);
  });

  test('no encoding leaves the bytes as they are', () => {
    expect(decompress(text, '', 1)).toBe(text);
  });
});

/** Raw snappy as one literal. */
function snappyLiteral(text: Buffer): Buffer {
  const header = Buffer.from([(text.length & 0x7f) | 0x80, text.length >> 7, 0xf4, 0, 0]);
  header.writeUInt16LE(text.length - 1, 3);
  return Buffer.concat([header, text]);
}

describe('snappy', () => {
  test.each([
    ['03 08 6161', 'cut off'],
    ['06 00 61 05 00', 'stands 0 bytes before'],
    ['06 00 61 05 02', 'stands 2 bytes before'],
    ['02 00 61', 'not as long as it says'],
    ['01 04 6161', 'longer than it says'],
    ['ffffffffff', 'its length is cut off'],
  ])('%s is refused: %s', (hex, why) => {
    expect(() => decompress(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 'snappy', MAX)).toThrow(why);
  });

  test('copies of every kind, also into themselves', () => {
    // literal "ab", copy of 4 from 2 back, of 5 from 6 back (2-byte offset), of 3 from 1 back (4-byte offset)
    const body = Buffer.from('0e046162' + '0102' + '120600' + '0b01000000', 'hex');
    expect(Buffer.from(decompress(body, 'snappy', MAX)).toString()).toBe('abababababa' + 'aaa');
  });
});

test('what Fluent Bit posts compressed is what it posts plain', () => {
  const zstd = Buffer.from(decompress(captured('http-json-zstd'), 'zstd', MAX)).toString();
  const snappy = Buffer.from(decompress(captured('http-json-snappy'), 'snappy', MAX)).toString();
  const messages = (json: string): unknown => (JSON.parse(json) as { message: string }[]).map(({ message }) => message);
  expect(messages(zstd)).toEqual(messages(snappy));
  expect(messages(zstd)).toContain('service started');
});
