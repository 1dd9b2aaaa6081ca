// One batch from body to owner: run it in a worker, hand its packages to the outbox, say what became of its records.
// A batch id that is being handled or was handled gets the first answer again, without a second run.

import { addFates, NO_FATES, type Fates } from '../codec/offload/headers.js';
import { CONTENT_TYPES } from '../codec/content-type.js';
import type { DatawayPackage } from '../dataway/package.js';
import type { BatchDone, BatchJob, BatchRefused } from './messages.js';
import { DEFAULT_RETRY, retryDelay } from '../flow/retry.js';
import { sleep } from '../flow/sleep.js';
import type { Outbox } from '../dataway/outbox.js';
import type { Category } from '../point/category.js';

export interface Runner {
  run(job: BatchJob, onState?: boolean): Promise<BatchDone | BatchRefused>;
}

/** Durable home of records the workers took out of a batch. */
export interface RefusedRecords {
  putRecords(records: BatchDone['refused']): Promise<void>;
}

export interface Owned {
  readonly kind: 'owned';
  /** Undefined when an earlier process owned the batch. */
  readonly fates: Fates | undefined;
  readonly echo: string | undefined;
}
export type Taken = Owned | BatchRefused;

/** What the desk reports for the counters. */
export interface DeskObserver {
  batchRun(category: Category, outcome: BatchDone): void;
  bodyRefused(category: Category, code: string): void;
}

/** Batch ids remembered after they were answered. */
const REMEMBERED = 10_000;

export class BatchDesk {
  private readonly runner: Runner;
  private readonly outbox: Outbox;
  private readonly refused: RefusedRecords;
  private readonly observer: DeskObserver;
  private readonly known = new Map<string, Promise<Taken>>();
  private readonly emitting = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(runner: Runner, outbox: Outbox, refused: RefusedRecords, observer: DeskObserver) {
    this.runner = runner;
    this.outbox = outbox;
    this.refused = refused;
    this.observer = observer;
  }

  /**
   * @param batchId the sender's id, '' when it has none
   * @throws what the runner and the outbox throw: the batch stays the sender's
   */
  async take(job: BatchJob, batchId: string, stateful: boolean): Promise<Taken> {
    if (batchId === '') return await this.handle(job, '', stateful);
    const earlier = this.known.get(batchId);
    if (earlier !== undefined) return await earlier;
    if (this.outbox.knows(batchId)) return { kind: 'owned', fates: undefined, echo: undefined };
    const work = this.handle(job, batchId, stateful);
    this.remember(batchId, work);
    return await work;
  }

  /** Owns points that belong to no batch; nobody else can, so it is tried until it works or the desk is stopped. */
  emit(packages: readonly DatawayPackage[]): void {
    const work = this.ownEmitted(packages).finally(() => this.emitting.delete(work));
    this.emitting.add(work);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.emitting);
  }

  private async ownEmitted(packages: readonly DatawayPackage[]): Promise<void> {
    for (let attempt = 1; !this.stopping.signal.aborted; attempt++) {
      try {
        await this.outbox.own('', packages);
        return;
      } catch {
        await sleep(retryDelay(attempt, DEFAULT_RETRY, Math.random()), this.stopping.signal);
      }
    }
  }

  private remember(batchId: string, work: Promise<Taken>): void {
    this.known.set(batchId, work);
    work.catch(() => this.known.delete(batchId)); // it got no owner: the next attempt is a first one again
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value!);
  }

  private async handle(job: BatchJob, batchId: string, stateful: boolean): Promise<Taken> {
    const outcomes: BatchDone[] = [];
    const first = await this.runner.run(job, stateful);
    if (first.kind === 'refused') {
      this.observer.bodyRefused(job.category, first.code);
      return first;
    }
    outcomes.push(first);
    if (first.handover !== undefined) {
      const second = await this.runner.run(handoverJob(job, first.handover), true);
      if (second.kind === 'refused') throw new Error(`points for the state worker were refused: ${second.message}`);
      outcomes.push(second);
    }
    if (job.dry || job.echo !== '') return { kind: 'owned', fates: NO_FATES, echo: first.echo };
    return { kind: 'owned', fates: await this.settle(job, batchId, outcomes), echo: undefined };
  }

  private async settle(job: BatchJob, batchId: string, outcomes: readonly BatchDone[]): Promise<Fates> {
    const refused = outcomes.flatMap((outcome) => outcome.refused);
    if (refused.length > 0) await this.refused.putRecords(refused);
    const packages = outcomes.flatMap((outcome) => outcome.packages);
    const owned = packages.length === 0 ? NO_FATES : await this.outbox.own(batchId, packages);
    const dropped = outcomes.reduce((n, outcome) => n + outcome.counts.dropped, 0);
    const created = outcomes.reduce((n, outcome) => n + outcome.counts.created, 0);
    const filtered = outcomes.reduce((n, outcome) => n + outcome.counts.filtered, 0);
    for (const outcome of outcomes) this.observer.batchRun(job.category, outcome);
    return addFates(withoutCreated(owned, created), { ...NO_FATES, dropped, filtered, refused: refused.length });
  }
}

function handoverJob(job: BatchJob, body: Uint8Array): BatchJob {
  return {
    ...job,
    body,
    contentType: CONTENT_TYPES.protobuf,
    contentEncoding: '',
    precision: 'n',
    autoPrecision: false,
    addTags: [],
    poison: [],
  };
}

/** Points made by scripts are no records of the batch: they are taken off what the outbox counted, delivered first. */
function withoutCreated(owned: { delivered: number; refused: number; held: number }, created: number): Fates {
  const delivered = Math.max(0, owned.delivered - created);
  const held = Math.max(0, owned.held - Math.max(0, created - owned.delivered));
  return { ...NO_FATES, delivered, held, refused: owned.refused };
}
