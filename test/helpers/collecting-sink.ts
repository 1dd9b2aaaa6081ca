// A sink that keeps what it is given. Owners can be held back, so that a test decides when a batch is taken.

import type { LogEntry } from '../../core/codec/record/record.js';
import type { IntakeBatch, IntakeSink } from '../../plugin/inputs/intake.js';

export interface Taken {
  readonly batch: IntakeBatch;
  readonly entries: readonly LogEntry[];
  /** Reasons of the entries that could not be read. */
  readonly refused: readonly string[];
  readonly own: () => void;
  readonly fail: (error: Error) => void;
}

export class CollectingSink implements IntakeSink {
  readonly taken: Taken[] = [];
  /** When true, `accept` waits until the test calls `own` or `fail`. */
  isHolding = false;
  private readonly waiters: (() => void)[] = [];

  accept(batch: IntakeBatch): Promise<void> {
    const entries: LogEntry[] = [];
    const refused: string[] = [];
    batch.readEntries({
      entry: (entry) => entries.push(entry),
      refused: (_bytes, error) => refused.push(error.message),
    });
    return new Promise((own, fail) => {
      this.taken.push({ batch, entries, refused, own, fail });
      if (!this.isHolding) own();
      for (const wake of this.waiters.splice(0)) wake();
    });
  }

  /** Resolves when `count` batches have come. */
  async has(count: number): Promise<void> {
    while (this.taken.length < count) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }
}
