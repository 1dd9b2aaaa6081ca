import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pack } from 'msgpackr';
import { startsMessage } from '../../../../core/codec/msgpack/message.js';
import { FrameSplitter } from '../../../../core/codec/msgpack/splitter.js';
import { DecodeError } from '../../../../core/errors.js';

const anyType = (_type: number): boolean => true;

/** Pushes the stream in pieces that end at `cuts`, and collects the frames as [offset, hex]. */
function split(stream: Buffer, cuts: readonly number[], maxFrameBytes = 1 << 20, startsWith = anyType): string[] {
  const splitter = new FrameSplitter({ maxFrameBytes, startsWith });
  const frames: string[] = [];
  const ends = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const end of [...ends, stream.length]) {
    splitter.push(Buffer.from(stream.subarray(from, end)));
    from = end;
    for (let frame = splitter.next(); frame !== undefined; frame = splitter.next()) {
      frames.push(`${frame.offset} ${frame.bytes.toString('hex')}`);
    }
    expect(splitter.next()).toBeUndefined(); // asking again changes nothing
  }
  expect(splitter.streamOffset).toBe(stream.length);
  return frames;
}

function errorOf(bytes: readonly number[], maxFrameBytes = 1 << 20, startsWith = anyType): DecodeError {
  try {
    split(Buffer.from(bytes), [], maxFrameBytes, startsWith);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('no error');
}

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.nat(70_000).map((size) => Buffer.alloc(size, 0x93)),
    fc.constantFrom(null, true, false),
    fc.array(tie('any'), { maxLength: 40 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('any'), { maxKeys: 20 }),
  ),
})).any;

describe('FrameSplitter', () => {
  test('gives the same frames wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (values, cuts) => {
          const packed = values.map((one) => pack(one));
          let offset = 0;
          const want = packed.map((bytes) => {
            const line = `${offset} ${bytes.toString('hex')}`;
            offset += bytes.length;
            return line;
          });
          expect(split(Buffer.concat(packed), cuts)).toEqual(want);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('gives the same frames when bytes come one by one', () => {
    const packed = [pack({ a: [1, -1, 2 ** 40, 1.5, 'x'.repeat(40), Buffer.alloc(300), null] }), pack([true, 'é'])];
    const stream = Buffer.concat(packed);
    const everyByte = Array.from({ length: stream.length }, (_, at) => at);
    expect(split(stream, everyByte)).toEqual([
      `0 ${packed[0]!.toString('hex')}`,
      `${packed[0]!.length} ${packed[1]!.toString('hex')}`,
    ]);
  });

  test('junk yields frames or DecodeError, with an offset inside the stream', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
        try {
          split(Buffer.from(bytes), cuts);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          expect((error as DecodeError).offset).toBeGreaterThanOrEqual(0);
          expect((error as DecodeError).offset).toBeLessThan(bytes.length);
        }
      }),
    );
  });

  test('a byte that begins no message is refused at once, with its offset in the stream', () => {
    expect(errorOf([0x92, 0xa1, 0x61, 0x90, 0x47], 1 << 20, startsMessage)).toMatchObject({
      offset: 4,
      code: 'decode',
    });
  });

  test('the one byte that msgpack never uses is refused', () => {
    expect(errorOf([0x91, 0xc1])).toMatchObject({ offset: 1 });
  });

  test.each([
    ['a string of 1 GB', [0x91, 0xdb, 0x40, 0, 0, 0], 1],
    ['an array of 4 billion', [0x91, 0xdd, 0xff, 0xff, 0xff, 0xff], 1],
    ['a map of 4 billion', [0xdf, 0xff, 0xff, 0xff, 0xff], 0],
    ['an extension of 4 GB', [0x92, 0x00, 0xc9, 0xff, 0xff, 0xff, 0xff, 5], 2],
  ])('%s is refused when it is declared', (_, bytes, offset) => {
    expect(errorOf(bytes)).toMatchObject({ offset });
  });

  test('a message over the limit is refused before its bytes are there', () => {
    const error = errorOf([0x91, 0xc5, 0x03, 0xe8], 1000);
    expect(error.message).toBe('message at byte 0 has 1004 bytes or more; at most 1000');
  });

  test('nesting of any depth costs nothing', () => {
    const deep = Buffer.concat([Buffer.alloc(500_000, 0x91), Buffer.of(0xc0)]);
    expect(split(deep, [100_000, 300_001])).toHaveLength(1);
  });

  test('memory follows the bytes that came, not the bytes that were promised', () => {
    const splitter = new FrameSplitter({ maxFrameBytes: 1 << 30, startsWith: anyType });
    const before = process.memoryUsage().arrayBuffers;
    splitter.push(Buffer.from([0xc6, 0x3f, 0xff, 0xff, 0x00]));
    for (let i = 0; i < 1000; i++) {
      expect(splitter.next()).toBeUndefined();
      splitter.push(Buffer.alloc(16));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20);
  });
});
