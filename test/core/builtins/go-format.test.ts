import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileGoFormat, formatGo } from '../../../core/builtins/go-format.js';
import { goFloat } from '../../../core/builtins/go-number-format.js';
import type { Value } from '../../../core/lang/runtime/value.js';
import { Float, VOID } from '../../../core/lang/runtime/value.js';

function sprintf(format: string, ...args: Value[]): string {
  return formatGo(compileGoFormat(format, args.length), args);
}

describe('formats of Go', () => {
  test('pad what is no number too', () => {
    expect(sprintf('%v', VOID)).toBe('<nil>');
    expect(sprintf('%7v|%-5v|%05v', null, true, 'ab')).toBe('  <nil>|true |000ab');
  });

  test('print every entry of lists and maps under the verb, keys in order', () => {
    const map = new Map<string, Value>([
      ['b', 2],
      ['a', [1, 'x']],
    ]);
    expect(sprintf('%v', map)).toBe('map[a:[1 x] b:2]');
    expect(sprintf('%d', map)).toBe('map[%!d(string=a):[1 %!d(string=x)] %!d(string=b):2]');
    expect(sprintf('%#v', [1, 'a', null, new Float(1), map])).toBe(
      '[]interface {}{1, "a", interface {}(nil), 1, map[string]interface {}{"a":[]interface {}{1, "x"}, "b":2}}',
    );
  });

  test('say what is wrong with widths and precisions', () => {
    expect(sprintf('%*d', 'x', 1)).toBe('%!(BADWIDTH)1');
    expect(sprintf('%.*f', -1, new Float(1))).toBe('%!(BADPREC)1.000000');
    expect(sprintf('%*d', 1)).toBe('%!d(MISSING)');
    expect(sprintf('%*')).toBe('%!(BADWIDTH)%!(NOVERB)');
    expect(sprintf('%2000000d|', 1)).toBe('%!(NOVERB)%!(EXTRA int64=1)');
    expect(sprintf('%[3]2d', 1, 2, 3)).toBe('%!d(BADINDEX)');
    expect(sprintf('%[2]*[1]d', 7, 5)).toBe('    7');
    expect(sprintf('%*%|%d', 5, 1)).toBe('%|1');
  });

  test('are bounded', () => {
    const cycle: Value[] = [];
    cycle.push(cycle);
    expect(() => sprintf('%v', cycle)).toThrow(/nested more than/);
    expect(() => sprintf('%999999d'.repeat(100), ...new Array<Value>(100).fill(1))).toThrow(/longer than/);
    let bush: Value[] = ['x'.repeat(100)];
    for (let i = 0; i < 40; i++) bush = [bush, bush];
    expect(() => sprintf('%v', bush)).toThrow(/longer than/);
  });

  test('never throw otherwise', () => {
    const value = fc.oneof(
      fc.string(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(9223372036854775807n),
      fc.double().map((n) => new Float(n)),
      fc.array(fc.string()),
    );
    const pieces = fc.constantFrom(
      '%',
      '+',
      '-',
      '#',
      '0',
      ' ',
      '*',
      '.',
      '[',
      ']',
      '1',
      '2',
      '9',
      'd',
      's',
      'v',
      'x',
      'q',
      'g',
      'f',
      'z',
      'é',
    );
    const format = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(''));
    fc.assert(fc.property(format, fc.array(value, { maxLength: 4 }), (text, args) => void sprintf(text, ...args)));
  });
});

describe('floats of Go', () => {
  test.each([
    [2.25, 'f', 1, '2.2'],
    [0.5, 'f', 0, '0'],
    [1.5, 'f', 0, '2'],
    [2.5, 'f', 0, '2'],
    [0.125, 'f', 2, '0.12'],
    [0.375, 'f', 2, '0.38'],
    [0.06, 'f', 1, '0.1'],
    [0.05, 'f', 1, '0.1'],
    [0.04, 'f', 1, '0.0'],
    [9.995, 'f', 2, '9.99'],
    [99.5, 'f', 0, '100'],
    [1e21, 'f', 2, '1000000000000000000000.00'],
    [1e23, 'f', 0, '99999999999999991611392'],
    [5e-324, 'e', 3, '4.941e-324'],
    [0.1, 'f', 55, '0.1000000000000000055511151231257827021181583404541015625'],
    [0.1, 'f', 110, `0.1000000000000000055511151231257827021181583404541015625${'0'.repeat(55)}`],
    [0, 'e', 2, '0.00e+00'],
    [-0, 'f', 1, '-0.0'],
    [1.25, 'e', 1, '1.2e+00'],
    [9.96, 'e', 1, '1.0e+01'],
    [123456789, 'g', -1, '1.23456789e+08'],
    [100000, 'g', -1, '100000'],
    [1000000, 'g', -1, '1e+06'],
    [0.0001, 'g', -1, '0.0001'],
    [0.00001, 'g', -1, '1e-05'],
    [100, 'g', 3, '100'],
    [1000, 'g', 3, '1e+03'],
    [0, 'g', 3, '0'],
    [1234.5678, 'g', 2, '1.2e+03'],
    [1234.5678, 'G', 2, '1.2E+03'],
    [1, 'x', -1, '0x1p+00'],
    [1.999999, 'x', 1, '0x1.0p+01'],
    [0, 'x', 2, '0x0.00p+00'],
    [1e100, 'x', 3, '0x1.24ap+332'],
    [1, 'b', -1, '4503599627370496p-52'],
  ])('%d with %s and precision %d is %s', (value, verb, precision, want) => {
    expect(goFloat(value, verb, precision)).toBe(want);
  });

  test('read back as the number they were made from', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
        for (const verb of ['e', 'f', 'g']) expect(Number(goFloat(n, verb, -1))).toBe(n);
        expect(Number(goFloat(n, 'e', 17))).toBe(n);
        expect(Number(goFloat(n, 'g', 17))).toBe(n);
      }),
    );
  });
});
