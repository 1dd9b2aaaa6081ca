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
  readonly cache: ScriptCache;
  readonly aggregates: Aggregates;
  readonly windows: PointWindows;
  readonly http: HttpCaller;
}

export interface IpLocation {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly isp: string;
}

export interface IpDatabase {
  lookup(ip: string): IpLocation | undefined;
}

export interface ReferTables {
  /** First row equal on all pairs, as column -> value; undefined when no row or no such table. */
  query(
    table: string,
    columns: readonly string[],
    values: readonly Value[],
    wanted: readonly string[] | undefined,
  ): ScriptMap | undefined;
}

export interface ScriptCache {
  get(script: string, key: string): Value | undefined;
  set(script: string, key: string, value: Value, ttlSeconds: number): void;
}

export interface Aggregates {
  create(script: string, bucket: AggregateBucket): void;
  add(script: string, category: Category, bucket: string, metric: AggregateSample): void;
}

export interface AggregateBucket {
  readonly name: string;
  readonly category: Category;
  readonly intervalMs: number;
  readonly count: number;
  readonly keepValue: boolean;
  readonly constTags: ReadonlyMap<string, string>;
}

export interface AggregateSample {
  readonly field: string;
  readonly fn: string;
  readonly by: readonly (readonly [string, string])[];
  readonly value: Value;
}

export interface PointWindows {
  open(script: string, before: number, after: number, streamTags: readonly string[]): void;
  hit(script: string): void;
}

export interface HttpCaller {
  /** Resolves to nil when the call fails or is not allowed. */
  request(method: string, url: string, headers: ScriptMap | undefined, body: Value): Promise<ScriptMap | null>;
}

/** A point a script made, with the category it goes to. */
export interface CreatedPoint {
  readonly category: Category;
  readonly point: Point;
  readonly dropped: boolean;
}

export type { List };
