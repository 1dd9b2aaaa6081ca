// Small IP database files for tests: IP2Location BIN and MaxMind MMDB, written by the published formats.

import { Buffer } from 'node:buffer';
import { parseIp, parsePrefix } from '../../core/flow/ip-address.js';

/** First address of a range, and country, region, city (short country code first). */
export type BinRow = readonly [first: string, country: string, region: string, city: string];

/** A BIN file of type 3 (country, region, city) with IPv4 and IPv6 rows; each list is sorted and starts at zero. */
export function binFile(v4: readonly BinRow[], v6: readonly BinRow[]): Buffer {
  const columns = 4;
  const header = Buffer.alloc(64);
  const v4Start = header.length;
  const v6Start = v4Start + (v4.length + 1) * 4 * columns;
  const v6Row = 16 + 4 * (columns - 1);
  const textStart = v6Start + (v6.length + 1) * v6Row;
  const texts = new TextPool(textStart);
  const rows = [...v4.map((row) => binRow(row, 4, texts)), binEnd(4, columns)];
  rows.push(...v6.map((row) => binRow(row, 16, texts)), binEnd(16, columns));
  header.set([3, columns, 24, 1, 1], 0);
  header.writeUInt32LE(v4.length, 5);
  header.writeUInt32LE(v4Start + 1, 9);
  header.writeUInt32LE(v6.length, 13);
  header.writeUInt32LE(v6.length === 0 ? 0 : v6Start + 1, 17);
  header[29] = 1;
  return Buffer.concat([header, ...rows, texts.bytes()]);
}

function binRow([first, country, region, city]: BinRow, addressBytes: 4 | 16, texts: TextPool): Buffer {
  const row = Buffer.alloc(addressBytes + 12);
  writeAddress(row, parseIp(first)!.value, addressBytes);
  // Behind the short country code stands the long one, three bytes on.
  [texts.add(country), texts.add(region), texts.add(city)].forEach((at, i) => {
    row.writeUInt32LE(at, addressBytes + 4 * i);
  });
  return row;
}

function binEnd(addressBytes: 4 | 16, columns: number): Buffer {
  return Buffer.alloc(addressBytes + 4 * (columns - 1), 0xff);
}

function writeAddress(row: Buffer, value: bigint, addressBytes: 4 | 16): void {
  for (let i = 0; i < addressBytes; i++) row[i] = Number((value >> BigInt(8 * i)) & 0xffn);
}

class TextPool {
  private readonly start: number;
  private readonly parts: Buffer[] = [];
  private size = 0;

  constructor(start: number) {
    this.start = start;
  }

  add(text: string): number {
    const at = this.start + this.size;
    const bytes = Buffer.from(text, 'utf8');
    const part = Buffer.concat([Buffer.of(bytes.length), bytes]);
    this.parts.push(part);
    this.size += part.length;
    return at;
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

type MmdbValue = string | number | { readonly [key: string]: MmdbValue } | readonly MmdbValue[];

/** An MMDB file (IPv6 tree, 32-bit records) that gives the value of the longest network an address is in. */
export function mmdbFile(type: string, networks: Readonly<Record<string, MmdbValue>>): Buffer {
  const data: Buffer[] = [];
  let dataSize = 0;
  const nodes: [number, number][] = [[0, 0]]; // 0 is nothing yet; > 0 a node; < 0 data at -(offset + 1)
  const sorted = Object.entries(networks).sort(([a], [b]) => lengthOf(a) - lengthOf(b));
  for (const [network, value] of sorted) {
    const encoded = encode(value);
    insert(nodes, network, -(dataSize + 1));
    data.push(encoded);
    dataSize += encoded.length;
  }
  const tree = Buffer.alloc(nodes.length * 8);
  nodes.forEach((node, i) => {
    node.forEach((target, side) => {
      const record = target === 0 ? nodes.length : target > 0 ? target : nodes.length + 16 - (target + 1);
      tree.writeUInt32BE(record, i * 8 + side * 4);
    });
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
    database_type: type,
    description: { en: 'test' },
    ip_version: 6,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 32,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('abcdef4d61784d696e642e636f6d', 'hex'), metadata]);
}

function lengthOf(network: string): number {
  const prefix = parsePrefix(network)!;
  return 128 - Number(prefix.shift);
}

/** Longer networks come later and may split what a shorter one filled. */
function insert(nodes: [number, number][], network: string, target: number): void {
  const length = lengthOf(network);
  const prefix = parsePrefix(network)!;
  const value = prefix.front << prefix.shift;
  let node = 0;
  for (let depth = 0; depth < length - 1; depth++) {
    const side = Number((value >> BigInt(127 - depth)) & 1n);
    const next = nodes[node]![side]!;
    if (next <= 0) {
      nodes.push([next, next]);
      nodes[node]![side] = nodes.length - 1;
    }
    node = nodes[node]![side]!;
  }
  nodes[node]![Number((value >> BigInt(128 - length)) & 1n)] = target;
}

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') return withControl(2, Buffer.from(value, 'utf8'));
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return withControl(6, bytes);
  }
  if (isList(value)) return Buffer.concat([Buffer.of(value.length, 11 - 7), ...value.map(encode)]);
  const pairs = Object.entries(value);
  return Buffer.concat([
    Buffer.of((7 << 5) | pairs.length),
    ...pairs.flatMap(([key, item]) => [encode(key), encode(item)]),
  ]);
}

function isList(value: MmdbValue): value is readonly MmdbValue[] {
  return Array.isArray(value);
}

function withControl(type: number, bytes: Buffer): Buffer {
  const short = bytes.length < 29 ? [(type << 5) | bytes.length] : [(type << 5) | 29, bytes.length - 29];
  return Buffer.concat([Buffer.from(short), bytes]);
}
