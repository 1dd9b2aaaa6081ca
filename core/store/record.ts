// Records and their index entries as bytes. Every one carries a CRC-32 over its number and content, since the database
// checks only part of what it reads: a flipped byte or a record at a wrong place is noticed here.
//
// record: format 1 | crc32 | atMs (double) | length of meta | meta (JSON) | body
// entry:  crc32 | sizeBytes (uint32) | atMs (double) | note (UTF-8)

import { crc32 } from 'node:zlib';
import type { Json, NewRecord, RecordInfo, StoredRecord } from './store.js';

const FORMAT = 1;
const RECORD_HEADER = 17;
const ENTRY_HEADER = 16;

export const RECORD_OVERHEAD_BYTES = RECORD_HEADER;

export function encodeRecord(seq: number, atMs: number, { meta, body }: NewRecord): Buffer {
  const metaBytes = Buffer.from(JSON.stringify(meta), 'utf8');
  const bytes = Buffer.allocUnsafe(RECORD_HEADER + metaBytes.length + body.length);
  bytes.writeUInt8(FORMAT, 0);
  bytes.writeDoubleBE(atMs, 5);
  bytes.writeUInt32BE(metaBytes.length, 13);
  metaBytes.copy(bytes, RECORD_HEADER);
  bytes.set(body, RECORD_HEADER + metaBytes.length);
  bytes.writeUInt32BE(checksum(seq, bytes.subarray(5)), 1);
  return bytes;
}

/** The record, or undefined when the bytes are not exactly what was written for that number. */
export function decodeRecord(seq: number, bytes: Buffer, note: string): StoredRecord | undefined {
  if (bytes.length < RECORD_HEADER || bytes[0] !== FORMAT) return undefined;
  if (bytes.readUInt32BE(1) !== checksum(seq, bytes.subarray(5))) return undefined;
  const bodyAt = RECORD_HEADER + bytes.readUInt32BE(13);
  const meta = JSON.parse(bytes.toString('utf8', RECORD_HEADER, bodyAt)) as Json; // written by encodeRecord
  return { seq, sizeBytes: bytes.length, atMs: bytes.readDoubleBE(5), note, meta, body: bytes.subarray(bodyAt) };
}

export function encodeEntry({ seq, sizeBytes, atMs, note }: RecordInfo): Buffer {
  const noteBytes = Buffer.from(note, 'utf8');
  const bytes = Buffer.allocUnsafe(ENTRY_HEADER + noteBytes.length);
  bytes.writeUInt32BE(sizeBytes, 4);
  bytes.writeDoubleBE(atMs, 8);
  noteBytes.copy(bytes, ENTRY_HEADER);
  bytes.writeUInt32BE(checksum(seq, bytes.subarray(4)), 0);
  return bytes;
}

/** The entry, or undefined when the bytes are not what was written for that number. */
export function decodeEntry(seq: number, bytes: Buffer): RecordInfo | undefined {
  if (bytes.length < ENTRY_HEADER || bytes.readUInt32BE(0) !== checksum(seq, bytes.subarray(4))) return undefined;
  return {
    seq,
    sizeBytes: bytes.readUInt32BE(4),
    atMs: bytes.readDoubleBE(8),
    note: bytes.toString('utf8', ENTRY_HEADER),
  };
}

const numberBytes = Buffer.alloc(8);

function checksum(seq: number, content: Buffer): number {
  numberBytes.writeDoubleBE(seq);
  return crc32(content, crc32(numberBytes));
}
