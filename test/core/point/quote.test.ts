import { expect, test } from '@jest/globals';

import { cutUnits, quote, quoteExcerpt } from '../../../core/point/quote.js';
import { decodeText } from '../../../core/point/text.js';

test.each([
  ['', '""'],
  ['plain text', '"plain text"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\n\r\t\v\f\b\x07\0\x1b\x7f', '"\\n\\r\\t\\v\\f\\b\\a\\x00\\x1b\\x7f"'],
  ['日本é😀', '"日本é😀"'],
  ['\u0080\u00a0\u2028\ufeff', '"\\u0080\\u00a0\\u2028\\ufeff"'],
  ['\u{e0001}', '"\\U000e0001"'],
  [decodeText(Uint8Array.of(0x61, 0xff, 0xc3)), '"a\\xff\\xc3"'],
])('%j is quoted as Go does', (text, want) => {
  expect(quote(text)).toBe(want);
});

test('an excerpt is marked and never ends inside a character', () => {
  expect(quoteExcerpt('abc', 3)).toBe('"abc"');
  expect(quoteExcerpt('abcd', 3)).toBe('"abc"...');
  expect(cutUnits('a😀b', 2)).toBe('a');
});
