import { describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../../core/time/duration.js';

describe('parseDuration', () => {
  test.each([
    ['0', 0n],
    ['-0', 0n],
    ['5s', 5_000_000_000n],
    ['1h2m3.5s', 3_723_500_000_000n],
    ['-.5ms', -500_000n],
    ['1.s', 1_000_000_000n],
    ['1.0000000009s', 1_000_000_000n],
    ['3us2\u00b5s1\u03bcs', 6_000n],
    ['9223372036854775807ns', 9223372036854775807n],
    ['-9223372036854775808ns', -9223372036854775808n],
  ])('%s', (text, ns) => expect(parseDuration(text)).toEqual({ ns }));

  test.each([
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['.s', 'time: invalid duration ".s"'],
    ['1h 2m', 'time: unknown unit "h " in duration "1h 2m"'],
    ['60', 'time: missing unit in duration "60"'],
    ['1h30', 'time: missing unit in duration "1h30"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
  ])('%j is refused', (text, error) => expect(parseDuration(text)).toEqual({ error }));
});
