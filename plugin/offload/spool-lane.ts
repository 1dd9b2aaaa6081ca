// The way over the disk: batches that no receiver took in time, or whose sender will not send them again, are appended
// to the spool and belong to it from then on. A background loop leases them in order, takes them back through the
// dispatcher under their old ids, and removes each once a receiver has it. Only a few are on their way at once, so fresh
// batches never wait long behind an old backlog.

import { BufferFullError } from '../../core/errors.js';
import { sleep } from '../../core/flow/sleep.js';
import type { Logger } from '../../core/log/logger.js';
import { Seldom } from '../../core/log/seldom.js';
import type { Lease, Spool } from '../../core/store/spool.js';
import type { Json } from '../../core/store/store.js';
import { Batch, type BatchKey } from './batch.js';
import { Ticket } from './ticket.js';

/** Takes batches to receivers. */
export interface Carrier {
  dispatch(batch: Batch): void;
}

export interface SpoolLaneObserver {
  /** Records an earlier process had spooled; this one counts them as taken in. */
  recordsAccepted(input: 'spool', records: number): void;
}

export interface SpoolLaneOptions {
  readonly spool: Spool;
  readonly observer: SpoolLaneObserver;
  /** Spooled batches on their way to receivers at once. */
  readonly concurrency: number;
  /** With a batch older than this nothing more is taken: somebody must look; 0: no such bound. */
  readonly maxAgeMs: number;
  readonly log: Logger;
  readonly nowMs?: () => number;
}

/** Pause after the disk failed. */
const DISK_PAUSE_MS = 1_000;

type Meta = BatchKey & { readonly id: string; readonly records: number };

export class SpoolLane {
  private readonly options: SpoolLaneOptions;
  private readonly nowMs: () => number;
  private readonly seldom: Seldom;
  private readonly stopping = new AbortController();
  private readonly leased = new Set<Promise<void>>();
  /** Records of batches this process appended or leased and that are still in the spool, by number. */
  private readonly records = new Map<number, number>();
  private held = 0;
  private loop: Promise<void> | undefined;

  constructor(options: SpoolLaneOptions) {
    this.options = options;
    this.nowMs = options.nowMs ?? Date.now;
    this.seldom = new Seldom(options.log);
  }

  /** Records in the spool that this process knows; those an earlier one left are counted when their turn comes. */
  get recordsHeld(): number {
    return this.held;
  }

  /** Resolves when the batch is on disk and belongs to the spool. @throws BufferFullError, StoreError: it does not */
  async take(batch: Batch): Promise<void> {
    const { spool, maxAgeMs } = this.options;
    const { oldestMs } = spool.stats();
    if (maxAgeMs > 0 && oldestMs !== undefined && this.nowMs() - oldestMs > maxAgeMs) {
      throw new BufferFullError('the oldest batch in the spool is older than plugin.spool.max_age', batch.records);
    }
    const { id, key, records, body } = batch;
    const meta: Meta = { ...key, id, records };
    this.note(await spool.append({ meta: meta as unknown as Json, body }), records); // a plain object of texts
  }

  /** Starts taking batches back out. */
  start(carrier: Carrier): void {
    this.loop ??= this.run(carrier);
  }

  /** Takes no further batch out; goes on taking batches in. */
  quiesce(): void {
    this.stopping.abort();
  }

  /** Waits for batches that are out: the dispatcher has ended them; those not delivered stay here. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await Promise.all(this.leased);
  }

  private async run(carrier: Carrier): Promise<void> {
    const { spool, concurrency } = this.options;
    const { signal } = this.stopping;
    for (;;) {
      await spool.waitForWork(signal);
      while (this.leased.size >= concurrency) await Promise.race(this.leased);
      if (signal.aborted) return;
      try {
        const lease = await spool.lease();
        if (lease !== undefined) this.send(carrier, lease);
      } catch (error) {
        this.warn(error);
        await sleep(DISK_PAUSE_MS, signal);
      }
    }
  }

  private send(carrier: Carrier, lease: Lease): void {
    const { id, source, script, records } = lease.meta as unknown as Meta; // written by take
    if (!this.records.has(lease.seq)) {
      this.options.observer.recordsAccepted('spool', records);
      this.note(lease.seq, records);
    }
    const ticket = new Ticket(records);
    const work = ticket.settled
      .then(() => this.done(lease.seq))
      .catch((error: unknown) => {
        if (!this.stopping.signal.aborted) this.warn(error);
        this.options.spool.nack(lease.seq, DISK_PAUSE_MS);
      })
      .finally(() => this.leased.delete(work));
    this.leased.add(work);
    carrier.dispatch(new Batch({ source, script }, lease.body, [{ ticket, records }], id, true));
  }

  private async done(seq: number): Promise<void> {
    this.held -= this.records.get(seq) ?? 0;
    this.records.delete(seq);
    // When the disk fails now, the batch goes out again under the same id, and receivers know it.
    await this.options.spool.ack(seq);
  }

  private note(seq: number, records: number): void {
    this.records.set(seq, records);
    this.held += records;
  }

  private warn(error: unknown): void {
    this.seldom.warn('spool', 'a spooled batch could not be handled, it stays', { reason: String(error) });
  }
}
