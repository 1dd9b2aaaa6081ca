// What the main thread and a worker thread say to each other: plain data that survives structured cloning. Bodies
// travel as transferred buffers, never copied.

import type { IpDatabaseBytes } from '../builtins/state/ip-database.js';
import type { ReferTable } from '../builtins/state/refer-table.js';
import type { DatawayPackage } from '../dataway/package.js';
import type { Category } from '../point/category.js';
import type { FilterTexts } from '../filter/filter-set.js';
import type { DebugAnswer } from './debug.js';
import type { Catalog, Namespace } from '../scripts/catalog.js';

/** Settings a worker gets once, at its start. */
export interface WorkerSettings {
  readonly zone: string;
  /** Raw bytes of one DataWay body at most. */
  readonly maxRawBodySize: number;
  readonly maxDecompressedSize: number;
  readonly gzip: boolean;
  readonly stepsPerRecord: number;
  readonly msPerRecord: number;
  readonly http: HttpRequestRules;
  /** Only this worker keeps state between records (cache, aggregates, windows). */
  readonly isStateWorker: boolean;
  /** Slots shared with the pool: see PROGRESS. */
  readonly progress: SharedArrayBuffer;
}

export interface HttpRequestRules {
  readonly disabled: boolean;
  readonly hosts: readonly string[];
  readonly cidrs: readonly string[];
  readonly refusePrivate: boolean;
}

/** Int32 slots of the progress buffer: how the pool tells a long batch from a hanging record. */
export const PROGRESS = { record: 0, ticks: 1, length: 2 } as const;
/** Value of the record slot while no script runs. */
export const IDLE = -1;

/** One request body with what is needed to read and process it. */
export interface BatchJob {
  /** The ids of its packages derive from it: the same for every attempt with every receiver. */
  readonly batchId: string;
  readonly category: Category;
  readonly body: Uint8Array;
  /** Content-Type as sent; '' when there was none. */
  readonly contentType: string;
  /** Content-Encoding or `encoding=`; '' for none. */
  readonly contentEncoding: string;
  /** `precision=` of the query; '' when absent. */
  readonly precision: string;
  /** Auto-detect the time's precision when none is given (the write API), instead of ns (ploffload, own batches). */
  readonly autoPrecision: boolean;
  /** Explicit script for all points; '' when the sender made no choice, `-` for none. */
  readonly script: string;
  /** Tags added where a point has no such key. */
  readonly addTags: readonly (readonly [string, string])[];
  /** Any warning of the checks refuses the body. */
  readonly strict: boolean;
  /** Parse and answer only. */
  readonly dry: boolean;
  readonly echo: '' | 'lp' | 'json' | 'pbjson';
  /** Records (by index) that killed a worker twice; they are refused instead of run. */
  readonly poison: readonly number[];
}

/** A record that is taken out with a reason, as it goes to the dead letter. */
export interface RefusedRecord {
  readonly category: Category;
  readonly reason: string;
  /** One-point protobuf body. */
  readonly body: Uint8Array;
}

export interface BatchCounts {
  /** Points read from the body. */
  readonly accepted: number;
  readonly dropped: number;
  /** Removed by the blacklist. */
  readonly filtered: number;
  /** Run errors; those points go on as the script left them. */
  readonly errors: number;
  /** Points made by scripts, counted apart. */
  readonly created: number;
}

export interface BatchDone {
  readonly kind: 'done';
  readonly counts: BatchCounts;
  readonly packages: readonly DatawayPackage[];
  readonly refused: readonly RefusedRecord[];
  /** Points of stateful scripts, as one protobuf body for the state worker. */
  readonly handover: Uint8Array | undefined;
  readonly handedOver: number;
  readonly echo: string | undefined;
  readonly stats: readonly ScriptStat[];
  readonly runErrors: readonly string[];
}

/** Per script and batch. */
export interface ScriptStat {
  readonly script: string;
  readonly namespace: Namespace;
  readonly category: Category;
  readonly points: number;
  readonly dropped: number;
  readonly errors: number;
  readonly seconds: number;
}

/** A body that was not taken: nothing of it was processed. `code` is the reference's error_code without prefix. */
export interface BatchRefused {
  readonly kind: 'refused';
  readonly status: 400 | 413;
  readonly code: string;
  readonly message: string;
  /** What the reference does not say: where, and how to mend it. */
  readonly hint: string;
}

export type BatchOutcome = BatchDone | BatchRefused;

/** What compiling a catalog gave: scripts in service, and messages for those that are not. */
export interface LoadReport {
  readonly generation: number;
  readonly inService: Readonly<Partial<Record<Category, readonly (readonly [string, Namespace])[]>>>;
  readonly errors: readonly ScriptLoadError[];
  /** Category and name of scripts that keep state between records. */
  readonly stateful: readonly (readonly [Category, string])[];
}

export interface ScriptLoadError {
  readonly category: Category;
  readonly namespace: Namespace;
  readonly name: string;
  readonly message: string;
}

/** Reference tables as pulled, and how they are looked up. */
export interface ReferTableSet {
  readonly tables: readonly ReferTable[];
  readonly comparison: 'exact' | 'sqlite';
}

export type ToWorker =
  | { readonly kind: 'ip-database'; readonly bytes: IpDatabaseBytes }
  | { readonly kind: 'refer-tables'; readonly set: ReferTableSet }
  | { readonly kind: 'filters'; readonly filters: FilterTexts }
  /** Texts of files with grok patterns beside the built-in ones; scripts loaded afterwards see them. */
  | { readonly kind: 'patterns'; readonly texts: readonly string[] }
  | { readonly kind: 'load'; readonly generation: number; readonly catalog: Catalog }
  | { readonly kind: 'batch'; readonly id: number; readonly job: BatchJob }
  | { readonly kind: 'debug'; readonly id: number; readonly body: Uint8Array };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loaded'; readonly report: LoadReport }
  | { readonly kind: 'debugged'; readonly id: number; readonly answer: DebugAnswer }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: BatchOutcome }
  | { readonly kind: 'warning'; readonly message: string }
  /** Points that belong to no batch: what aggregations give out. */
  | { readonly kind: 'emitted'; readonly packages: readonly DatawayPackage[] }
  /** A defect of ours, not of the input: the batch is answered 500 and stays the sender's. */
  | { readonly kind: 'crashed'; readonly id: number; readonly message: string };
