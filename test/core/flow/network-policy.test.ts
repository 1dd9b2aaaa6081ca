import { describe, expect, test } from '@jest/globals';
import { NetworkPolicy } from '../../../core/flow/network-policy.js';

describe('NetworkPolicy', () => {
  const closed = new NetworkPolicy({ hosts: [], cidrs: [], refusePrivate: true });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fd00::1',
    'fe80::1',
    'fe80::1%eth0',
    '2001:db8::1%eth0',
    '::ffff:127.0.0.1',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    'not an address',
  ])('refuses %s', (address) => expect(closed.allowsAddress(address)).toBe(false));

  test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '::ffff:93.184.216.34'])('allows %s', (address) =>
    expect(closed.allowsAddress(address)).toBe(true),
  );

  test('allows anything when private networks are not refused', () => {
    const open = new NetworkPolicy({ hosts: [], cidrs: [], refusePrivate: false });
    expect(open.allowsAddress('127.0.0.1')).toBe(true);
  });

  test('with lists, what is on none is refused', () => {
    const listed = new NetworkPolicy({
      hosts: ['api.internal'],
      cidrs: ['10.0.0.0/8', 'nonsense'],
      refusePrivate: true,
    });
    expect(listed.allowsAddress('10.9.9.9')).toBe(true);
    expect(listed.allowsAddress('::ffff:10.9.9.9')).toBe(true);
    expect(listed.allowsAddress('93.184.216.34')).toBe(false);
    expect(listed.allowsHost('API.internal')).toBe(true);
    expect(listed.allowsHost('evil.internal')).toBe(false);
  });
});
