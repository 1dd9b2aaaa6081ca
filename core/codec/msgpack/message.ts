// The outer layer of the Fluent forward protocol v1: which of the four modes a message has, its tag and its option map.
// The records inside are not touched; entries.ts reads them when somebody wants them.
//
//   Message                  [tag, time, record, option?]
//   Forward                  [tag, [entry, ...], option?]
//   PackedForward            [tag, bin or str of entries back to back, option?]
//   CompressedPackedForward  the same, with option.compressed
//
// `fluent_signal` other than 0 marks metrics or traces, which look exactly like packed logs otherwise. `size` is not
// read: some clients put bytes there, some records, and it may be wrong.

import { DecodeError } from '../../errors.js';
import { decodeText } from '../../point/text.js';
import { RecordMap, type RecordValue } from '../record/record.js';
import type { KeyCache } from './key-cache.js';
import { Reader } from './read.js';
import { skipValue } from './scan.js';

export type ForwardMode = 'message' | 'forward' | 'packed';

export interface ForwardMessage {
  readonly mode: ForwardMode;
  /** The whole message. */
  readonly bytes: Buffer;
  readonly tag: string;
  /** Where the entries are in `bytes`: behind the array or bin header; time and record in mode `message`. */
  readonly start: number;
  readonly end: number;
  /** Entries as declared by the array header; undefined for packed ones, which have to be counted. */
  readonly count: number | undefined;
  readonly option: ForwardOption;
}

export interface ForwardOption {
  /** The msgpack value of `chunk` as it came; the sender wants it back once the records have an owner. */
  readonly chunk: Buffer | undefined;
  /** `gzip`, `text` (not compressed) and so on; '' when absent. */
  readonly compressed: string;
  /** 0 logs, 1 metrics, 2 traces. */
  readonly signal: number;
  /** Metadata of the one record of mode `message`. */
  readonly metadata: RecordMap | undefined;
}

const NO_OPTION: ForwardOption = { chunk: undefined, compressed: '', signal: 0, metadata: undefined };

/** True for the first byte of an array, which every message is. */
export function startsMessage(type: number): boolean {
  return (type & 0xf0) === 0x90 || type === 0xdc || type === 0xdd;
}

/**
 * @param bytes one complete msgpack value
 * @throws DecodeError, offset relative to `bytes`, when it is not a message of this protocol
 */
export function readMessage(bytes: Buffer, keys: KeyCache): ForwardMessage {
  const reader = new Reader(bytes, 0, bytes.length, keys);
  const members = reader.tryArrayHeader();
  if (members < 2 || members > 4) throw notMessage('an array of 2 to 4 members is expected', 0);
  const tag = readTag(reader);
  const at = reader.at;
  const count = reader.tryArrayHeader();
  if (count >= 0) {
    const end = skipValue(bytes, at, bytes.length);
    return { mode: 'forward', bytes, tag, start: reader.at, end, count, option: optionAt(reader, end, members - 2) };
  }
  const header = packedHeaderBytes(bytes[at] ?? 0);
  if (header > 0) {
    const end = skipValue(bytes, at, bytes.length);
    const option = optionAt(reader, end, members - 2);
    return { mode: 'packed', bytes, tag, start: at + header, end, count: undefined, option };
  }
  if (members < 3) throw notMessage('entries or a time with a record are expected', at);
  const end = skipValue(bytes, skipValue(bytes, at, bytes.length), bytes.length);
  return { mode: 'message', bytes, tag, start: at, end, count: 1, option: optionAt(reader, end, members - 3) };
}

function readTag(reader: Reader): string {
  const at = reader.at;
  const tag = reader.readValue();
  if (typeof tag === 'string') return tag;
  if (tag instanceof Uint8Array) return decodeText(tag);
  throw notMessage('the tag must be text', at);
}

/** Bytes of the header of a str or bin; 0 when `type` begins neither. */
function packedHeaderBytes(type: number): number {
  if (type >= 0xa0 && type < 0xc0) return 1;
  if (type === 0xc4 || type === 0xd9) return 2;
  if (type === 0xc5 || type === 0xda) return 3;
  return type === 0xc6 || type === 0xdb ? 5 : 0;
}

function optionAt(reader: Reader, at: number, left: number): ForwardOption {
  if (left === 0) return NO_OPTION;
  if (left > 1) throw notMessage('more members than this mode has', at);
  reader.restart(at);
  return readOption(reader);
}

function readOption(reader: Reader): ForwardOption {
  const at = reader.at;
  const size = reader.tryMapHeader();
  if (size < 0) {
    if (reader.readValue() === null) return NO_OPTION;
    throw notMessage('the option must be a map', at);
  }
  let option = NO_OPTION;
  for (let i = 0; i < size; i++) {
    const key = reader.readValue();
    const start = reader.at;
    const value = reader.readValue();
    if (key === 'chunk') option = value === null ? option : { ...option, chunk: reader.slice(start, reader.at) };
    else if (typeof key === 'string') option = withOption(option, key, value);
  }
  return option;
}

function withOption(option: ForwardOption, key: string, value: RecordValue): ForwardOption {
  switch (key) {
    case 'compressed':
      return typeof value === 'string' ? { ...option, compressed: value } : option;
    case 'fluent_signal':
      return typeof value === 'number' ? { ...option, signal: value } : option;
    case 'metadata':
      return value instanceof RecordMap ? { ...option, metadata: value } : option;
    default:
      return option;
  }
}

function notMessage(expected: string, offset: number): DecodeError {
  return new DecodeError('forward', `not a forward message: ${expected} at byte ${offset}`, offset);
}
