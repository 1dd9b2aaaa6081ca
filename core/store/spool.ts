// The spool: a queue on disk for batches that nobody could take. What is appended is owned; it leaves only when its
// taker acknowledges it. Leases live in memory: after a crash everything not acknowledged is there again. When it is
// full it refuses, and whoever wanted to append says so to its sender.

import type { NewRecord, RecordInfo, Store, StoredRecord, StoreStats } from './store.js';

export interface Lease extends StoredRecord {
  /** How often it was given out since this process started, this time included. */
  readonly attempt: number;
}

interface Returned {
  readonly seq: number;
  readonly notBeforeMs: number;
}

export class Spool {
  private readonly store: Store;
  private readonly nowMs: () => number;
  private readonly attempts = new Map<number, number>(); // of what is leased or returned
  private returned: Returned[] = []; // by seq
  private readonly waiters = new Set<() => void>();
  private cursor = 0; // everything up to here was given out at least once

  /** @param store  started and stopped by whoever made it */
  constructor(store: Store, nowMs: () => number = Date.now) {
    this.store = store;
    this.nowMs = nowMs;
  }

  /** Resolves once the batch is on disk. @throws BufferFullError when there is no room; StoreError */
  async append(batch: NewRecord): Promise<number> {
    const seq = await this.store.append([batch]);
    this.wake();
    return seq;
  }

  /** The oldest batch that is free and not delayed, or undefined. Ends with ack or nack. */
  async lease(): Promise<Lease | undefined> {
    for (;;) {
      const seq = this.takeReturned() ?? this.takeNew();
      if (seq === undefined) return undefined;
      const attempt = (this.attempts.get(seq) ?? 0) + 1;
      this.attempts.set(seq, attempt);
      const record = await this.read(seq);
      if (record !== undefined) return { ...record, attempt };
      this.attempts.delete(seq); // damaged: counted by the store
    }
  }

  /** The batch has another owner now, or a counted fate. */
  async ack(seq: number): Promise<void> {
    await this.store.remove([seq]); // first: when the disk fails, the lease goes on and ack can be called again
    this.attempts.delete(seq);
  }

  /** The batch could not be handed over: it is free again, in its old place, after `delayMs`. */
  nack(seq: number, delayMs = 0): void {
    if (!this.attempts.has(seq)) return; // not given out, or done with
    const at = this.returned.findIndex((other) => other.seq > seq);
    const entry = { seq, notBeforeMs: this.nowMs() + delayMs };
    if (at < 0) this.returned.push(entry);
    else this.returned.splice(at, 0, entry);
    this.wake();
  }

  /** Batches appended before that time and not given out right now, oldest first; for the owner to count and dispose. */
  *olderThan(atMs: number): Iterable<RecordInfo> {
    const back = new Set(this.returned.map(({ seq }) => seq));
    for (const info of this.store.entries()) {
      if (info.atMs >= atMs) return;
      if (!this.attempts.has(info.seq) || back.has(info.seq)) yield info;
    }
  }

  /** Milliseconds until a delayed batch is free again; undefined when none waits. */
  nextDelayMs(): number | undefined {
    if (this.returned.length === 0) return undefined;
    const first = Math.min(...this.returned.map(({ notBeforeMs }) => notBeforeMs));
    return Math.max(0, first - this.nowMs());
  }

  /** Resolves when there is something to lease, or when the signal aborts. */
  waitForWork(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.hasFree()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiters.delete(done);
        resolve();
      };
      const delayMs = this.nextDelayMs();
      const timer = delayMs === undefined ? undefined : setTimeout(done, delayMs + 1);
      signal.addEventListener('abort', done, { once: true });
      this.waiters.add(done);
    });
  }

  stats(): StoreStats & { readonly leased: number } {
    return { ...this.store.stats(), leased: this.attempts.size - this.returned.length };
  }

  private async read(seq: number): Promise<StoredRecord | undefined> {
    try {
      return await this.store.read(seq);
    } catch (error) {
      this.nack(seq); // the disk may recover; the batch is not lost
      throw error;
    }
  }

  private hasFree(): boolean {
    for (const _ of this.store.entries(this.cursor)) return true;
    return this.nextDelayMs() === 0;
  }

  private takeReturned(): number | undefined {
    const now = this.nowMs();
    const at = this.returned.findIndex(({ notBeforeMs }) => notBeforeMs <= now);
    if (at < 0) return undefined;
    return this.returned.splice(at, 1)[0]!.seq;
  }

  private takeNew(): number | undefined {
    for (const { seq } of this.store.entries(this.cursor)) {
      this.cursor = seq;
      return seq;
    }
    return undefined;
  }

  private wake(): void {
    for (const done of [...this.waiters]) done();
  }
}
