// Takes closed batches to receivers. A failed batch goes to the next receiver at once; when none can take it, it waits
// and is first in line. A refused batch is halved until the bad record stands alone, which goes to the dead letter.
// A batch leaves here only with a fate or an owner.

import { StoppedError } from '../../core/errors.js';
import type { Fates } from '../../core/codec/offload/headers.js';
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

export interface DispatchObserver {
  /** `fates` is undefined for a stock receiver: the records are handed over. */
  accepted(batch: Batch, address: string, fates: Fates | undefined, seconds: number): void;
  attemptFailed(batch: Batch, address: string, reason: string): void;
  refused(batch: Batch, reason: string): void;
}

export interface DispatcherOptions {
  readonly balancer: Balancer;
  /** In the order of the balancer's receivers. */
  readonly senders: readonly Sender[];
  readonly refused: RefusedSink;
  readonly observer: DispatchObserver;
  readonly log: Logger;
}

const MIN_WAIT_MS = 5;

interface Waiting {
  readonly batch: Batch;
  readonly tried: Set<number>;
  isFirstAttempt: boolean;
}

export class Dispatcher {
  private readonly options: DispatcherOptions;
  private readonly seldom: Seldom;
  private readonly queue: Waiting[] = [];
  private readonly under = new Set<Promise<void>>();
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private idle: (() => void) | undefined;

  constructor(options: DispatcherOptions) {
    this.options = options;
    this.seldom = new Seldom(options.log);
  }

  /** Batches queued or in flight. */
  get held(): number {
    return this.queue.length + this.under.size;
  }

  /** True when a batch handed in now would be sent at once to a receiver that has nothing else to do. */
  get isIdle(): boolean {
    return this.queue.length === 0 && this.options.balancer.nextIsIdle();
  }

  dispatch(batch: Batch): void {
    if (this.abort.signal.aborted) {
      batch.fail(new StoppedError('the plugin is stopping'));
      return;
    }
    this.queue.push({ batch, tried: new Set(), isFirstAttempt: true });
    this.pump();
  }

  /** Waits until no batch is held, or the signal fires. */
  async drain(signal: AbortSignal): Promise<void> {
    if (this.held === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Ends what is in flight; batches without an owner fail, so their shippers are not acknowledged. */
  async stop(): Promise<void> {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    clearTimeout(this.timer);
    for (const { batch } of this.queue.splice(0)) batch.fail(new StoppedError('the plugin was stopped'));
    await Promise.allSettled([...this.under]);
  }

  private pump(): void {
    clearTimeout(this.timer);
    while (this.queue.length > 0) {
      const waiting = this.queue[0]!;
      const receiver = this.options.balancer.choose(waiting.tried);
      if (receiver === undefined) {
        if (this.startNewRound(waiting)) continue;
        this.waitForReceiver();
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
      batch.fail(new StoppedError('the plugin was stopped before a receiver took the records'));
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
        this.queue.unshift({ batch: half, tried: new Set(), isFirstAttempt: false });
      }
      return;
    }
    try {
      await this.options.refused.put(batch, reason);
      this.options.observer.refused(batch, reason);
      batch.settle();
    } catch (error) {
      batch.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
