import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  civilFromDays,
  dayOfYear,
  daysFromCivil,
  daysInMonth,
  isoWeek,
  weekdayOfDays,
} from '../../../core/time/civil.js';

const DAY_MS = 86_400_000;

describe('the calendar', () => {
  test('agrees with Date on every day it can show', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_000_000, max: 99_000_000 }), (days) => {
        const date = new Date(days * DAY_MS);
        const civil = civilFromDays(days);
        expect([civil.year, civil.month, civil.day]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
        ]);
        expect(daysFromCivil(civil.year, civil.month, civil.day)).toBe(days);
        expect(weekdayOfDays(days)).toBe(date.getUTCDay());
        expect(dayOfYear(civil)).toBe(days - Date.UTC(2000, 0, 1) / DAY_MS - shift(civil.year) + 1);
      }),
    );
  });

  test('lets days run over their month', () => {
    expect(daysFromCivil(2023, 2, 31)).toBe(daysFromCivil(2023, 3, 3));
    expect(daysFromCivil(2024, 1, 0)).toBe(daysFromCivil(2023, 12, 31));
  });

  test('knows the length of February', () => {
    expect([1900, 2000, 2023, 2024].map((year) => daysInMonth(2, year))).toEqual([28, 29, 28, 29]);
  });

  test.each([
    ['2021-01-03', 2020, 53],
    ['2021-01-04', 2021, 1],
    ['2024-12-30', 2025, 1],
    ['2026-12-31', 2026, 53],
    ['1970-01-01', 1970, 1],
  ])('puts %s into its ISO week', (date, year, week) => {
    expect(isoWeek(Date.parse(date) / DAY_MS)).toEqual({ year, week });
  });
});

/** Days from 2000-01-01 to the first day of a year, by Date. */
function shift(year: number): number {
  const first = new Date(0);
  first.setUTCFullYear(year, 0, 1);
  return (first.getTime() - Date.UTC(2000, 0, 1)) / DAY_MS;
}
