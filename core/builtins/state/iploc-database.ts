// Reads IP2Location BIN files (`iploc.bin`): a header, rows sorted by their first address, and texts that the rows point
// to. Bytes in, answers out; whoever reads the file does so elsewhere. Offsets in the file count from 1.
// Format: the published IP2Location BIN libraries.

import { Buffer } from 'node:buffer';
import { DecodeError } from '../../errors.js';
import type { IpAddress } from '../../flow/ip-address.js';
import { parsePrefix, prefixContains } from '../../flow/ip-address.js';
import type { IpLocation } from '../../lang/runtime/services.js';

export type Place = Pick<IpLocation, 'country' | 'region' | 'city'>;

/** Database types 1..26; the columns of region and city exist from type 3 on (ISP-only types excepted). */
const MAX_TYPE = 26;
const NO_PLACE_TYPES: ReadonlySet<number> = new Set([1, 2]);
const COUNTRY_COLUMN = 2;
const REGION_COLUMN = 3;
const CITY_COLUMN = 4;
const HEADER_BYTES = 64;

const MAPPED = parsePrefix('::ffff:0:0/96')!;
const SIX_TO_FOUR = parsePrefix('2002::/16')!;
const TEREDO = parsePrefix('2001::/32')!;

interface Table {
  readonly start: number;
  readonly rows: number;
  readonly rowBytes: number;
  readonly addressBytes: 4 | 16;
}

export class IplocDatabase {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly hasPlaces: boolean;
  private readonly v4: Table;
  private readonly v6: Table;

  /** @throws DecodeError when the header is not that of such a file, or rows lie outside of it */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < HEADER_BYTES) throw new DecodeError('iploc', 'IP2Location file: too short', 0);
    const type = bytes[0]!;
    const columns = bytes[1]!;
    const isProduct = bytes[29] === 1 || bytes[2]! < 21; // files before 2021 do not say
    if (type < 1 || type > MAX_TYPE || columns < 2 || !isProduct) {
      throw new DecodeError('iploc', 'IP2Location file: the header is not that of a BIN file', 0);
    }
    this.hasPlaces = !NO_PLACE_TYPES.has(type);
    this.v4 = this.table(5, 4 * columns, 4);
    this.v6 = this.table(13, 16 + 4 * (columns - 1), 16);
  }

  /** undefined when the file does not have the address. */
  lookup(address: IpAddress): Place | undefined {
    const table = address.bits === 32 ? this.v4 : this.v6;
    const embedded = address.bits === 128 ? embeddedIpv4(address) : undefined;
    return embedded === undefined ? this.search(table, address.value) : this.search(this.v4, embedded);
  }

  private table(header: number, rowBytes: number, addressBytes: 4 | 16): Table {
    const rows = this.view.getUint32(header, true);
    const start = rows === 0 ? 0 : this.view.getUint32(header + 4, true) - 1;
    if (start < 0 || start + rows * rowBytes > this.bytes.length) {
      throw new DecodeError('iploc', 'IP2Location file: rows lie outside of the file', header);
    }
    return { start, rows, rowBytes, addressBytes };
  }

  private search(table: Table, value: bigint): Place | undefined {
    let low = 0;
    let high = table.rows - 1;
    if (high < 0 || value < this.firstAddress(table, 0)) return undefined;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firstAddress(table, middle) <= value) low = middle;
      else high = middle - 1;
    }
    const row = table.start + low * table.rowBytes + table.addressBytes;
    return {
      country: this.text(row + 4 * (COUNTRY_COLUMN - 2)),
      region: this.hasPlaces ? this.text(row + 4 * (REGION_COLUMN - 2)) : UNKNOWN,
      city: this.hasPlaces ? this.text(row + 4 * (CITY_COLUMN - 2)) : UNKNOWN,
    };
  }

  private firstAddress({ start, rowBytes, addressBytes }: Table, row: number): bigint {
    const at = start + row * rowBytes;
    if (addressBytes === 4) return BigInt(this.view.getUint32(at, true));
    return (this.view.getBigUint64(at + 8, true) << 64n) | this.view.getBigUint64(at, true);
  }

  /** The text that the pointer at `at` leads to: a length, then so many bytes. */
  private text(at: number): string {
    if (at + 4 > this.bytes.length) return UNKNOWN;
    const from = this.view.getUint32(at, true);
    const length = this.bytes[from];
    if (length === undefined || from + 1 + length > this.bytes.length) return UNKNOWN;
    return Buffer.from(this.bytes.subarray(from + 1, from + 1 + length)).toString('utf8');
  }
}

export const UNKNOWN = 'unknown';

/** The IPv4 address that a mapped, 6to4 or Teredo address carries. */
function embeddedIpv4(address: IpAddress): bigint | undefined {
  if (prefixContains(MAPPED, address)) return address.value & 0xffffffffn;
  if (prefixContains(SIX_TO_FOUR, address)) return (address.value >> 80n) & 0xffffffffn;
  return prefixContains(TEREDO, address) ? ~address.value & 0xffffffffn : undefined;
}
