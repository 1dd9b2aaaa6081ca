import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  byteLength,
  concat,
  cutBytes,
  decodeText,
  encodeText,
  isWellFormed,
  toWellFormed,
} from '../../../core/point/text.js';

const bytes = fc.uint8Array({ maxLength: 40 });

describe('text that may hold invalid UTF-8', () => {
  test('decode and encode are inverses for any bytes', () => {
    fc.assert(fc.property(bytes, (b) => expect(Buffer.from(encodeText(decodeText(b)))).toEqual(Buffer.from(b))));
  });

  test('byteLength counts the bytes it came from', () => {
    fc.assert(fc.property(bytes, (b) => expect(byteLength(decodeText(b))).toBe(b.length)));
  });

  test('concat of two texts is the text of the joined bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) =>
        expect(concat(decodeText(a), decodeText(b))).toBe(decodeText(Buffer.concat([a, b]))),
      ),
    );
  });

  test('a character split over two texts comes back when they are joined', () => {
    const whole = Buffer.from('中');
    expect(concat(decodeText(whole.subarray(0, 1)), decodeText(whole.subarray(1)))).toBe('中');
  });

  test('cutBytes keeps exactly that many bytes', () => {
    expect(Buffer.from(encodeText(cutBytes('a中b', 2)))).toEqual(Buffer.from([0x61, 0xe4]));
    expect(cutBytes('short', 100)).toBe('short');
  });

  test('an invalid byte reads as U+FFFD where text must be well formed', () => {
    const text = decodeText(Uint8Array.of(0x61, 0xff));
    expect(isWellFormed(text)).toBe(false);
    expect(toWellFormed(text)).toBe('a\ufffd');
  });
});
