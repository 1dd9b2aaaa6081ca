import { describe, expect, test } from '@jest/globals';
import { openIpDatabase } from '../../../../core/builtins/state/ip-database.js';
import { IplocDatabase } from '../../../../core/builtins/state/iploc-database.js';
import { IspTable } from '../../../../core/builtins/state/isp-table.js';
import { parseIp } from '../../../../core/flow/ip-address.js';
import { binFile, mmdbFile } from '../../../helpers/ip-files.js';

const BIN = binFile(
  [
    ['0.0.0.0', '-', '-', '-'],
    ['1.0.0.0', 'AU', 'Queensland', 'Brisbane'],
    ['1.0.1.0', 'CN', 'Fujian', 'Fuzhou'],
    ['223.255.255.0', 'AU', 'New South Wales', 'Sydney'],
  ],
  [
    ['::', '-', '-', '-'],
    ['2001:db8::', 'SE', 'Uppsala', 'Üpsala'],
    ['2001:db9::', '-', '-', '-'],
  ],
);

/** As worker threads get it. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

describe('an IP2Location database', () => {
  const database = openIpDatabase({
    kind: 'iploc',
    places: shared(BIN),
    providers: '1.0.0.0/8 big\r\n1.0.1.0/24 small\nnot a line\n::/0 six\n999.0.0.0/8 wrong\n',
  });

  test.each([
    ['1.0.0.0', 'AU', 'Queensland', 'Brisbane', 'big'],
    ['1.0.0.255', 'AU', 'Queensland', 'Brisbane', 'big'],
    ['1.0.1.0', 'CN', 'Fujian', 'Fuzhou', 'small'],
    ['255.255.255.255', 'AU', 'New South Wales', 'Sydney', 'unknown'],
    ['0.0.0.0', '-', '-', '-', 'unknown'],
    ['2001:db8::1', 'SE', 'Uppsala', 'Üpsala', 'unknown'],
    ['::ffff:1.0.0.1', 'AU', 'Queensland', 'Brisbane', 'unknown'],
    ['2002:0100:0001::', 'AU', 'Queensland', 'Brisbane', 'unknown'],
    ['no address', 'unknown', 'unknown', 'unknown', 'unknown'],
  ])('%s', (ip, country, region, city, isp) => {
    const location = { country, region, city, isp };
    expect(database.lookup(ip)).toEqual(location);
    expect(database.lookup(ip)).toEqual(location); // remembered
  });

  test('refuses bytes that are no such file', () => {
    expect(() => new IplocDatabase(Buffer.from('PK\u0003\u0004'))).toThrow('too short');
    expect(() => new IplocDatabase(Buffer.alloc(64, 0x50))).toThrow('header');
    expect(() => new IplocDatabase(BIN.subarray(0, 100))).toThrow('outside');
  });

  test('a pointer to nowhere gives unknown', () => {
    const broken = Buffer.from(BIN);
    broken.writeUInt32LE(0xfffffff0, 64 + 4);
    expect(new IplocDatabase(broken).lookup(parseIp('0.0.0.1')!)?.country).toBe('unknown');
  });
});

describe('an IspTable', () => {
  test('takes the longest prefix and knows no IPv6', () => {
    const table = new IspTable('10.0.0.0/8 a\n10.1.0.0/16 b\n10.1.2.3/32 c');
    expect(['10.9.9.9', '10.1.9.9', '10.1.2.3', '11.0.0.1', '::1'].map((ip) => table.lookup(parseIp(ip)!))).toEqual([
      'a',
      'b',
      'c',
      undefined,
      undefined,
    ]);
  });
});

describe('a MaxMind database', () => {
  const cities = mmdbFile('GeoLite2-City', {
    '::/96': { country: { iso_code: 'ZZ' } },
    '::cb00:7100/120': {
      country: { iso_code: 'SE' },
      city: { names: { en: 'Uppsala', de: 'Upsala' } },
      subdivisions: [{ names: { en: 'Uppsala County' } }, { names: { en: 'second' } }],
    },
    '2001:db8::/32': { country: { iso_code: 'FR' } },
  });
  const providers = mmdbFile('GeoIP2-ISP', { '::cb00:7100/120': { isp: 'ExampleNet' } });
  const database = openIpDatabase({ kind: 'geolite2', cities: shared(cities), providers });

  test.each([
    ['203.0.113.5', { country: 'SE', region: 'Uppsala County', city: 'Uppsala', isp: 'ExampleNet' }],
    ['198.51.100.1', { country: 'ZZ', region: '', city: '', isp: '' }],
    ['2001:db8::1', { country: 'FR', region: '', city: '', isp: '' }],
    ['2001:db9::1', { country: '', region: '', city: '', isp: '' }],
    ['no address', undefined],
    ['203.0.113.05', undefined],
  ])('%s', (ip, location) => expect(database.lookup(ip)).toEqual(location));

  test('without a provider file the provider is unknown', () => {
    const cityOnly = openIpDatabase({ kind: 'geolite2', cities, providers: undefined });
    expect(cityOnly.lookup('203.0.113.5')?.isp).toBe('unknown');
  });
});

test('a database without its main file answers with empty texts', () => {
  const empty = { country: '', region: '', city: '', isp: '' };
  expect(openIpDatabase({ kind: 'iploc', places: undefined, providers: '' }).lookup('x')).toEqual(empty);
  expect(openIpDatabase({ kind: 'geolite2', cities: undefined, providers: undefined }).lookup('x')).toEqual(empty);
});
