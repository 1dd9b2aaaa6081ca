// Durable storage of records in order: the one interface under the dead letter, the spool and the journal. A record is a
// small JSON value (`meta`) and bytes (`body`); it is numbered, checksummed, and gone only when its owner removes it.
// Bounds refuse new records and never push out old ones: whoever appends still owns what was refused.

import { OfframpError, type OfframpErrorOptions } from '../errors.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface NewRecord {
  readonly meta: Json;
  readonly body: Uint8Array;
}

export interface RecordInfo {
  /** Number in order of appending; never used twice, not after a restart either. */
  readonly seq: number;
  /** What the record takes of the store's bytes. */
  readonly sizeBytes: number;
  /** When it was appended, ms since the epoch. */
  readonly atMs: number;
  /** The owner's mark on the record, '' at first; see setNote. */
  readonly note: string;
}

export interface StoredRecord extends RecordInfo {
  readonly meta: Json;
  readonly body: Uint8Array;
}

export interface StoreLimits {
  readonly maxBytes: number;
  readonly maxRecords: number;
  /** A record whose meta and body are larger is refused. */
  readonly maxRecordBytes: number;
  /** How many ids are remembered; the oldest are forgotten first. */
  readonly maxIds: number;
}

export const DEFAULT_LIMITS: StoreLimits = {
  maxBytes: 2 * 1024 * 1024 * 1024,
  maxRecords: 1_000_000,
  maxRecordBytes: 64 * 1024 * 1024,
  maxIds: 200_000,
};

export interface StoreStats {
  readonly records: number;
  readonly bytes: number;
  readonly ids: number;
  /** When the oldest record was appended; undefined when empty. */
  readonly oldestMs: number | undefined;
  /** Records that could not be read back whole; they are skipped. */
  readonly damaged: number;
  /** How often damaged files were repaired or set aside. */
  readonly repairs: number;
}

export interface Store {
  /** Opens the folder, makes it this process's own, and recovers what a crash left. @throws StoreError */
  start(): Promise<void>;
  /**
   * Adds records, and ids to remember, in one transaction; several calls at once share one fsync.
   * @returns the number of the first record, once all are on disk
   * @throws BufferFullError when a bound would be passed; StoreError when the disk fails; StoppedError
   */
  append(records: readonly NewRecord[], ids?: readonly string[]): Promise<number>;
  /** True when the id came with a durable append and is still remembered. */
  hasId(id: string): boolean;
  /** What is kept, oldest first; does not touch the disk. */
  entries(afterSeq?: number): Iterable<RecordInfo>;
  /** The record, or undefined when it is not (or no longer) there or is damaged. */
  read(seq: number): Promise<StoredRecord | undefined>;
  /** Puts a short text on a record. Survives the process; a power cut may undo it. */
  setNote(seq: number, note: string): Promise<void>;
  /** Removes records. Survives the process; a power cut may bring the last ones back. */
  remove(seqs: readonly number[]): Promise<void>;
  stats(): StoreStats;
  /** Finishes what was accepted and closes; a second call joins the first. */
  stop(): Promise<void>;
}

/** The disk does not do what was asked. Codes: store-locked, store-io, store-record, store-open. */
export class StoreError extends OfframpError {
  readonly folder: string;

  constructor(code: string, folder: string, message: string, options: OfframpErrorOptions = {}) {
    super(code, `store ${folder}: ${message}`, options);
    this.folder = folder;
  }
}
