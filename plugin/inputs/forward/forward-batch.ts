// A forward message as the rest of the plugin sees it. The records are decoded when they are asked for.

import { readEntries, type EntryLimits, type EntryVisitor } from '../../../core/codec/msgpack/entries.js';
import type { KeyCache } from '../../../core/codec/msgpack/key-cache.js';
import type { ForwardMessage } from '../../../core/codec/msgpack/message.js';
import type { DecodeError } from '../../../core/errors.js';
import type { IntakeBatch } from '../intake.js';

export interface ForwardContext {
  readonly peer: string;
  readonly keys: KeyCache;
  readonly limits: EntryLimits;
  /** Arrival, for records that tell no time. */
  readonly nowNs: bigint;
}

export class ForwardBatch implements IntakeBatch {
  readonly input = 'forward';
  readonly message: ForwardMessage;
  private readonly context: ForwardContext;

  constructor(message: ForwardMessage, context: ForwardContext) {
    this.message = message;
    this.context = context;
  }

  get peer(): string {
    return this.context.peer;
  }

  get tag(): string {
    return this.message.tag;
  }

  get isAcknowledged(): boolean {
    return this.message.option.chunk !== undefined;
  }

  get raw(): Buffer {
    return this.message.bytes;
  }

  readEntries(visitor: EntryVisitor): void {
    readEntries(this.message, visitor, this.context);
  }
}

/** A message that cannot be read at all; it gets a fate like any record. */
export class UnreadableBatch implements IntakeBatch {
  readonly input = 'forward';
  readonly tag = '';
  readonly isAcknowledged = false;
  readonly peer: string;
  readonly raw: Buffer;
  private readonly error: DecodeError;

  constructor(peer: string, raw: Buffer, error: DecodeError) {
    this.peer = peer;
    this.raw = raw;
    this.error = error;
  }

  readEntries(visitor: EntryVisitor): void {
    visitor.refused(this.raw, this.error);
  }
}

/** Bytes a message holds once it is unpacked, as far as its header tells. */
export function memoryOf(message: ForwardMessage, maxUnpackedBytes: number): number {
  const { bytes, end, start } = message;
  if (message.mode !== 'packed' || message.option.compressed !== 'gzip' || end - start < 8) return bytes.length;
  return bytes.length + Math.min(bytes.readUInt32LE(end - 4), maxUnpackedBytes); // gzip ends with the size
}
