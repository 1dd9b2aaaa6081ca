import { Buffer } from 'node:buffer';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { JsonNumber, parseJson } from '../../../../core/codec/json/parse.js';
import type { JsonValue } from '../../../../core/codec/json/parse.js';
import { DecodeError } from '../../../../core/errors.js';

function errorOf(text: string | Uint8Array): DecodeError {
  try {
    parseJson(Buffer.from(text));
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error(`no error for ${text.toString()}`);
}

describe('what is wrong is said in the words of Go', () => {
  test.each([
    ['', 'unexpected end of JSON input', 0],
    ['[1', 'unexpected end of JSON input', 2],
    ['"abc', 'unexpected end of JSON input', 4],
    ['nope', "invalid character 'o' in literal null (expecting 'u')", 1],
    ['[1,]', "invalid character ']' looking for beginning of value", 3],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string", 7],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string", 1],
    ['{"a" 1}', "invalid character '1' after object key", 5],
    ['{"a":1 2}', "invalid character '2' after object key:value pair", 7],
    ['[1 2]', "invalid character '2' after array element", 3],
    ['[] x', "invalid character 'x' after top-level value", 3],
    ['01', "invalid character '1' after top-level value", 1],
    ['-x', "invalid character 'x' in numeric literal", 1],
    ['1.x', "invalid character 'x' after decimal point in numeric literal", 2],
    ['1e+x', "invalid character 'x' in exponent of numeric literal", 3],
    ['"\\q"', "invalid character 'q' in string escape code", 2],
    ['"\\u12G4"', "invalid character 'G' in \\u hexadecimal character escape", 5],
    ['"a\nb"', "invalid character '\\n' in string literal", 2],
    ["'a'", "invalid character '\\'' looking for beginning of value", 0],
    ['日', "invalid character 'æ' looking for beginning of value", 0],
    [Uint8Array.of(0x22, 0x22, 0xff), "invalid character 'ÿ' after top-level value", 2],
  ])('%j', (text, message, offset) => {
    const error = errorOf(text);
    expect([error.message, error.offset]).toEqual([message, offset]);
  });
});

test('numbers keep their text', () => {
  expect(parseJson(Buffer.from('[-9223372036854775808,1.50e+2]'))).toEqual([
    new JsonNumber('-9223372036854775808'),
    new JsonNumber('1.50e+2'),
  ]);
});

test('halves of surrogate pairs and bytes that are not UTF-8 become U+FFFD', () => {
  expect(parseJson(Buffer.from('"\\ud83d\\ude00 \\ud83d \\ude00"'))).toBe('😀 \ufffd \ufffd');
  expect(parseJson(Uint8Array.of(0x22, 0xff, 0xc3, 0x22))).toBe('\ufffd\ufffd');
});

test('any JSON text is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'grapheme' }), fc.constantFrom('', ' ', '\n\t'), (json, blank) => {
      const text = blank + JSON.stringify(JSON.parse(json), undefined, blank) + blank;
      expect(plain(parseJson(Buffer.from(text)))).toEqual(JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

/** A value as JSON.parse gives it. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  const object: Record<string, unknown> = {};
  for (const [key, item] of value) {
    Object.defineProperty(object, key, { value: plain(item), enumerable: true, configurable: true, writable: true });
  }
  return object;
}
