import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantNs } from '../../../core/time/instant.js';
import { formatLayout, NAMED_LAYOUTS } from '../../../core/time/layout-format.js';
import { LayoutReader } from '../../../core/time/layout-parse.js';
import { compileLayout } from '../../../core/time/layout.js';
import { localTime } from '../../../core/time/local-time.js';
import { toInt } from '../../../core/point/value.js';
import { findZone, UTC } from '../../../core/time/zone.js';
import type { Zone } from '../../../core/time/zone.js';

function zone(name: string): Zone {
  return findZone(name, 'UTC') ?? UTC;
}

/** The instant in ISO form, or the error. */
function read(layout: string, text: string, name = 'UTC'): string {
  const reader = new LayoutReader();
  if (!reader.parse(compileLayout(layout), text, 0, text.length, zone(name))) return reader.error();
  return new Date(reader.seconds * 1000).toISOString().slice(0, -4) + String(reader.ns).padStart(9, '0');
}

describe('a layout', () => {
  test('is taken apart at the parts of the reference moment', () => {
    const pieces = (text: string): string[] =>
      compileLayout(text).elements.map(({ prefix, text: t }) => `${prefix}|${t}`);
    expect(pieces('2006-01-02T15:04:05.000Z07:00')).toEqual([
      ...['|2006', '-|01', '-|02', 'T|15', ':|04', ':|05', '|.000', '|Z07:00', '|'],
    ]);
    expect(pieces('Month Monday Jan January _2006 __2 002')).toEqual([
      ...['Month |Monday', ' |Jan', ' |January', ' _|2006', ' |__2', ' |002', '|'],
    ]);
    expect(pieces('.0001x')).toEqual(['.00|01', 'x|']); // digits follow, so no fraction
  });

  test.each([
    ['2006-01-02 15:04:05', '2024-03-07 9:08:07', '2024-03-07T09:08:07.000000000'],
    ['2006-01-02 15:04:05', '2024-03-07   09:08:07,25', '2024-03-07T09:08:07.250000000'],
    ['2006-01-02 15:04:05.000', '2024-03-07 09:08:07.123', '2024-03-07T09:08:07.123000000'],
    ['2006-01-02 15:04:05.999', '2024-03-07 09:08:07', '2024-03-07T09:08:07.000000000'],
    ['Jan _2 06 3:4:5PM', 'mar  7 69 1:2:3PM', '1969-03-07T13:02:03.000000000'],
    ['2006-002', '2024-366', '2024-12-31T00:00:00.000000000'],
    ['2006-01-02T15:04:05Z07:00', '2024-03-07T09:08:07Z', '2024-03-07T09:08:07.000000000'],
    ['2006-01-02T15:04:05Z07:00', '2024-03-07T09:08:07-03:30', '2024-03-07T12:38:07.000000000'],
    ['2006-01-02 15:04 MST', '2024-03-07 09:08 GMT+3', '2024-03-07T09:08:00.000000000'],
    ['15:04', '09:08', '0000-01-01T09:08:00.000000000'],
  ])('%s reads %s', (layout, text, want) => {
    expect(read(layout, text)).toBe(want);
  });

  test('reads an abbreviation by the zone', () => {
    expect(read('2006-01-02 15:04 MST', '2024-03-07 09:08 EST', 'America/New_York')).toBe(
      '2024-03-07T14:08:00.000000000',
    );
    expect(read('2006-01-02 15:04 MST', '2024-03-07 09:08 XYZ', 'America/New_York')).toBe(
      '2024-03-07T09:08:00.000000000',
    );
  });

  test.each([
    ['2006-01-02', '2024-3-07', 'parsing time "2024-3-07" as "2006-01-02": cannot parse "3-07" as "01"'],
    ['2006-01-02', '2024-13-07', 'parsing time "2024-13-07": month out of range'],
    ['2006-01-02', '2023-02-29', 'parsing time "2023-02-29": day out of range'],
    ['15:04', '24:00', 'parsing time "24:00": hour out of range'],
    ['15:04', '09:08 x', 'parsing time "09:08 x": extra text: " x"'],
    ['15:04', '09-08', 'parsing time "09-08" as "15:04": cannot parse "-08" as ":"'],
    ['"15', 'é"', 'parsing time "\\xe9\\"" as "\\"15": cannot parse "\\xe9\\"" as "\\""'],
    ['2006-002', '2023-366', 'parsing time "2023-366": day-of-year out of range'],
    ['2006 Jan 002', '2023 Feb 001', 'parsing time "2023 Feb 001": day-of-year does not match month'],
  ])('%s refuses %s in the words of Go', (layout, text, want) => {
    expect(read(layout, text)).toBe(want);
  });

  test('reads back what it wrote', () => {
    const names = ['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia', 'Europe/Berlin'];
    const layouts = ['RFC3339Nano', '2006-01-02 15:04:05.000000000 -07:00:00', 'Jan _2 2006 3:04:05,999999999PM Z0700'];
    const nanoseconds = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(...layouts), nanoseconds, (name, text, ns) => {
        const layout = NAMED_LAYOUTS.get(text) ?? compileLayout(text);
        const written = formatLayout(layout, localTime(toInt(ns), zone(name)));
        const reader = new LayoutReader();
        expect([written, reader.parse(layout, written, 0, written.length, UTC)]).toEqual([written, true]);
        expect(BigInt(instantNs(reader.seconds, reader.ns))).toBe(ns);
      }),
    );
  });

  test('answers any text without failing', () => {
    const reader = new LayoutReader();
    fc.assert(
      fc.property(layoutLike, layoutLike, (layout, text) => {
        if (!reader.parse(compileLayout(layout), text, 0, text.length, UTC))
          expect(reader.error()).toMatch(/^parsing time/);
        else expect(Number.isSafeInteger(reader.seconds) && reader.ns >= 0 && reader.ns < 1e9).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

const layoutLike = fc
  .array(
    fc.constantFrom(
      ...['2006', '06', '01', '1', 'Jan', 'January', '02', '2', '_2', '002', '__2', 'Mon', 'Monday', '15', '3', '03'],
      ...['04', '4', '05', '5', '.000', ',999', '.', 'PM', 'pm', 'MST', '-0700', 'Z07:00', '-07', 'Z070000', '+', '-'],
      ...[' ', ':', '/', 'x', '"', '0', '9', 'GMT+3', 'UTC', '\xff'],
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
