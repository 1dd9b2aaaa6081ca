// Reads the entries of a forward message, one at a time: [time, record] or [[time, metadata], record]. An entry that
// cannot be read is handed over as refused, with its bytes, and its neighbours go on. OpenTelemetry group markers, which
// travel as entries with impossible times, become the `group` of the entries between them.

import { DecodeError } from '../../errors.js';
import { LogEntry, type RecordMap } from '../record/record.js';
import type { KeyCache } from './key-cache.js';
import type { ForwardMessage } from './message.js';
import { DEFAULT_READ_LIMITS, Reader, type ReadLimits } from './read.js';
import { skipValue } from './scan.js';
import { eventTimeNs, timeNsOf } from './time.js';
import { unpack } from './unpack.js';

export interface EntryVisitor {
  entry(entry: LogEntry): void;
  /** An entry, or the rest of a message, that cannot be read. */
  refused(bytes: Buffer, error: DecodeError): void;
}

export interface EntryOptions {
  readonly keys: KeyCache;
  /** Time of entries that tell none. */
  readonly nowNs: bigint;
  readonly limits?: EntryLimits;
}

export interface EntryLimits extends ReadLimits {
  /** Bytes of the entries after decompression. */
  readonly maxUnpackedBytes: number;
  /** Entries of one message. */
  readonly maxEntries: number;
}

export const DEFAULT_ENTRY_LIMITS: EntryLimits = {
  ...DEFAULT_READ_LIMITS,
  maxUnpackedBytes: 64 * 2 ** 20,
  maxEntries: 500_000,
};

/** Fluent Bit: the record is the resource and scope of a group / the group ends here. */
const GROUP_START_SEC = 0xffff_ffff;
const GROUP_END_SEC = 0xffff_fffe;

/** Calls the visitor for every entry of a message, in order. */
export function readEntries(message: ForwardMessage, visitor: EntryVisitor, options: EntryOptions): void {
  const limits = options.limits ?? DEFAULT_ENTRY_LIMITS;
  let entries: Buffer;
  try {
    entries = entryBytes(message, limits.maxUnpackedBytes);
  } catch (error) {
    visitor.refused(message.bytes, asDecodeError(error));
    return;
  }
  new EntryReader(entries, message.option.metadata, visitor, options, limits).readAll(message.mode === 'message');
}

/** How many entries a message has; those that cannot be read are counted too. */
export function countEntries(message: ForwardMessage, limits: EntryLimits = DEFAULT_ENTRY_LIMITS): number {
  if (message.count !== undefined) return message.count;
  let count = 0;
  try {
    const entries = entryBytes(message, limits.maxUnpackedBytes);
    for (let at = 0; at < entries.length; count++) at = skipValue(entries, at, entries.length);
  } catch (error) {
    asDecodeError(error);
    count++; // the rest, which is refused as one
  }
  return count;
}

/** The entries back to back, unpacked if need be. */
function entryBytes(message: ForwardMessage, maxUnpackedBytes: number): Buffer {
  const bytes = message.bytes.subarray(message.start, message.end);
  return message.mode === 'packed' ? unpack(bytes, message.option.compressed, maxUnpackedBytes) : bytes;
}

class EntryReader {
  private readonly bytes: Buffer;
  private readonly metadata: RecordMap | undefined;
  private readonly visitor: EntryVisitor;
  private readonly nowNs: bigint;
  private readonly maxEntries: number;
  private readonly reader: Reader;
  private group: RecordMap | undefined;
  /** The second of the last EventTime, in ns: neighbours mostly share it. */
  private lastSec = -1;
  private lastSecNs = 0n;

  constructor(
    bytes: Buffer,
    metadata: RecordMap | undefined,
    visitor: EntryVisitor,
    options: EntryOptions,
    limits: EntryLimits,
  ) {
    this.bytes = bytes;
    this.metadata = metadata;
    this.visitor = visitor;
    this.nowNs = options.nowNs;
    this.maxEntries = limits.maxEntries;
    this.reader = new Reader(bytes, 0, bytes.length, options.keys, limits);
  }

  /** @param isBare one entry only, its time and record side by side */
  readAll(isBare: boolean): void {
    const { bytes } = this;
    let at = 0;
    for (let count = 0; at < bytes.length; count++) {
      if (count === this.maxEntries) {
        const error = new DecodeError('forward', `message has more than ${this.maxEntries} entries`, at);
        this.visitor.refused(bytes.subarray(at), error);
        return;
      }
      at = this.readOne(at, isBare);
    }
  }

  /** Reads the entry at `at` and returns where the next one starts. */
  private readOne(at: number, isBare: boolean): number {
    const { reader } = this;
    reader.restart(at);
    try {
      if (isBare) this.readBody(this.metadata);
      else if (reader.tryArrayHeader() === 2) this.readTimed();
      else throw new DecodeError('forward', `an entry of two members is expected at byte ${at}`, at);
      return reader.at;
    } catch (error) {
      const end = isBare ? this.bytes.length : this.endOf(at);
      this.visitor.refused(this.bytes.subarray(at, end), asDecodeError(error));
      return end;
    }
  }

  private readTimed(): void {
    const { reader } = this;
    const members = reader.tryArrayHeader();
    if (members < 0) {
      this.readBody(undefined);
      return;
    }
    if (members !== 2) throw new DecodeError('forward', `[time, metadata] is expected at byte ${reader.at}`, reader.at);
    const sec = reader.tryEventTime();
    const timeNs = this.readTime(sec);
    const metadata = reader.readMap();
    this.emit(sec, timeNs, reader.readMap(), metadata);
  }

  private readBody(metadata: RecordMap | undefined): void {
    const { reader } = this;
    const sec = reader.tryEventTime();
    const timeNs = this.readTime(sec);
    this.emit(sec, timeNs, reader.readMap(), metadata);
  }

  /** @param sec seconds of an EventTime whose nanoseconds come next; -1 when the time is another value */
  private readTime(sec: number): bigint {
    if (sec < 0) return timeNsOf(this.reader.readValue()) ?? this.nowNs;
    if (sec !== this.lastSec) {
      this.lastSec = sec;
      this.lastSecNs = eventTimeNs(sec, 0);
    }
    return this.lastSecNs + BigInt(this.reader.take32());
  }

  private emit(sec: number, timeNs: bigint, record: RecordMap, metadata: RecordMap | undefined): void {
    if (sec === GROUP_START_SEC) this.group = record;
    else if (sec === GROUP_END_SEC) this.group = undefined;
    else this.visitor.entry(new LogEntry(timeNs, record, metadata, this.group));
  }

  /** End of an entry whose content is wrong; the end of the bytes when its borders are lost too. */
  private endOf(at: number): number {
    try {
      return skipValue(this.bytes, at, this.bytes.length);
    } catch {
      return this.bytes.length;
    }
  }
}

function asDecodeError(error: unknown): DecodeError {
  if (error instanceof DecodeError) return error;
  throw error;
}
