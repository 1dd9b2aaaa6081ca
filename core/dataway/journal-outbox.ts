// Owns packages by journalling them, then brings each to its end at every DataWay URL in the background. A batch whose
// packages are on disk may be answered; it waits a moment for DataWay, so that the answer can usually say "delivered".
// Bodies stay in memory only while they are pushed: with DataWay away the journal grows, the process does not.

import type { Logger } from '../log/logger.js';
import { Seldom } from '../log/seldom.js';
import { retryDelay, DEFAULT_RETRY, type RetryPolicy } from '../flow/retry.js';
import { sleep } from '../flow/sleep.js';
import type { Journal } from '../store/journal.js';
import { Deliverer } from './deliver.js';
import type { Outbox, OutboxObserver, OwnedPoints, RefusedPackages } from './outbox.js';
import type { DatawayPackage } from './package.js';
import type { PushClient, PushOutcome } from './push.js';
import { packageOf, packageRecord } from './stored-package.js';

export interface JournalOutboxOptions {
  readonly journal: Journal;
  readonly push: PushClient;
  readonly refused: RefusedPackages;
  readonly observer: OutboxObserver;
  /** Packages pushed at once. */
  readonly concurrency: number;
  /** How long an answer may wait for DataWay. */
  readonly answerWithinMs: number;
  /** First pause before a package is tried again; it doubles. */
  readonly retryDelayMs?: number;
  readonly log: Logger;
}

/** Attempts with a package before others have their turn. */
const ATTEMPTS_PER_TURN = 2;

/** How long a drain waits for pushes; nothing is lost without them. */
const DRAIN_MS = 1_000;

type End = 'delivered' | 'refused';

interface Job {
  readonly seq: number;
  /** Held from the batch until its first turn, when there is a free place; otherwise read back from the journal. */
  body: DatawayPackage | undefined;
  turns: number;
  readonly ended: (end: End) => void;
}

export class JournalOutbox implements Outbox {
  private readonly options: JournalOutboxOptions;
  private readonly deliverer: Deliverer;
  private readonly seldom: Seldom;
  private readonly retry: RetryPolicy;
  private readonly queue: Job[] = [];
  private readonly active = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private idle: (() => void) | undefined;

  constructor(options: JournalOutboxOptions) {
    this.options = options;
    this.deliverer = new Deliverer(options.push);
    this.retry = { ...DEFAULT_RETRY, baseMs: options.retryDelayMs ?? DEFAULT_RETRY.baseMs };
    this.seldom = new Seldom(options.log);
  }

  /** Goes on with what an earlier process left. Journal and push client are started. */
  start(): void {
    for (const seq of this.options.journal.pending())
      this.queue.push({ seq, body: undefined, turns: 1, ended: ignore });
    this.pump();
  }

  knows(batchId: string): boolean {
    return this.options.journal.knows(batchId);
  }

  async own(batchId: string, packages: readonly DatawayPackage[]): Promise<OwnedPoints> {
    const seqs = await this.options.journal.add(batchId === '' ? undefined : batchId, packages.map(packageRecord));
    const total = { delivered: 0, refused: 0, held: packages.reduce((n, pkg) => n + pkg.points, 0) };
    const ends = packages.map(
      (pkg, i) =>
        new Promise<void>((resolve) => {
          const ended = (end: End): void => {
            total[end] += pkg.points;
            total.held -= pkg.points;
            resolve();
          };
          const hasPlace = this.active.size + this.queue.length < this.options.concurrency;
          this.queue.push({ seq: seqs[i]!, body: hasPlace ? pkg : undefined, turns: 0, ended });
        }),
    );
    this.pump();
    const patience = new AbortController();
    await Promise.race([Promise.all(ends), sleep(this.options.answerWithinMs, patience.signal)]);
    patience.abort();
    return { ...total };
  }

  /** Gives what is being pushed a moment; what is left is safe in the journal. */
  async drain(signal: AbortSignal): Promise<void> {
    if (this.queue.length + this.active.size === 0) return;
    const idle = new Promise<void>((resolve) => (this.idle = resolve));
    await Promise.race([idle, sleep(DRAIN_MS, signal)]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.queue.length = 0;
    await Promise.all(this.active);
  }

  private pump(): void {
    while (this.active.size < this.options.concurrency && this.queue.length > 0) {
      const work = this.turn(this.queue.shift()!)
        .catch((error: unknown) =>
          this.seldom.warn('journal', 'a package could not be handled', { reason: String(error) }),
        )
        .finally(() => {
          this.active.delete(work);
          this.pump();
        });
      this.active.add(work);
    }
    if (this.active.size === 0) this.idle?.();
  }

  /** One turn of a package: a few attempts; what is not done then goes to the end of the queue. */
  private async turn(job: Job): Promise<void> {
    const { journal, push, observer } = this.options;
    const stored = job.turns === 0 && job.body !== undefined ? undefined : await journal.read(job.seq);
    const pkg = job.body ?? (stored === undefined ? undefined : packageOf(stored.meta, stored.body));
    job.body = undefined;
    if (pkg === undefined) return; // damaged: counted by the store
    const delivery = await this.deliverer.deliver(pkg, {
      delivered: stored?.delivered ?? new Set(),
      isRetry: job.turns > 0,
      signal: this.stopping.signal,
      maxAttempts: ATTEMPTS_PER_TURN,
      onOutcome: (outcome) => {
        observer.pushed(
          pkg.category,
          pkg.points,
          outcome.status === undefined ? outcome.reason : String(outcome.status),
        );
        if (outcome.verdict !== 'accepted') this.tell(outcome);
      },
    });
    const done = new Set(delivery.delivered);
    for (const { endpoint, reason, detail } of delivery.refused) {
      await this.options.refused.putPackage(pkg, reason, `${endpoint}: ${detail}`);
      observer.deadLettered(pkg.category, pkg.points, reason);
      done.add(endpoint);
    }
    await journal.delivered(job.seq, done, push.endpointNames);
    if (delivery.pending.length === 0) job.ended(delivery.refused.length > 0 ? 'refused' : 'delivered');
    else await this.again(job, delivery.pending);
  }

  private async again(job: Job, pending: readonly PushOutcome[]): Promise<void> {
    job.turns++;
    const askedMs = Math.max(0, ...pending.map((outcome) => outcome.retryAfterMs ?? 0));
    await sleep(retryDelay(job.turns, this.retry, Math.random(), askedMs), this.stopping.signal);
    if (!this.stopping.signal.aborted) this.queue.push(job);
  }

  private tell(outcome: PushOutcome): void {
    this.seldom.warn(outcome.endpoint + outcome.reason, 'DataWay did not take a body', {
      dataway: outcome.endpoint,
      reason: outcome.reason,
      detail: outcome.detail,
    });
  }
}

function ignore(): void {
  // nobody waits for a package of an earlier process
}
