import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateReader } from '../../../core/time/date-reader.js';
import { findZone, UTC } from '../../../core/time/zone.js';

const now = (): bigint => 1_700_000_000_000_000_000n; // 2023-11-14
const ns = (iso: string, fraction = 0): bigint => BigInt(Date.parse(iso)) * 1_000_000n + BigInt(fraction);
const reader = (zone = 'UTC'): DateReader => new DateReader(findZone(zone, 'UTC') ?? UTC, UTC);

describe('a date reader', () => {
  test.each([
    ['19/Aug/2023:07:06:05 +0200', '2023-08-19T05:06:05Z'],
    ['19 Aug 2023 07:06:05.250', '2023-08-19T07:06:05.250Z'],
    ['19 Aug 07:06:05.250', '2023-08-19T07:06:05.250Z'],
    ['230819 07:06:05', '2023-08-19T07:06:05Z'],
    ['2023/08/19 - 07:06:05', '2023-08-19T07:06:05Z'],
    ['2023-08-19T07:06:05Z', '2023-08-19T07:06:05Z'],
    ['2023-08-19 07:06:05,250 +0200', '2023-08-19T05:06:05.250Z'],
    ['2023-08-19 07:06:05.5 +0200 CEST m=+0.25', '2023-08-19T05:06:05.500Z'],
    ['August 19th, 2023', '2023-08-19T00:00:00Z'],
    ['2023年08月19日 07:06:05', '2023-08-19T07:06:05Z'],
    ['1692428765250', '2023-08-19T07:06:05.250Z'],
    ['2023-08-19T07:06:05.250+02', '2023-08-02T07:06:05.250Z'], // the offset is read as a day
    ['Sat Aug 19 07:06:05 CEST 2023', '2023-08-19T07:06:05Z'], // UTC never used CEST
  ])('reads %s', (text, iso) => {
    expect(reader().read(text, now)).toBe(ns(iso));
  });

  test('reads a text in its zone when it names none', () => {
    expect(reader('America/New_York').read('2023-08-19 07:06:05', now)).toBe(ns('2023-08-19T11:06:05Z'));
    expect(reader('Europe/Berlin').read('Sat Aug 19 07:06:05 CEST 2023', now)).toBe(ns('2023-08-19T05:06:05Z'));
  });

  test('says why in the words of the reference', () => {
    const dates = reader();
    const problem = (text: string): string => {
      expect(dates.read(text, now)).toBeUndefined();
      return dates.error();
    };
    expect(problem('[x]')).toBe('Could not find format for "[x]"');
    expect(problem('12')).toBe('unrecognized format, too short 12');
    expect(problem('2023-02-29')).toBe('parsing time "2023-02-29": day out of range');
    expect(problem('2023-08-19 07:06:0x')).toBe(
      'parsing time "2023-08-19 07:06:0x" as "2006-01-02 15:04:05": cannot parse "0x" as "05"',
    );
  });

  test('answers as before when the shape of the text is known', () => {
    const used = reader('Asia/Tokyo');
    for (let round = 0; round < 2; round++) {
      for (const text of TEXTS) {
        const fresh = reader('Asia/Tokyo');
        expect([text, used.read(text, now)]).toEqual([text, fresh.read(text, now)]);
      }
    }
  });

  test('answers the same with and without known shapes, whatever the text', () => {
    const used = reader('Europe/Berlin');
    fc.assert(
      fc.property(dateLike, digits, (text, other) => {
        // The same shape twice, then with other digits.
        for (const next of [text, text.replace(/\d/g, () => other.next()), text]) {
          const fresh = reader('Europe/Berlin');
          const want = fresh.read(next, now);
          const got = used.read(next, now);
          if (got !== want) expect([next, got]).toEqual([next, want]);
          if (want === undefined && used.error() !== fresh.error()) expect(used.error()).toBe(fresh.error());
        }
      }),
      { numRuns: 400 },
    );
  });

  test('stays quick on hostile text', () => {
    const started = performance.now();
    for (const text of ['Mon ', 'th', ', ', '1-', 'a ', '+', '0']) {
      const dates = reader();
      dates.read(text.repeat(20_000), now);
      dates.read(`April 8${text.repeat(20_000)}`, now);
      dates.read(`2023-08-19 07:06:05 ${text.repeat(20_000)}`, now);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

/** Texts made of the pieces of dates, most of them nonsense. */
const dateLike = fc
  .array(
    fc.constantFrom(
      ...['2023', '23', '08', '8', '19', '31', '12', '07', '06:05', '07:06:05', '7:06', '.250', ',25', '2023-08-19'],
      ...['Aug', 'August', 'May', 'Sat', 'Saturday,', 'Mon,', 'sept.', 'th', 'PM', 'am', 'at', 'UTC', 'CEST', 'MST'],
      ...['GMT+0200', '+02', '+0200', '-07:00', 'Z', 'T', 'm=+0.25', '1692428765'],
      ...[' ', '  ', '-', '/', ':', '.', ',', ', ', "'", '(', '年', '月', '日', '\u2212'],
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

const digits = fc.infiniteStream(fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')).map((stream) => ({
  next: (): string => String(stream.next().value),
}));

// Neighbours in shape whose digits make a difference.
const TEXTS = [
  '19/Aug/2023:07:06:05 +0200',
  '20/Aug/2023:08:06:05 +0200',
  '20/Aug/1960:08:06:05 +0200',
  '99/Aug/2023:07:06:05 +0200',
  '2023-08-19 07:06:05.250 UTC',
  '2023-08-20 07:06:05.251 UTC',
  '2023-08-19T07:06:05.250+02',
  '2023-08-19T07:06:05.250+03',
  '2023-08-19T07:06:05.251+03',
  '2023-08-19T07:06:05.250+01',
  '2023-13-19T07:06:05.250+01', // the month stands twice, the first is out of range
  '2023-08-19 25:06:05',
  '2023-08-19 05:06:05',
  '2023-08-19T05:06:05Z',
  '2023-08-20T05:06:05Z',
  'Mon Aug 19 07:06:05 2023',
  'Mon Aug 20 07:06:05 2023',
  '2023-08-19 07:06:05,250 +0200',
  '2023-08-20 07:06:05,250 +0300',
  'Saturday, 19-Aug-23 07:06:05 GMT',
  'Saturday, 20-Aug-23 07:06:05 GMT',
  '1692428765',
  '1692428766',
  '20230819',
  '20230820',
];
