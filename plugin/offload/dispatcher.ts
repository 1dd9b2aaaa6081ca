// Takes closed batches to receivers. A failed batch goes to the next receiver at once; when none can take it, it waits
// and is first in line, and after a while goes to the spool. A refused batch is halved until the bad record stands
// alone, which goes to the dead letter. A batch leaves here only with a fate or an owner, or back to its shipper.

import { setMaxListeners } from 'node:events';
import { StoppedError } from '../../core/errors.js';
import type { Fates } from '../../core/codec/offload/headers.js';
import { sleep } from '../../core/flow/sleep.js';
import type { Logger } from '../../core/log/logger.js';
import { Seldom } from '../../core/log/seldom.js';
import type { Balancer, ReceiverState } from './balancer.js';
import type { Batch } from './batch.js';
import type { SendResult } from './receiver-client.js';

export interface Sender {
  send(batch: Batch, signal: AbortSignal): Promise<SendResult>;
}

/** Durable home of records that nobody takes. */
export interface RefusedSink {
  put(batch: Batch, reason: string): Promise<void>;
}

/** Durable home of batches that no receiver takes for now. */
export interface Overflow {
  /** Resolves when the batch has an owner there; throws when it is full or fails, and the batch goes on waiting. */
  take(batch: Batch): Promise<void>;
}

export interface DispatchObserver {
  /** `fates` is undefined for a stock receiver: the records are handed over. */
  accepted(batch: Batch, address: string, fates: Fates | undefined, seconds: number): void;
  attemptFailed(batch: Batch, address: string, reason: string): void;
  refused(batch: Batch, reason: string): void;
  /** Its shippers are not acknowledged and keep the records. */
  returned(batch: Batch): void;
}

export interface DispatcherOptions {
  readonly balancer: Balancer;
  /** In the order of the balancer's receivers. */
  readonly senders: readonly Sender[];
  readonly refused: RefusedSink;
  readonly observer: DispatchObserver;
  /** Where a batch goes that has waited `overflowAfterMs`; without it batches wait here. */
  readonly overflow?: Overflow;
  readonly overflowAfterMs?: number;
  readonly log: Logger;
}

const MIN_WAIT_MS = 5;
const OVERFLOW_CHECK_MS = 200;
/** After the spool would not take a batch. */
const OVERFLOW_PAUSE_MS = 1_000;
const DEAD_LETTER_PAUSE_MS = 1_000;

interface Waiting {
  readonly batch: Batch;
  readonly tried: Set<number>;
  isFirstAttempt: boolean;
  /** `performance.now()` from which on it may go to the spool. */
  overflowAtMs: number;
}

export class Dispatcher {
  private readonly options: DispatcherOptions;
  private readonly seldom: Seldom;
  private readonly queue: Waiting[] = [];
  private readonly under = new Set<Promise<void>>();
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private overflowTimer: NodeJS.Timeout | undefined;
  private isDraining = false;
  private records = 0;
  private idle: (() => void) | undefined;

  constructor(options: DispatcherOptions) {
    this.options = options;
    this.seldom = new Seldom(options.log);
    setMaxListeners(0, this.abort.signal); // one per request in flight
  }

  /** Batches queued or in flight. */
  get held(): number {
    return this.queue.length + this.under.size;
  }

  /** Records in memory only; those that lie in the spool are counted there. */
  get recordsHeld(): number {
    return this.records;
  }

  /** True when a batch handed in now would be sent at once to a receiver that has nothing else to do. */
  get isIdle(): boolean {
    return this.queue.length === 0 && this.options.balancer.nextIsIdle();
  }

  dispatch(batch: Batch): void {
    if (!batch.isSpooled) this.records += batch.records;
    if (this.abort.signal.aborted) {
      this.giveBack(batch, 'the plugin is stopping');
      return;
    }
    this.queue.push(this.newcomer(batch));
    this.pump();
  }

  /** Becomes the overflow's at once; for batches whose sender will not send them again. */
  dispatchDurably(batch: Batch): void {
    this.records += batch.records;
    this.own(this.toOverflow({ ...this.newcomer(batch), overflowAtMs: 0 }));
  }

  /** Waits until no batch is held, or the signal fires; what is left then goes to the spool. */
  async drain(signal: AbortSignal): Promise<void> {
    this.isDraining = true;
    this.overflowDue();
    if (this.held > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.idle = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    await this.stop();
  }

  /** Cuts what is in flight. Batches without an owner go to the spool, or else back to their shippers. */
  async stop(): Promise<void> {
    this.abort.abort();
    clearTimeout(this.timer);
    clearTimeout(this.overflowTimer);
    while (this.held > 0) {
      for (const waiting of this.queue.splice(0)) this.own(this.toOverflow(waiting));
      await Promise.allSettled([...this.under]);
    }
  }

  private newcomer(batch: Batch): Waiting {
    const overflowAtMs = performance.now() + (this.options.overflowAfterMs ?? 0);
    return { batch, tried: new Set(), isFirstAttempt: true, overflowAtMs };
  }

  private pump(): void {
    clearTimeout(this.timer);
    if (this.abort.signal.aborted) return; // stop() takes what is left
    while (this.queue.length > 0) {
      const waiting = this.queue[0]!;
      const receiver = this.options.balancer.choose(waiting.tried);
      if (receiver === undefined) {
        if (this.startNewRound(waiting)) continue;
        this.waitForReceiver();
        if (this.options.overflow !== undefined)
          this.overflowTimer ??= setTimeout(() => this.overflowDue(), OVERFLOW_CHECK_MS);
        return;
      }
      this.queue.shift();
      this.own(this.attempt(waiting, receiver));
    }
    if (this.held === 0) this.idle?.();
  }

  /** Every receiver failed for this batch: it may try them all again, each after its pause. */
  private startNewRound(waiting: Waiting): boolean {
    if (waiting.tried.size < this.options.senders.length) return false;
    waiting.tried.clear();
    return true;
  }

  private waitForReceiver(): void {
    const ms = this.options.balancer.msUntilNext();
    // 0: a receiver is only busy; its answer pumps again.
    if (ms > 0) this.timer = setTimeout(() => this.pump(), Math.max(ms, MIN_WAIT_MS));
  }

  /** Sends to the spool what has waited long enough; while draining, everything that has to wait. */
  private overflowDue(): void {
    clearTimeout(this.overflowTimer);
    this.overflowTimer = undefined;
    if (this.options.overflow === undefined || this.abort.signal.aborted) return;
    const now = this.isDraining ? Infinity : performance.now();
    const all = this.queue.splice(0);
    for (const waiting of all) {
      if (waiting.batch.isSpooled || waiting.overflowAtMs > now) this.queue.push(waiting);
      else this.own(this.toOverflow(waiting));
    }
    this.pump();
  }

  private async toOverflow(waiting: Waiting): Promise<void> {
    const { batch } = waiting;
    const { overflow } = this.options;
    if (overflow === undefined || batch.isSpooled) {
      this.giveBack(batch, 'the plugin was stopped before a receiver took the records');
      return;
    }
    try {
      await overflow.take(batch);
      this.leave(batch);
      batch.settle();
    } catch (error) {
      this.seldom.warn('spool', 'a batch could not be spooled, its shipper is not acknowledged', {
        reason: String(error),
      });
      waiting.overflowAtMs = performance.now() + OVERFLOW_PAUSE_MS;
      if (this.abort.signal.aborted) this.giveBack(batch, String(error));
      else this.queue.unshift(waiting);
    }
  }

  private giveBack(batch: Batch, reason: string): void {
    this.leave(batch);
    if (!batch.isSpooled) this.options.observer.returned(batch);
    batch.fail(new StoppedError(reason));
  }

  private leave(batch: Batch): void {
    if (!batch.isSpooled) this.records -= batch.records;
  }

  private own(work: Promise<void>): void {
    const owned = work
      .catch((error: unknown) => {
        this.options.log.error('a batch could not be handled', { reason: String(error) });
      })
      .finally(() => {
        this.under.delete(owned);
        this.pump();
      });
    this.under.add(owned);
  }

  private async attempt(waiting: Waiting, receiver: ReceiverState): Promise<void> {
    const { batch } = waiting;
    if (waiting.isFirstAttempt) receiver.firstAttempts++;
    waiting.isFirstAttempt = false;
    receiver.inFlight++;
    const startMs = performance.now();
    let result: SendResult;
    try {
      result = await this.options.senders[receiver.index]!.send(batch, this.abort.signal);
    } finally {
      receiver.inFlight--;
    }
    if (this.abort.signal.aborted && result.kind !== 'accepted') {
      this.queue.unshift(waiting); // stop() takes it from there
      return;
    }
    await this.conclude(waiting, receiver, result, (performance.now() - startMs) / 1000);
  }

  private async conclude(
    waiting: Waiting,
    receiver: ReceiverState,
    result: SendResult,
    seconds: number,
  ): Promise<void> {
    const { balancer, observer } = this.options;
    const { batch } = waiting;
    switch (result.kind) {
      case 'accepted':
        balancer.succeeded(receiver);
        observer.accepted(batch, receiver.address, result.fates, seconds);
        this.leave(batch);
        batch.settle();
        break;
      case 'refused':
        balancer.succeeded(receiver);
        await this.refuse(batch, `${receiver.address}: ${result.reason}`);
        break;
      case 'misconfigured':
      case 'failed':
        balancer.failed(receiver, result.kind === 'failed' ? result.retryAfterMs : undefined);
        observer.attemptFailed(batch, receiver.address, result.reason);
        this.seldom.warn(
          receiver.address,
          `receiver ${result.kind === 'failed' ? 'failed' : 'does not take our requests'}, it is put aside`,
          {
            receiver: receiver.address,
            reason: result.reason,
          },
        );
        waiting.tried.add(receiver.index);
        this.queue.unshift(waiting);
        break;
    }
  }

  private async refuse(batch: Batch, reason: string): Promise<void> {
    if (batch.records > 1) {
      for (const half of batch.halve().toReversed()) {
        this.queue.unshift({ ...this.newcomer(half), isFirstAttempt: false });
      }
      return;
    }
    while (!this.abort.signal.aborted) {
      try {
        await this.options.refused.put(batch, reason);
        this.options.observer.refused(batch, reason);
        this.leave(batch);
        batch.settle();
        return;
      } catch (error) {
        this.seldom.warn('dead letter', 'a refused record could not be put into the dead letter, it waits', {
          reason: String(error),
        });
        await sleep(DEAD_LETTER_PAUSE_MS, this.abort.signal);
      }
    }
    this.giveBack(batch, 'the plugin was stopped before the dead letter took a refused record');
  }
}
