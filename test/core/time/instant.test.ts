import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toInt } from '../../../core/point/value.js';
import { dateNs } from '../../../core/time/date-ns.js';
import { fractionOfNs, instantNs, secondsOfNs } from '../../../core/time/instant.js';
import { findZone, UTC } from '../../../core/time/zone.js';

const seconds = fc.oneof(
  fc.integer({ min: -70_000_000_000, max: 260_000_000_000 }), // years 0 to 9999
  fc.integer({ min: -10_000_000, max: 10_000_000 }),
  fc.integer({ min: 9_223_372_000, max: 9_223_372_100 }), // around the end of int64
);

describe('an instant', () => {
  test('is seconds * 1e9 + ns, wrapped to int64', () => {
    fc.assert(
      fc.property(seconds, fc.integer({ min: 0, max: 999_999_999 }), (s, ns) => {
        expect(instantNs(s, ns)).toBe(toInt(BigInt(s) * 1_000_000_000n + BigInt(ns)));
      }),
    );
  });

  test('is taken apart again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (ns) => {
        const int = toInt(ns);
        const fraction = fractionOfNs(int);
        expect(fraction >= 0 && fraction < 1e9).toBe(true);
        expect(BigInt(secondsOfNs(int)) * 1_000_000_000n + BigInt(fraction)).toBe(ns);
      }),
    );
  });
});

describe('a date put together', () => {
  const parts = { year: 2024, month: 1, day: 1, hour: 0, minute: 0, second: 0, ns: 0n };
  const at = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;

  test('carries fractions of any size', () => {
    expect(dateNs({ ...parts, ns: 86_400_000_000_001n }, UTC)).toBe(at('2024-01-02T00:00:00Z') + 1n);
    expect(dateNs({ ...parts, ns: -1n }, UTC)).toBe(at('2024-01-01T00:00:00Z') - 1n);
  });

  test('wraps years beyond int64 and survives the largest', () => {
    const year = 2024 + 400 * 2 ** 20;
    const days = 146_097n * 2n ** 20n;
    expect(dateNs({ ...parts, year }, UTC)).toBe(toInt(at('2024-01-01T00:00:00Z') + days * 86_400n * 1_000_000_000n));
    expect(() => dateNs({ ...parts, year: 2n ** 63n - 1n }, findZone('Europe/Berlin', 'UTC') ?? UTC)).not.toThrow();
  });

  test.each([
    ['America/New_York', 3, 10, 2, '2024-03-10T06:30:00Z'], // does not exist
    ['America/New_York', 11, 3, 1, '2024-11-03T05:30:00Z'], // exists twice
    ['Europe/Berlin', 3, 31, 2, '2024-03-31T01:30:00Z'],
    ['Europe/Berlin', 10, 27, 2, '2024-10-27T01:30:00Z'],
    ['Europe/London', 3, 31, 1, '2024-03-31T01:30:00Z'],
    ['Europe/London', 10, 27, 1, '2024-10-27T01:30:00Z'],
  ])('in %s at a change of clocks (%i-%i %i:30) is read as Go reads it', (name, month, day, hour, iso) => {
    const zone = findZone(name, 'UTC') ?? UTC;
    expect(dateNs({ ...parts, month, day, hour, minute: 30 }, zone)).toBe(at(iso));
  });
});
