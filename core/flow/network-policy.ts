// Which hosts a script may call. Pure: the caller resolves names and asks with the addresses, so that the address that
// was allowed is the one that gets connected.

import type { IpAddress, IpPrefix } from './ip-address.js';
import { parseIp, parsePrefix, prefixContains } from './ip-address.js';

export interface NetworkRules {
  /** Host names that may be called whatever else is set; exact, without port. */
  readonly hosts: readonly string[];
  /** Networks (`10.0.0.0/8`) that may be called; entries that are none are skipped. */
  readonly cidrs: readonly string[];
  readonly refusePrivate: boolean;
}

/** Not for the public: this host, private, shared, link-local (cloud metadata too), benchmark, multicast, reserved. */
const PRIVATE: readonly IpPrefix[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
].map((text) => parsePrefix(text)!);

/** IPv6 ranges whose last 32 bits are an IPv4 address: mapped, compatible, NAT64. */
const EMBEDDED: readonly IpPrefix[] = ['::ffff:0:0/96', '::/96', '64:ff9b::/96'].map((text) => parsePrefix(text)!);
const SIX_TO_FOUR = parsePrefix('2002::/16')!;

export class NetworkPolicy {
  private readonly hosts: ReadonlySet<string>;
  private readonly prefixes: readonly IpPrefix[];
  private readonly hasAllowList: boolean;
  private readonly refusePrivate: boolean;

  constructor(rules: NetworkRules) {
    this.hosts = new Set(rules.hosts.map((host) => host.toLowerCase()));
    this.prefixes = rules.cidrs.map(parsePrefix).filter((prefix) => prefix !== undefined);
    this.hasAllowList = rules.hosts.length > 0 || rules.cidrs.length > 0;
    this.refusePrivate = rules.refusePrivate;
  }

  /** The host is on the list: its addresses need no look. */
  allowsHost(host: string): boolean {
    return this.hosts.has(host.toLowerCase());
  }

  /** May this address be connected for a host that is not on the list? */
  allowsAddress(text: string): boolean {
    const address = parseIp(text);
    if (address === undefined) return false;
    const forms = withEmbedded(address);
    if (this.prefixes.some((prefix) => prefixContains(prefix, forms.at(-1)!))) return true;
    if (this.hasAllowList) return false;
    return !this.refusePrivate || !forms.some(isPrivate);
  }
}

function isPrivate(address: IpAddress): boolean {
  // A zone names a link of this host.
  return address.zone !== '' || PRIVATE.some((prefix) => prefixContains(prefix, address));
}

/** The address, and the IPv4 address inside it if it has one. */
function withEmbedded(address: IpAddress): readonly IpAddress[] {
  if (address.bits === 32) return [address];
  const plain = { ...address, zone: '' };
  if (EMBEDDED.some((prefix) => prefixContains(prefix, plain))) return [address, ipv4(address.value)];
  return prefixContains(SIX_TO_FOUR, plain) ? [address, ipv4(address.value >> 80n)] : [address];
}

function ipv4(value: bigint): IpAddress {
  return { bits: 32, value: value & 0xffffffffn, zone: '' };
}
