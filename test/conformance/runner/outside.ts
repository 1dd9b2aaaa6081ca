// What rows need from rooms other than the script language, one function each. The room that owns a thing fills it in.

import type { Category } from '../../../core/point/category.js';
import type { Point } from '../../../core/point/point.js';
import type {
  Aggregates,
  HttpCaller,
  IpDatabase,
  PointWindows,
  ReferTables,
  ScriptCache,
} from '../../../core/lang/runtime/services.js';
import type { Json, JsonObject } from './json.js';

/** A point from one line of line protocol, without any checks. */
export function pointFromLine(_line: string): Point {
  throw new Error('line protocol is not connected to the conformance runner (outside.ts)');
}

/** A point as one line of line protocol. */
export function lineOf(_point: Point): string {
  throw new Error('line protocol is not connected to the conformance runner (outside.ts)');
}

/** The checks a point passes before its script: `none`, `cat` (those of the category) or `common`. */
export function checkBefore(_point: Point, _category: Category, opts: string): void {
  if (opts !== 'none')
    throw new Error(`point checks are not connected to the conformance runner (outside.ts): ${opts}`);
}

/** `ipdb` of a row: absent = a database without data, "none" = no database, else address -> location. */
export function ipDatabaseOf(_input: JsonObject): IpDatabase | undefined {
  return undefined;
}

/** `refer_tables` and `refer_sqlite` of a row. */
export function referTablesOf(_input: JsonObject): ReferTables | undefined {
  return undefined;
}

/** The state one loaded script keeps between records. */
export interface ScriptState {
  readonly cache: ScriptCache | undefined;
  readonly aggregates: Aggregates | undefined;
  readonly windows: PointWindows | undefined;
  /** Points that aggregation gave out since the last call. */
  takeAggregates(): readonly Emission[];
  /** Unloads the script: the aggregates that were still open. */
  unload(): readonly Emission[];
}

export interface Emission {
  /** `run` or `cleanup`. */
  readonly when: string;
  readonly category: Category;
  readonly bucket: string;
  readonly points: readonly Point[];
}

/** @param globalTags  `agg_global_tags` of the row: pairs of name and value */
export function scriptStateOf(_globalTags: Json | undefined): ScriptState {
  return {
    cache: undefined,
    aggregates: undefined,
    windows: undefined,
    takeAggregates: () => [],
    unload: () => [],
  };
}

/** Rows have no network. */
export function httpOf(): HttpCaller {
  return { mayCall: () => false, request: () => Promise.resolve(undefined) };
}
