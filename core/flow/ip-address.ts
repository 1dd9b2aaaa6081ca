// IP addresses and prefixes as numbers, by the rules of Go's net/netip: no leading zeros in IPv4, zones kept apart,
// an IPv4-mapped IPv6 address stays IPv6. Pure; nothing here opens a socket.

export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** IPv6 zone (`%eth0`), '' when there is none. */
  readonly zone: string;
}

export interface IpPrefix {
  readonly bits: 32 | 128;
  /** The address shifted right by `shift`: what an address must have in front. */
  readonly front: bigint;
  readonly shift: bigint;
}

const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const HEXTET = /^[0-9a-fA-F]{1,4}$/;

export function parseIp(text: string): IpAddress | undefined {
  if (text.includes(':')) return parseIpv6(text);
  const value = parseIpv4(text);
  return value === undefined ? undefined : { bits: 32, value: BigInt(value), zone: '' };
}

/** `address/length`; bits behind the length may be set. Undefined when either part is wrong. */
export function parsePrefix(text: string): IpPrefix | undefined {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return undefined;
  const address = parseIp(text.slice(0, slash));
  const lengthText = text.slice(slash + 1);
  // compat: Go 1.19 reads the length as any decimal int, so `024` and `+24` are fine.
  if (address === undefined || address.zone !== '' || !/^\+?\d{1,9}$/.test(lengthText)) return undefined;
  const length = Number(lengthText);
  if (length > address.bits) return undefined;
  const shift = BigInt(address.bits - length);
  return { bits: address.bits, front: address.value >> shift, shift };
}

/** An address with a zone is in no prefix; IPv4 and IPv6 never match each other. */
export function prefixContains(prefix: IpPrefix, address: IpAddress): boolean {
  return address.zone === '' && address.bits === prefix.bits && address.value >> prefix.shift === prefix.front;
}

function parseIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    const octet = OCTET.test(part) ? Number(part) : 256;
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}

function parseIpv6(text: string): IpAddress | undefined {
  const percent = text.indexOf('%');
  const zone = percent < 0 ? '' : text.slice(percent + 1);
  if (percent >= 0 && zone === '') return undefined;
  const body = percent < 0 ? text : text.slice(0, percent);
  const halves = body.split('::');
  if (halves.length > 2) return undefined;
  const front = hextets(halves[0]!, halves.length === 1);
  const back = halves.length === 2 ? hextets(halves[1]!, true) : [];
  if (front === undefined || back === undefined) return undefined;
  const missing = 8 - front.length - back.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...front, ...new Array<number>(missing).fill(0), ...back];
  return { bits: 128, value: all.reduce((sum, hextet) => (sum << 16n) | BigInt(hextet), 0n), zone };
}

/** The 16-bit groups of one side of `::`; the last group may be an IPv4 address where the text ends. */
function hextets(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (HEXTET.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const tail = atEnd && i === parts.length - 1 ? parseIpv4(part) : undefined;
    if (tail === undefined) return undefined;
    groups.push(Math.floor(tail / 65536), tail % 65536);
  }
  return groups;
}
