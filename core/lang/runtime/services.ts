// What a run may ask of the world. Builtins reach files, sockets, clocks and shared state only through these, so a run
// is repeatable in a test and a worker decides what its scripts may do. The room that implements a service says so.

import type { Category } from '../../point/category.js';
import type { Point } from '../../point/point.js';
import type { List, ScriptMap, Value } from './value.js';

export interface Services {
  /** Wall clock, ns since the epoch. */
  readonly nowNs: () => bigint;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** IANA name of the zone the process stands in, for texts that carry none. */
  readonly zone: string;
  /** A text for the operator's log; rate limiting is the receiver's business. */
  readonly warn: (message: string) => void;
  /** Undefined: the installation has no IP database. */
  readonly ipdb: IpDatabase | undefined;
  readonly referTables: ReferTables | undefined;
  /**
   * State of the loaded script the run belongs to; scripts it reaches by `use` share it. Whoever loads scripts makes
   * one of each per script and gives it away when the script is replaced. Undefined: not available, calls do nothing.
   */
  readonly cache: ScriptCache | undefined;
  readonly aggregates: Aggregates | undefined;
  readonly windows: PointWindows | undefined;
  readonly http: HttpCaller;
}

export interface IpLocation {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly isp: string;
}

export interface IpDatabase {
  /** Undefined when the address cannot be looked up: nothing is written then. */
  lookup(ip: string): IpLocation | undefined;
}

export interface ReferTables {
  /**
   * First row equal on all pairs, as column -> value; undefined when no row or no such table, 'unusable' when a value is
   * of a kind the store cannot look up.
   */
  query(table: string, columns: readonly string[], values: readonly Value[]): ScriptMap | undefined | 'unusable';
}

export interface ScriptCache {
  get(key: string): Value | undefined;
  set(key: string, value: Value, ttlSeconds: number): void;
}

export interface Aggregates {
  /** Does nothing when a bucket of that name and category exists. */
  create(bucket: AggregateBucket): void;
  has(category: Category, bucket: string): boolean;
  add(category: Category, bucket: string, sample: AggregateSample): void;
}

export interface AggregateBucket {
  readonly name: string;
  readonly category: Category;
  /** 0 or less: only the count flushes. */
  readonly intervalMs: number;
  /** 0 or less: only the interval flushes. */
  readonly count: number;
  readonly keepValue: boolean;
  readonly constTags: ReadonlyMap<string, string>;
}

export interface AggregateSample {
  readonly field: string;
  readonly fn: string;
  /** Tag names and, in the same order, their values. */
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly value: Value;
}

export interface PointWindows {
  /** The stream of these tag values; sizes count only for the call that opens it. */
  open(before: number, after: number, names: readonly string[], values: readonly string[]): WindowStream;
}

export interface WindowStream {
  hit(): void;
  /** After a successful run: takes the record if it was dropped, returns the points that leave the window now. */
  move(dropped: Point | undefined): readonly Point[];
}

export interface HttpCaller {
  /** Whether a script may call this URL at all; cheap, looks up no name. */
  mayCall(url: string): boolean;
  /** Undefined when the call fails, takes too long, answers too much or its host is not allowed. Never rejects. */
  request(call: HttpCall): Promise<HttpAnswer | undefined>;
}

export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** A point a script made, with the category it goes to. */
export interface CreatedPoint {
  readonly category: Category;
  readonly point: Point;
  readonly dropped: boolean;
}

export type { List };
