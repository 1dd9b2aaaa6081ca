// The main side of the worker threads: hands each batch to the least busy worker, keeps every worker fed, and replaces
// a worker that dies or falls silent. A batch whose worker died is run again; a record that kills a worker twice is
// taken out as poison and the rest of its batch is delivered.

import { Worker } from 'node:worker_threads';
import type { IpDatabaseBytes } from '../builtins/state/ip-database.js';
import type { DatawayPackage } from '../dataway/package.js';
import { BufferFullError, StoppedError } from '../errors.js';
import type { FilterTexts } from '../filter/filter-set.js';
import type { Logger } from '../log/logger.js';
import type { Catalog } from '../scripts/catalog.js';
import type { DebugAnswer } from './debug.js';
import type {
  BatchJob,
  BatchOutcome,
  FromWorker,
  LoadReport,
  ReferTableSet,
  ToWorker,
  WorkerSettings,
} from './messages.js';
import { IDLE, PROGRESS } from './messages.js';

export interface PoolOptions {
  readonly workers: number;
  readonly settings: Omit<WorkerSettings, 'isStateWorker' | 'progress'>;
  /** Bytes of bodies waiting or running at most; above it `run` refuses. */
  readonly maxBytes: number;
  /** Silence of a worker on one record beyond its budget, after which it is ended. */
  readonly silenceMs: number;
  readonly maxOldGenerationMb: number;
  /** Takes packages that belong to no batch; must not throw. */
  readonly onEmitted: (packages: readonly DatawayPackage[]) => void;
  readonly log: Logger;
}

/** Batches a worker holds at once: one that runs and one that waits, so that it is never idle for a message's time. */
const PER_WORKER = 2;
const WATCH_INTERVAL_MS = 250;
/** Deaths of a worker on the same record before that record is refused. */
const POISON_AFTER = 2;

interface Task {
  readonly job: BatchJob;
  readonly bytes: number;
  readonly onState: boolean;
  readonly resolve: (outcome: BatchOutcome) => void;
  readonly reject: (error: Error) => void;
  readonly deaths: Map<number, number>;
  poison: number[];
}

/** A debug request; it is not run again when its worker dies. */
interface DebugTask {
  readonly resolve: (answer: DebugAnswer) => void;
  readonly reject: (error: Error) => void;
}

interface Slot {
  readonly index: number;
  readonly progress: Int32Array;
  worker: Worker;
  readonly running: Map<number, Task>;
  readonly debugging: Map<number, DebugTask>;
  lastTick: number;
  silentSinceMs: number;
}

/** What every worker has besides scripts. */
type Provision = Extract<ToWorker, { kind: 'ip-database' | 'refer-tables' | 'filters' | 'patterns' }>;

export class WorkerPool {
  private readonly options: PoolOptions;
  private readonly slots: Slot[] = [];
  private readonly waiting: Task[] = [];
  private readonly waitingForState: Task[] = [];
  private bytes = 0;
  private nextId = 1;
  private generation = 0;
  private catalog: Catalog | undefined;
  private readonly provisions = new Map<string, Provision>();
  private readonly loads = new Map<number, { reports: LoadReport[]; resolve: (report: LoadReport) => void }>();
  private watch: NodeJS.Timeout | undefined;
  private stopped = false;
  private idle: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  start(): void {
    for (let i = 0; i < this.options.workers; i++) {
      const progress = new Int32Array(new SharedArrayBuffer(PROGRESS.length * Int32Array.BYTES_PER_ELEMENT));
      const slot: Slot = {
        index: i,
        progress,
        worker: this.spawn(i, progress),
        running: new Map(),
        debugging: new Map(),
        lastTick: 0,
        silentSinceMs: 0,
      };
      this.slots.push(slot);
      this.listen(slot);
    }
    this.watch = setInterval(() => this.watchSilence(), WATCH_INTERVAL_MS);
  }

  /** Compiles a catalog on every worker; resolves when all of them have it in service. */
  async load(catalog: Catalog): Promise<LoadReport> {
    if (this.stopped) throw new StoppedError('the worker pool is stopped');
    this.catalog = catalog;
    const generation = ++this.generation;
    return await new Promise((resolve) => {
      this.loads.set(generation, { reports: [], resolve });
      for (const slot of this.slots) post(slot, { kind: 'load', generation, catalog });
    });
  }

  /** Gives every worker the IP database, also those that start later. */
  setIpDatabase(bytes: IpDatabaseBytes): void {
    this.provide({ kind: 'ip-database', bytes });
  }

  /** Gives every worker the blacklist, also those that start later; batches sent from now on see it. */
  setFilters(filters: FilterTexts): void {
    this.provide({ kind: 'filters', filters });
  }

  /** Gives every worker grok patterns, also those that start later; catalogs loaded from now on see them. */
  setPatterns(texts: readonly string[]): void {
    this.provide({ kind: 'patterns', texts });
  }

  /** Gives every worker the reference tables, also those that start later. */
  setReferTables(set: ReferTableSet): void {
    this.provide({ kind: 'refer-tables', set });
  }

  get bytesHeld(): number {
    return this.bytes;
  }

  get batchesHeld(): number {
    return this.waiting.length + this.waitingForState.length + this.slots.reduce((n, slot) => n + slot.running.size, 0);
  }

  /**
   * Runs a batch. The job's body must not be used by the caller afterwards.
   * @param onState run it on the worker that keeps state between records
   * @throws BufferFullError when the pool holds `maxBytes`; StoppedError after stop
   */
  async run(job: BatchJob, onState = false): Promise<BatchOutcome> {
    if (this.stopped) throw new StoppedError('the worker pool is stopped');
    const bytes = job.body.length;
    if (this.bytes > 0 && this.bytes + bytes > this.options.maxBytes) {
      throw new BufferFullError('the workers hold as many bytes as they may; try again later', 0);
    }
    this.bytes += bytes;
    try {
      return await new Promise<BatchOutcome>((resolve, reject) => {
        const task: Task = { job, bytes, onState, resolve, reject, deaths: new Map(), poison: [] };
        (onState ? this.waitingForState : this.waiting).push(task);
        this.feed();
      });
    } finally {
      this.bytes -= bytes;
      if (this.batchesHeld === 0) this.idle?.();
    }
  }

  /** Runs a debug request on the least busy worker. @throws StoppedError, or when the request ended its worker */
  async debug(body: Uint8Array): Promise<DebugAnswer> {
    if (this.stopped) throw new StoppedError('the worker pool is stopped');
    const slot = this.leastBusy();
    const id = this.nextId++;
    return await new Promise((resolve, reject) => {
      slot.debugging.set(id, { resolve, reject });
      post(slot, { kind: 'debug', id, body });
    });
  }

  /** Waits until every batch handed in has an outcome, or the signal fires. */
  async drain(signal: AbortSignal): Promise<void> {
    if (this.batchesHeld === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Ends the threads; batches without an outcome are rejected. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    clearInterval(this.watch);
    const error = new StoppedError('the worker pool was stopped');
    for (const task of [...this.waiting, ...this.waitingForState]) task.reject(error);
    this.waiting.length = 0;
    this.waitingForState.length = 0;
    for (const slot of this.slots) {
      for (const task of slot.running.values()) task.reject(error);
      endDebugging(slot, error);
    }
    for (const load of this.loads.values()) load.resolve({ generation: 0, inService: {}, errors: [], stateful: [] });
    await Promise.all(this.slots.map((slot) => slot.worker.terminate()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private provide(message: Provision): void {
    this.provisions.set(message.kind, message);
    for (const slot of this.slots) post(slot, message);
  }

  private spawn(index: number, progress: Int32Array): Worker {
    const settings: WorkerSettings = {
      ...this.options.settings,
      isStateWorker: index === 0,
      progress: progress.buffer as SharedArrayBuffer,
    };
    return new Worker(new URL('./worker.js', import.meta.url), {
      workerData: settings,
      name: `offramp-${index}`,
      resourceLimits: { maxOldGenerationSizeMb: this.options.maxOldGenerationMb },
    });
  }

  private listen(slot: Slot): void {
    const worker = slot.worker;
    worker.on('message', (message: FromWorker) => this.hear(slot, message));
    worker.on('error', (error) => {
      this.options.log.error('a worker died', { worker: slot.index, reason: error.message });
    });
    worker.once('exit', () => {
      if (!this.stopped && slot.worker === worker) this.replace(slot);
    });
  }

  private hear(slot: Slot, message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        break;
      case 'loaded':
        this.countLoad(message.report);
        break;
      case 'warning':
        this.options.log.warn(message.message);
        break;
      case 'emitted':
        this.options.onEmitted(message.packages);
        break;
      case 'debugged':
        slot.debugging.get(message.id)?.resolve(message.answer);
        slot.debugging.delete(message.id);
        break;
      case 'outcome':
        this.finish(slot, message.id, (task) => task.resolve(message.outcome));
        break;
      case 'crashed':
        slot.debugging.get(message.id)?.reject(new Error(message.message));
        slot.debugging.delete(message.id);
        this.finish(slot, message.id, (task) => task.reject(new Error(message.message)));
        break;
    }
  }

  private finish(slot: Slot, id: number, settle: (task: Task) => void): void {
    const task = slot.running.get(id);
    if (task === undefined) return;
    slot.running.delete(id);
    settle(task);
    this.feed();
  }

  private countLoad(report: LoadReport): void {
    const load = this.loads.get(report.generation);
    if (load === undefined) return;
    load.reports.push(report);
    if (load.reports.length < this.slots.length) return;
    this.loads.delete(report.generation);
    load.resolve(report);
  }

  /** Gives waiting batches to the workers with the fewest. */
  private feed(): void {
    const state = this.slots[0];
    while (state !== undefined && state.running.size < PER_WORKER && this.waitingForState.length > 0) {
      this.give(state, this.waitingForState.shift()!);
    }
    while (this.waiting.length > 0) {
      const slot = this.leastBusy();
      if (slot.running.size >= PER_WORKER) return;
      this.give(slot, this.waiting.shift()!);
    }
  }

  private leastBusy(): Slot {
    let best = this.slots[0]!;
    for (const slot of this.slots) if (slot.running.size < best.running.size) best = slot;
    return best;
  }

  private give(slot: Slot, task: Task): void {
    const id = this.nextId++;
    slot.running.set(id, task);
    if (slot.running.size === 1) slot.silentSinceMs = performance.now();
    // Copied, not transferred: should the worker die, the batch is run again from this copy.
    post(slot, { kind: 'batch', id, job: { ...task.job, poison: task.poison } });
  }

  private watchSilence(): void {
    const now = performance.now();
    for (const slot of this.slots) {
      const tick = Atomics.load(slot.progress, PROGRESS.ticks);
      const busy = slot.running.size > 0 && Atomics.load(slot.progress, PROGRESS.record) !== IDLE;
      if (tick !== slot.lastTick || !busy) {
        slot.lastTick = tick;
        slot.silentSinceMs = now;
      } else if (now - slot.silentSinceMs > this.options.settings.msPerRecord + this.options.silenceMs) {
        this.options.log.error('a worker fell silent on a record and is ended', { worker: slot.index });
        slot.silentSinceMs = now;
        void slot.worker.terminate();
      }
    }
  }

  /** Starts a new thread in the slot and runs again what the old one had. */
  private replace(slot: Slot): void {
    const record = Atomics.load(slot.progress, PROGRESS.record);
    const tasks = [...slot.running.values()];
    slot.running.clear();
    endDebugging(slot, new Error('the request ended its worker thread'));
    // The first batch is the one that ran; the others only waited in the thread's queue.
    if (tasks[0] !== undefined && blame(tasks[0], record)) giveUp(tasks.shift()!);
    Atomics.store(slot.progress, PROGRESS.record, IDLE);
    slot.worker = this.spawn(slot.index, slot.progress);
    this.listen(slot);
    for (const message of this.provisions.values()) post(slot, message);
    if (this.catalog !== undefined) post(slot, { kind: 'load', generation: this.generation, catalog: this.catalog });
    for (const task of tasks.reverse()) (task.onState ? this.waitingForState : this.waiting).unshift(task);
    this.feed();
  }
}

/** @returns true when the batch kills workers without any record that could be taken out */
function blame(task: Task, record: number): boolean {
  const deaths = (task.deaths.get(record) ?? 0) + 1;
  task.deaths.set(record, deaths);
  if (deaths < POISON_AFTER) return false;
  if (record === IDLE) return true;
  task.poison = [...task.poison, record];
  return false;
}

/** Refused like a body that does not parse, so that it does not travel on to kill the next receiver's workers. */
function giveUp(task: Task): void {
  task.resolve({
    kind: 'refused',
    status: 400,
    code: 'killedWorker',
    message: 'this body ended two worker threads',
    hint: '',
  });
}

function endDebugging(slot: Slot, error: Error): void {
  for (const task of slot.debugging.values()) task.reject(error);
  slot.debugging.clear();
}

function post(slot: Slot, message: ToWorker): void {
  slot.worker.postMessage(message);
}
