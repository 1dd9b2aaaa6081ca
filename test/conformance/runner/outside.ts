// What rows need from rooms other than the script language, one function each. The room that owns a thing fills it in.

import type { Category } from '../../../core/point/category.js';
import { checkPoint } from '../../../core/point/check.js';
import type { Point } from '../../../core/point/point.js';
import { COMMON_RULES, engineRules } from '../../../core/point/rules.js';
import { decodeText, encodeText } from '../../../core/point/text.js';
import { decodeLineProtocol } from '../../../core/codec/lineproto/decode.js';
import { encodeLineProtocol } from '../../../core/codec/lineproto/encode.js';
import { MemoryReferTables } from '../../../core/builtins/state/memory-refer-tables.js';
import { decodeReferTables } from '../../../core/builtins/state/refer-table.js';
import { createScriptState } from '../../../core/builtins/state/script-state.js';
import { SqliteReferTables } from '../../../core/builtins/state/sqlite-refer-tables.js';
import type {
  Aggregates,
  HttpCaller,
  IpDatabase,
  IpLocation,
  PointWindows,
  ReferTables,
  ScriptCache,
} from '../../../core/lang/runtime/services.js';
import { UndiciHttpCaller } from '../../../core/workers/http-caller.js';
import { ExactNumber, isList, isObject, textOf } from './json.js';
import type { Json, JsonObject } from './json.js';

/** A point from one line of line protocol, without any checks. */
export function pointFromLine(line: string): Point {
  const { points } = decodeLineProtocol(encodeText(line), { precision: 'n', nowNs: 0n });
  const [point] = points;
  if (point === undefined) throw new Error(`no point in ${line}`);
  return point;
}

/** A point as one line of line protocol. */
export function lineOf(point: Point): string {
  return decodeText(encodeLineProtocol([point]).bytes);
}

/** The checks a point passes before its script: `none`, `cat` (those of the category) or `common`. */
export function checkBefore(point: Point, category: Category, opts: string): void {
  if (opts === 'cat') checkPoint(point, engineRules(category));
  else if (opts === 'common') checkPoint(point, COMMON_RULES);
  else if (opts !== 'none') throw new Error(`unknown opts: ${opts}`);
}

const NOWHERE: IpLocation = { country: '', region: '', city: '', isp: '' };

/** `ipdb` of a row: absent = a database without data, "none" = no database, else address -> location. */
export function ipDatabaseOf({ ipdb }: JsonObject): IpDatabase | undefined {
  if (ipdb === 'none') return undefined;
  const known = isObject(ipdb) ? ipdb : {};
  return {
    lookup(ip) {
      const found = known[ip];
      if (!isObject(found)) return NOWHERE;
      const text = (key: string): string => (typeof found[key] === 'string' ? found[key] : '');
      return { country: text('country'), region: text('region'), city: text('city'), isp: text('isp') };
    },
  };
}

/** `refer_tables` and `refer_sqlite` of a row. */
export function referTablesOf({ refer_tables: tables, refer_sqlite: sqlite }: JsonObject): ReferTables | undefined {
  if (!isList(tables)) return undefined;
  const store = sqlite === undefined ? new MemoryReferTables() : new SqliteReferTables();
  try {
    store.replaceAll(decodeReferTables(downloadOf(tables)));
  } catch {
    // a download that is refused leaves the store empty
  }
  return store;
}

/** Tables as the JSON they were written from. */
function downloadOf(tables: Json): string {
  return JSON.stringify(tables, (_key, value: unknown) => (value instanceof ExactNumber ? Number(value.text) : value));
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
export function scriptStateOf(globalTags: Json | undefined): ScriptState {
  let emitted: Emission[] = [];
  let when = 'run';
  const state = createScriptState({
    nowNs: () => BigInt(Date.now()) * 1_000_000n,
    every(intervalMs, tick) {
      const timer = setInterval(tick, intervalMs);
      timer.unref();
      return () => clearInterval(timer);
    },
    emit: (category, bucket, points) => void emitted.push({ when, category, bucket, points }),
    warn: () => undefined,
    globalTags: pairs(globalTags),
  });
  const take = (): Emission[] => {
    const taken = emitted;
    emitted = [];
    return taken;
  };
  return {
    cache: state.cache,
    aggregates: state.aggregates,
    windows: state.windows,
    takeAggregates: take,
    unload() {
      when = 'cleanup';
      state.stop();
      return take();
    },
  };
}

function pairs(json: Json | undefined): [string, string][] {
  if (!isList(json)) return [];
  return json.map((pair) => (isList(pair) ? [textOf(pair[0]), textOf(pair[1])] : ['', '']));
}

/** Rows were measured where private networks may be called. */
const HTTP: HttpCaller = new UndiciHttpCaller({ hosts: [], cidrs: [], refusePrivate: false, disabled: false });

export function httpOf(): HttpCaller {
  return HTTP;
}
