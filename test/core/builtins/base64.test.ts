import { describe, expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { decodeBase64 } from '../../../core/builtins/base64.js';

describe('decodeBase64', () => {
  test.each([
    ['abc', 0],
    ['abcde===', 5],
    ['aGVs bG8=', 4],
    ['aGVsbG8', 4],
    ['_-8=', 0],
    ['ab=', 3],
    ['ab=c', 2],
    ['abc=d', 4],
    ['ab==\n\nc', 6],
    ['=', 0],
  ])('%j is refused at byte %d', (text, offset) => expect(decodeBase64(text)).toBe(offset));

  test.each(['', '\r\n', 'aGVs\r\nbG8=\n', 'ab=\n='])('%j is fine', (text) => {
    expect(typeof decodeBase64(text)).toBe('object');
  });

  test('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const decoded = decodeBase64(Buffer.from(bytes).toString('base64'));
        expect(Array.from(decoded as Uint8Array)).toEqual(Array.from(bytes));
      }),
    );
  });
});
