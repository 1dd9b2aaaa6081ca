import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { Precision } from '../../../core/codec/precision.js';
import { precisionOf, scaleDigits, scaleTextTime, scaleTime } from '../../../core/codec/precision.js';

const NOW = 1_700_000_000_000_000_000n;

test.each<[string, Precision]>([
  ['', 'auto'],
  ['n', 'n'],
  ['ns', 'n'],
  ['us', 'n'],
  ['d', 'n'],
  ['u', 'u'],
  ['ms', 'ms'],
  ['s', 's'],
  ['m', 'm'],
  ['h', 'h'],
])('precision %j means %s', (word, want) => {
  expect(precisionOf(word)).toBe(want);
});

test('no time and 0 are now, whatever the precision', () => {
  for (const precision of ['auto', 'n', 's', 'h'] as const) expect(scaleTime(0n, precision, NOW)).toBe(NOW);
});

test('a negative time is now in text and itself in protobuf', () => {
  expect(scaleTextTime(-5n, 'n', NOW)).toBe(NOW);
  expect(scaleTime(-5n, 'n', NOW)).toBe(-5n);
});

test('scaling by digits is scaling', () => {
  const time = fc.oneof(
    fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_806n }),
    fc.bigInt({ min: 0n, max: 10n ** 16n + 9n }),
  );
  fc.assert(
    fc.property(time, fc.constantFrom<Precision>('auto', 'n', 'u', 'ms', 's', 'm', 'h'), (value, precision) => {
      const billions = Number(value / 1_000_000_000n);
      const rest = Number(value % 1_000_000_000n);
      expect(scaleDigits(billions, rest, precision, NOW)).toBe(scaleTime(value, precision, NOW));
    }),
    { numRuns: 1000 },
  );
});
