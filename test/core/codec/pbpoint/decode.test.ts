// The golden rows (test/wire/pb-decode.jsonl) hold whole messages; here stand the bytes that no encoder writes.

import { Buffer } from 'node:buffer';

import { describe, expect, test } from '@jest/globals';

import { decodeProtobuf } from '../../../../core/codec/pbpoint/decode.js';
import { encodeProtobuf } from '../../../../core/codec/pbpoint/encode.js';
import { DecodeError } from '../../../../core/errors.js';
import { KV, Point } from '../../../../core/point/point.js';
import type { PointArray } from '../../../../core/point/value.js';
import { AnyPayload } from '../../../../core/point/value.js';
import { describePoint } from '../../../wire/rows.js';

/** A PBPoints message of one point with one entry of these bytes (given as hex). */
function bodyOf(entry: string): Buffer {
  const bytes = Buffer.from(entry.replaceAll(' ', ''), 'hex');
  const field = Buffer.concat([Buffer.from([0x12, bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([0x0a, field.length]), field]);
}

function entryOf(entry: string): string {
  return describePoint(decodeProtobuf(bodyOf(entry))[0]!, false)[2]!;
}

function errorOf(body: Uint8Array): DecodeError {
  try {
    decodeProtobuf(body);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('an entry is read tolerantly', () => {
  test.each([
    ['tags with more bytes than needed', '8a 00 01 6b 90 00 05', '"k" = i 5'],
    ['the last value wins', '0a 01 6b 10 05 5a 01 78', '"k" = s "x"'],
    ['the last key wins', '0a 01 61 0a 01 6b 10 05', '"k" = i 5'],
    ['an unknown number is skipped', '0a 01 6b 78 01 10 05', '"k" = i 5'],
    ['an unknown double is skipped', '0a 01 6b 79 0000000000000000 10 05', '"k" = i 5'],
    ['an unknown text is skipped', '0a 01 6b 7a 02 2121 10 05', '"k" = i 5'],
    ['unknown groups, one in the other, are skipped', '0a 01 6b 7b 7b 08 01 7c 7c 10 05', '"k" = i 5'],
    ['field number 2^29-1 is skipped', '0a 01 6b f8ffffff0f 01 10 05', '"k" = i 5'],
    ['bits beyond the 64th are dropped', '0a 01 6b 10 ffffffffffffffffff7f', '"k" = i -1'],
    ['any number but 0 is true', '0a 01 6b 28 8002', '"k" = b true'],
    ['a tag without text is no tag', '0a 01 6b 40 01', '"k" = nil'],
  ])('%s', (_what, entry, want) => {
    expect(entryOf(entry)).toBe(want);
  });
});

describe('what is refused is refused in the words of the reference', () => {
  test.each([
    ['0a 05 6b', 'unexpected EOF'],
    ['10', 'unexpected EOF'],
    ['21 0000', 'unexpected EOF'],
    ['08 01', 'proto: wrong wireType = 0 for field Key'],
    ['12 01 00', 'proto: wrong wireType = 2 for field I'],
    ['0c', 'proto: Field: wiretype end group for non-group'],
    ['00 01', 'proto: Field: illegal tag 0 (wire type 0)'],
    ['10 ffffffffffffffffffff 01', 'proto: integer overflow'],
    ['0a ffffffffffffffffff 01', 'proto: negative length found during unmarshaling'],
    ['7e', 'proto: illegal wireType 6'],
    ['7b 08 01', 'unexpected EOF'],
  ])('%s: %s', (entry, message) => {
    const body = bodyOf(entry);
    const error = errorOf(body);
    expect(error.message).toBe(message);
    expect(error.offset).toBeLessThanOrEqual(body.length);
  });

  test('a message cut anywhere is refused or a shorter list', () => {
    const point = new Point('m', [new KV('k', 'some text', true), new KV('f', 5, false)], 7n);
    const body = encodeProtobuf([point, point]);
    for (let length = 0; length < body.length; length++) {
      if (length === 0 || length === body.length / 2)
        expect(decodeProtobuf(body.subarray(0, length))).toHaveLength(length && 1);
      else expect(errorOf(body.subarray(0, length)).message).toBe('unexpected EOF');
    }
  });
});

describe('the payload of an Any', () => {
  const arrayUrl = Buffer.from('type.googleapis.com/point.Array').toString('hex');

  test('that is no array is carried unread', () => {
    const value = decodeProtobuf(bodyOf('0a 01 6b 3a 06 0a 01 78 12 01 ff'))[0]!.kvs[0]!.value;
    expect(value).toEqual(new AnyPayload('x', Uint8Array.of(0xff)));
  });

  test.each([
    ['of two kinds', '0a02 0801 0a02 2001'],
    ['with an empty element', '0a02 0801 0a00'],
    ['that does not parse', '0a05'],
  ])('that is an array %s is carried unread and written again', (_what, payload) => {
    const bytes = payload.replaceAll(' ', '');
    const any = `0a1f${arrayUrl}12${(bytes.length / 2).toString(16).padStart(2, '0')}${bytes}`;
    const body = bodyOf(`0a016b3a${(any.length / 2).toString(16)}${any}`);
    const points = decodeProtobuf(body);
    expect(points[0]!.kvs[0]!.value).toBeInstanceOf(AnyPayload);
    expect(Buffer.from(encodeProtobuf(points)).equals(body)).toBe(true);
  });

  test('that is an empty array stays one', () => {
    const value = decodeProtobuf(bodyOf(`0a016b3a210a1f${arrayUrl}`))[0]!.kvs[0]!.value;
    expect((value as PointArray).items).toEqual([]);
  });
});

test('texts around the lengths where a length grows by a byte come back', () => {
  for (const length of [100, 115, 116, 117, 118, 119, 125, 126, 127, 128, 129, 16370, 16383, 16384, 2_097_152]) {
    for (const char of ['x', 'é']) {
      const points = [new Point('m', [new KV('key', char.repeat(length), false)], 1n)];
      expect(decodeProtobuf(encodeProtobuf(points))[0]!.get('key') === char.repeat(length)).toBe(true);
    }
  }
});
