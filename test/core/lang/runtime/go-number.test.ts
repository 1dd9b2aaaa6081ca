import { describe, expect, test } from '@jest/globals';
import { parseGoFloat, parseGoInt, parseIntExact } from '../../../../core/lang/runtime/go-number.js';

describe('parseGoFloat', () => {
  test.each([
    ['1', 1],
    ['-.5', -0.5],
    ['1.', 1],
    ['1_23.50_0_0e+1_2', 1.235e14],
    ['0x1Fp0', 31],
    ['0x_1.8p1', 3],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
  ])('%s is %d', (text, value) => expect(parseGoFloat(text)).toBe(value));

  test.each(['', '.', ' 1', '1 ', '1e400', '0x1F', '0x', '1__0', '_1', '1_', '1_.5', '1e', '1,2', '+nan', '１'])(
    'refuses %j',
    (text) => expect(parseGoFloat(text)).toBeUndefined(),
  );

  test('reads nan', () => expect(parseGoFloat('NaN')).toBeNaN());
});

describe('parseGoInt', () => {
  test.each([
    ['42', 42],
    ['+7', 7],
    ['0', 0],
    ['-0', 0],
    ['017', 15],
    ['0_7', 7],
    ['1_000', 1000],
    ['0x_1f', 31],
    ['-0xA', -10],
    ['0B101', 5],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
  ])('%s is %s', (text, value) => expect(parseGoInt(text)).toBe(value));

  test.each(['', '-', '08', '0x', '1.5', '1e3', '1__0', '_1', '1_', '9223372036854775808', ' 1', '0b2'])(
    'refuses %j',
    (text) => expect(parseGoInt(text)).toBeUndefined(),
  );
});

describe('parseIntExact', () => {
  test('clamps to int64 and says so', () => {
    expect(parseIntExact('9'.repeat(200), 10)).toEqual({ value: 9223372036854775807n, inRange: false });
    expect(parseIntExact('-' + 'z'.repeat(20), 36)).toEqual({ value: -9223372036854775808n, inRange: false });
    expect(parseIntExact('0'.repeat(200) + '1', 2)).toEqual({ value: 1, inRange: true });
  });

  test('takes prefixes and underscores with base 0 only', () => {
    expect(parseIntExact('0x1', 16)).toBeUndefined();
    expect(parseIntExact('1_0', 10)).toBeUndefined();
    expect(parseIntExact('1', 1)).toBeUndefined();
    expect(parseIntExact('1', 37)).toBeUndefined();
  });
});
