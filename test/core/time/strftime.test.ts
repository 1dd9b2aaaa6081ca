import { describe, expect, test } from '@jest/globals';
import { localTime } from '../../../core/time/local-time.js';
import { compileStrftime, formatStrftime } from '../../../core/time/strftime.js';
import { findZone, UTC } from '../../../core/time/zone.js';

function write(format: string, iso = '2024-03-07T09:08:07.250Z', zone = 'UTC'): string {
  const ns = BigInt(Date.parse(iso)) * 1_000_000n;
  return formatStrftime(compileStrftime(format), localTime(ns, findZone(zone, 'UTC') ?? UTC));
}

describe('strftime', () => {
  test.each([
    ['%Y-%m-%d %H:%M:%S.%f', '2024-03-07 09:08:07.250000'],
    ['%y %C %G %g %V %U %W %u %w %j', '24 20 2024 24 10 09 10 4 4 067'],
    ['%b %B %h %a %A', 'Mar March Mar Thu Thursday'],
    ['%e|%k|%l|%I|%p|%P|%s', ' 7| 9| 9|09|AM|am|1709802487'],
    ['%c', 'Thu Mar  7 09:08:07 2024'],
    ['%+', 'Thu Mar  7 09:08:07 UTC 2024'],
    ['%D %F %T %R %r %v', '03/07/24 2024-03-07 09:08:07 09:08 09:08:07 AM  7-Mar-2024'],
    ['%t%n%%', '\t\n%'],
    ['', ''],
  ])('writes %s', (format, want) => {
    expect(write(format)).toBe(want);
  });

  test.each([
    ['%-d|%_d|%0e|%5d|%-5d|%05d', '7| 7|07|00007|    7|00007'],
    ['%^a|%#a|%#p|%^P|%^c', 'THU|THU|am|AM|THU MAR  7 09:08:07 2024'],
    ['%6a|%06a|%-6a', '   Thu|000Thu|   Thu'],
    ['%3f|%9f', '250000|000250000'],
    ['%w|%3w|%3-w', '4|004|\0\x004'],
    ['%12s|%-s', '  1709802487|1709802487'],
  ])('obeys flags and widths in %s', (format, want) => {
    expect(write(format)).toBe(want);
  });

  test.each([
    ['%z', '+0530', 'Asia/Kolkata'],
    ['%:z %::z %:::z', '-03:30 -03:30:00 -03:30', 'America/St_Johns'],
    ['%:::z', '+09', 'Asia/Tokyo'],
    ['%-z|%_z|%8z|%_8z', '+900| +900|+0000900|    +900', 'Asia/Tokyo'],
    ['%Z', '+03', 'Europe/Istanbul'],
    ['%Z', 'EST', 'America/New_York'],
  ])('writes the zone by %s', (format, want, zone) => {
    expect(write(format, '2024-01-15T12:00:00Z', zone)).toBe(want);
  });

  test('leaves what it does not know', () => {
    expect(write('%Q %N %L %E %')).toBe('%Q %N %L %E %');
    expect(write('%5Q|%-|%::x|%::::z|%é')).toBe('  %5Q|%-|%::x|%::::z|%é');
  });

  test('has 0 for midnight and 12 for noon in %l only', () => {
    expect(write('%l %I', '2024-03-07T00:00:00Z')).toBe(' 0 12');
    expect(write('%l %I', '2024-03-07T12:00:00Z')).toBe('12 12');
  });
});
