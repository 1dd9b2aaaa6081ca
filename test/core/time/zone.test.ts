import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { zoneNames } from '../../../core/time/zone-data.js';
import { findZone, SHORT_OFFSETS, UTC, zoneError } from '../../../core/time/zone.js';
import type { Zone } from '../../../core/time/zone.js';

function zone(name: string): Zone {
  const found = findZone(name, 'UTC');
  if (found === undefined) throw new Error(`no zone ${name}`);
  return found;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The offset as the engine's own database has it; undefined for a zone it does not know. */
function intlOffset(name: string, seconds: number): number | undefined {
  let format = formats.get(name);
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' });
    } catch {
      return undefined;
    }
    formats.set(name, format);
  }
  const text = format.format(seconds * 1000);
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  const [, sign, hours = '0', minutes = '0', rest = '0'] = match ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)) * (sign === '-' ? -1 : 1);
}

const at = (iso: string): number => Date.parse(iso) / 1000;

describe('a zone', () => {
  test('has the offsets that Intl has, in every zone of the short offsets', () => {
    const names = [...new Set(SHORT_OFFSETS.values()), 'Europe/Dublin', 'America/New_York', 'Antarctica/Troll'];
    // Until 2025: later ones are what the law was when each database was made.
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.integer({ min: 0, max: at('2025-01-01T00:00:00Z') }),
        (name, seconds) => {
          expect([name, seconds, zone(name).offsetAt(seconds)]).toEqual([name, seconds, intlOffset(name, seconds)]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('changes its offset on the second, to and fro', () => {
    const berlin = zone('Europe/Berlin');
    const change = at('2024-03-31T01:00:00Z');
    expect([change, change - 1, change, change - 1].map((s) => berlin.offsetAt(s))).toEqual([7200, 3600, 7200, 3600]);
    expect([change, change - 1].map((s) => berlin.abbreviationAt(s))).toEqual(['CEST', 'CET']);
  });

  test('goes on changing far in the future, and has local mean time in the past', () => {
    expect(zone('Europe/Berlin').offsetAt(at('2200-07-01T00:00:00Z'))).toBe(7200);
    expect(zone('Asia/Shanghai').offsetAt(-6e10)).toBe(8 * 3600 + 5 * 60 + 43);
  });

  test('takes a local time back', () => {
    const names = fc.constantFrom(
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Asia/Tokyo',
      'Pacific/Apia',
      'Europe/London',
    );
    fc.assert(
      fc.property(names, fc.integer({ min: -1e9, max: 4e9 }), (name, seconds) => {
        const there = zone(name);
        const local = seconds + there.offsetAt(seconds);
        const back = there.toUtc(local);
        // A local time that exists twice may give the other instant, but never another local time.
        expect(back + there.offsetAt(back)).toBe(local);
      }),
    );
  });

  test('knows abbreviations as they were used in it', () => {
    const newYork = zone('America/New_York');
    const winter = at('2024-01-15T12:00:00Z');
    expect(newYork.offsetOfAbbreviation('EST', winter)).toBe(-5 * 3600);
    expect(newYork.offsetOfAbbreviation('EDT', winter)).toBe(-4 * 3600); // not in use then, still known
    expect(newYork.offsetOfAbbreviation('CET', winter)).toBeUndefined();
    // In Dublin IST meant other offsets in other years.
    expect(zone('Europe/Dublin').offsetOfAbbreviation('IST', at('2024-07-15T12:00:00Z'))).toBe(3600);
  });
});

describe('finding a zone', () => {
  test('takes names as they are spelt, Local and nothing', () => {
    expect(findZone('Asia/Tokyo', 'UTC')?.name).toBe('Asia/Tokyo');
    expect(findZone('asia/tokyo', 'UTC')).toBeUndefined();
    expect(findZone('CST', 'UTC')).toBeUndefined();
    expect(findZone('Local', 'Asia/Tokyo')?.name).toBe('Asia/Tokyo');
    expect(findZone('Local', 'Nowhere/Land')).toBe(UTC);
    expect(findZone('', 'Asia/Tokyo')).toBe(UTC);
    expect(findZone('__proto__', 'UTC')).toBeUndefined();
  });

  test.each([
    ['EST', -5],
    ['Etc/GMT-8', 8],
    ['PRC', 8],
    ['Asia/Calcutta', 5.5],
    ['US/Hawaii', -10],
    ['Zulu', 0],
  ])('knows the old name %s', (name, hours) => {
    expect(zone(name).offsetAt(at('2024-01-15T00:00:00Z'))).toBe(hours * 3600);
  });

  test('has every zone that Intl lists, and one for every short offset', () => {
    const names = new Set(zoneNames());
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !names.has(name))).toEqual([]);
    for (const name of SHORT_OFFSETS.values()) expect(names.has(name)).toBe(true);
  });

  test('says why not', () => {
    expect(zoneError('Mars/Olympus')).toBe('unknown time zone Mars/Olympus');
    expect(['../etc', '/etc', '\\x'].map(zoneError)).toEqual(new Array(3).fill('time: invalid location name'));
  });
});
