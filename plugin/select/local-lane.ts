// Records that are run on this host: the same workers, outbox and dead letter a receiver has, without the network hop.

import { randomUUID } from 'node:crypto';
import { NO_FATES, type Fates } from '../../core/codec/offload/headers.js';
import { CONTENT_TYPES } from '../../core/codec/content-type.js';
import { encodeProtobuf } from '../../core/codec/pbpoint/encode.js';
import { StoppedError } from '../../core/errors.js';
import { DEFAULT_RETRY, retryDelay } from '../../core/flow/retry.js';
import { sleep } from '../../core/flow/sleep.js';
import type { Logger } from '../../core/log/logger.js';
import { Seldom } from '../../core/log/seldom.js';
import type { Point } from '../../core/point/point.js';
import type { BatchDesk } from '../../core/workers/batch-desk.js';
import type { Ticket } from '../offload/ticket.js';
import type { LocalLane } from './intake.js';

export interface LocalObserver {
  recordFates(fates: Fates): void;
  recordFate(fate: 'returned', records: number): void;
}

export class WorkerLane implements LocalLane {
  private readonly desk: BatchDesk;
  private readonly observer: LocalObserver;
  private readonly isStateful: (script: string) => boolean;
  private readonly seldom: Seldom;
  private readonly stopping = new AbortController();
  private readonly under = new Set<Promise<void>>();
  private records = 0;

  constructor(desk: BatchDesk, observer: LocalObserver, isStateful: (script: string) => boolean, log: Logger) {
    this.desk = desk;
    this.observer = observer;
    this.isStateful = isStateful;
    this.seldom = new Seldom(log);
  }

  /** Records that have no owner yet. */
  get recordsHeld(): number {
    return this.records;
  }

  run(points: readonly Point[], script: string, ticket: Ticket): void {
    this.records += points.length;
    const work = this.runUntilOwned(encodeProtobuf(points), script)
      .then((fates) => {
        this.observer.recordFates(fates);
        ticket.settle(points.length);
      })
      .catch((error: unknown) => {
        this.observer.recordFate('returned', points.length);
        ticket.fail(points.length, error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.records -= points.length;
        this.under.delete(work);
      });
    this.under.add(work);
  }

  async drain(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    if (!signal.aborted) await Promise.race([Promise.all([...this.under]), aborted]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.under]);
  }

  /** Tries again for as long as the plugin runs: meanwhile the shipper is not acknowledged, so it slows down. */
  private async runUntilOwned(body: Uint8Array, script: string): Promise<Fates> {
    const job = {
      batchId: randomUUID(),
      category: 'logging',
      body,
      contentType: CONTENT_TYPES.protobuf,
      contentEncoding: '',
      precision: 'n',
      autoPrecision: false,
      script,
      addTags: [],
      strict: false,
      dry: false,
      echo: '',
      poison: [],
    } as const;
    for (let attempt = 1; ; attempt++) {
      try {
        const taken = await this.desk.take(job, '', this.isStateful(script));
        if (taken.kind === 'owned') return taken.fates ?? NO_FATES;
        throw new Error(`our own batch was refused: ${taken.message}`);
      } catch (error) {
        if (this.stopping.signal.aborted || error instanceof StoppedError) throw error;
        this.seldom.warn('local', 'records could not be handed on, trying again', { reason: String(error) });
        await sleep(retryDelay(attempt, DEFAULT_RETRY, Math.random()), this.stopping.signal);
      }
    }
  }
}
