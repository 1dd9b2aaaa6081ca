import { describe, expect, test } from '@jest/globals';
import { isIP } from 'node:net';
import fc from 'fast-check';
import { parseIp, parsePrefix, prefixContains } from '../../../core/flow/ip-address.js';

describe('parseIp', () => {
  test.each([
    ['192.0.2.1', 32, 0xc0000201n],
    ['::', 128, 0n],
    ['::1', 128, 1n],
    ['2001:db8::', 128, 0x20010db8n << 96n],
    ['::ffff:1.2.3.4', 128, 0xffff01020304n],
    ['1:2:3:4:5:6:7:8', 128, 0x00010002000300040005000600070008n],
    ['1:2:3:4:5:6:1.2.3.4', 128, 0x00010002000300040005000601020304n],
  ])('%s', (text, bits, value) => expect(parseIp(text)).toEqual({ bits, value, zone: '' }));

  test('keeps a zone apart', () => expect(parseIp('fe80::1%eth0')).toMatchObject({ zone: 'eth0' }));

  test.each(['', '1.2.3', '1.2.3.4.5', '1.2.3.04', '1.2.3.256', ' 1.2.3.4', ':', ':::', '1::2::3', '1:2:3:4:5:6:7'])(
    'refuses %j',
    (text) => expect(parseIp(text)).toBeUndefined(),
  );
  test.each(['1:2:3:4:5:6:7:8:9', '12345::', '::g', '1.2.3.4::', '::1.2.3', 'fe80::1%', '1:2:3:4:5:6:7::8'])(
    'refuses %j',
    (text) => expect(parseIp(text)).toBeUndefined(),
  );

  test('agrees with the platform on any text', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/));
    fc.assert(
      fc.property(address, (text) => {
        const bits = parseIp(text)?.bits;
        expect(bits === 32 ? 4 : bits === 128 ? 6 : 0).toBe(isIP(text));
      }),
    );
  });
});

describe('prefixContains', () => {
  test.each([
    ['10.1.2.3', '10.1.0.9/16', true],
    ['10.2.2.3', '10.1.0.9/16', false],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['10.1.2.3', '10.1.2.3/032', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', false],
    ['2001:db8::9', '2001:db8::/32', true],
    ['fe80::1%eth0', 'fe80::/10', false],
  ])('%s in %s is %s', (ip, prefix, inside) => {
    expect(prefixContains(parsePrefix(prefix)!, parseIp(ip)!)).toBe(inside);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '/8', 'fe80::%a/10', '10.0.0/8'])(
    'refuses the prefix %j',
    (text) => expect(parsePrefix(text)).toBeUndefined(),
  );
});
