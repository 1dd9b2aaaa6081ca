// What every way in hands to the rest of the plugin, and what it waits for before it tells the shipper "done".

import type { EntryVisitor } from '../../core/codec/msgpack/entries.js';

/** Records that came together and are acknowledged together. */
export interface IntakeBatch {
  /** The way in: `forward`, `http` ... */
  readonly input: string;
  /** Who sent it, for messages to a human. */
  readonly peer: string;
  /** Routes go by this. */
  readonly tag: string;
  /** The sender waits for an acknowledgement and sends again what it gets none for. */
  readonly isAcknowledged: boolean;
  /** The bytes as they came. */
  readonly raw: Uint8Array;
  /**
   * Decodes: calls the visitor for every record in order, and for what cannot be read. May be called more than once;
   * nothing is kept decoded.
   */
  readEntries(visitor: EntryVisitor): void;
}

export interface IntakeSink {
  /**
   * Takes a batch. Resolves when every record of it has an owner or a fate, refused ones too; rejects when one could
   * get neither, and the shipper, who is not acknowledged, will send the batch again.
   */
  accept(batch: IntakeBatch): Promise<void>;
}
