import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../../../core/codec/record/json-text.js';
import { EventTime, RecordMap } from '../../../../core/codec/record/record.js';
import { encodeText } from '../../../../core/point/text.js';
import { Float, Uint } from '../../../../core/point/value.js';

describe('jsonText', () => {
  test('keeps every digit of an int', () => {
    expect(jsonText([2n ** 62n, -(2n ** 63n), new Uint(2n ** 64n - 1n), 1])).toBe(
      '[4611686018427387904,-9223372036854775808,18446744073709551615,1]',
    );
  });

  test('writes null for floats that JSON lacks', () => {
    expect(jsonText([new Float(NaN), new Float(-Infinity), new Float(0.1)])).toBe('[null,null,0.1]');
  });

  test('writes keys of any kind and repeated ones', () => {
    expect(jsonText(new RecordMap([true, 1, null, 2, 'k', 3, 'k', new RecordMap([])]))).toBe(
      '{"true":1,"null":2,"k":3,"k":{}}',
    );
  });

  test('binary is text when it is text, else hex', () => {
    expect(jsonText([new Uint8Array([0xc3, 0xa9]), new Uint8Array([0xc3])])).toBe('["é","c3"]');
  });

  test('a time has nine digits behind the point', () => {
    expect(jsonText(new EventTime(1714979289, 42))).toBe('1714979289.000000042');
  });

  test('bytes that are no UTF-8 go out as they came, the rest is escaped', () => {
    expect(encodeText(jsonText('a"\udcff\n\udc80'))).toEqual(encodeText('"a\\"\udcff\\n\udc80"'));
  });

  test('any text reads back', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(JSON.parse(jsonText(text))).toBe(text)));
  });
});
