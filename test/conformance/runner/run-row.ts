// Runs one row and lists where it differs from its expectation.

import { setTimeout as sleep } from 'node:timers/promises';
import { type Category, isCategory } from '../../../core/point/category.js';
import type { Point } from '../../../core/point/point.js';
import type { SignatureTable } from '../../../core/lang/check/signature.js';
import { DEFAULT_BUDGET } from '../../../core/lang/runtime/budget.js';
import type { Services } from '../../../core/lang/runtime/services.js';
import { formatDiagnostic } from '../../../core/lang/source/diagnostic.js';
import { runScript, type RunOptions, type RunOutcome } from '../../../core/scripts/run.js';
import { compileSet, type CompiledScript, type ScriptSet } from '../../../core/scripts/script-set.js';
import { differences } from './compare.js';
import { isList, isObject, type Json, type JsonObject, toNumber } from './json.js';
import {
  checkBefore,
  type Emission,
  httpOf,
  ipDatabaseOf,
  referTablesOf,
  type ScriptState,
  scriptStateOf,
} from './outside.js';
import { expectedPointTree, pointTree, toPoint } from './points.js';
import { pointsOf, type Row, scriptsOf, texts } from './row.js';

/** Compiled scripts and their state; rows of one session share it. */
interface Loaded {
  readonly set: ScriptSet;
  readonly state: ScriptState;
  readonly services: Services;
}

export class RowRunner {
  private readonly table: SignatureTable;
  private readonly sessions = new Map<string, Loaded>();

  constructor(table: SignatureTable) {
    this.table = table;
  }

  /** Short lines saying what is wrong; none when the row passes. Never throws. */
  async run(row: Row): Promise<string[]> {
    try {
      const expected = expectedTree(row.expect);
      const actual = await this.actualTree(row);
      const missing = missingFunction(expected, actual);
      return missing ?? differences(expected, actual, row);
    } catch (error) {
      return [`the runner failed: ${error instanceof Error ? error.message : String(error)}`];
    }
  }

  private async actualTree(row: Row): Promise<JsonObject> {
    const { input, expect } = row;
    const { entry } = scriptsOf(input);
    const loaded = this.load(row);
    const tree: Record<string, Json> = {};
    const errors = [...loaded.set.errors].map(([name, list]) => [name, formatDiagnostic(list[0]!)] as const);
    if (errors.length > 0) tree.check_errors = Object.fromEntries(errors);
    const script = loaded.set.scripts.get(entry);
    if (script === undefined) {
      tree.check_error = errors.find(([name]) => name === entry)?.[1] ?? `no script ${entry}`;
    } else {
      const { points, many } = pointsOf(input);
      const results: JsonObject[] = [];
      for (const point of points) {
        const wanted = many ? resultAt(expect, results.length) : expect;
        results.push(await runPoint(script, point, input, wanted, loaded));
      }
      if (!many) Object.assign(tree, results[0]);
      else if (expect.oracle_panic === true) Object.assign(tree, results.every(isPanic) ? PANIC : results[0]);
      else tree.results = results;
    }
    const flushed = this.unload(row, loaded);
    if (flushed.length > 0) tree.agg_flush = flushed.map(emissionTree);
    return tree;
  }

  private load(row: Row): Loaded {
    const session = sessionOf(row);
    const open = session === undefined ? undefined : this.sessions.get(session);
    if (open !== undefined) return open;
    const { sources } = scriptsOf(row.input);
    const state = scriptStateOf(row.input.agg_global_tags);
    const loaded = { set: compileSet(sources, this.table), state, services: servicesOf(row, state) };
    if (session !== undefined) this.sessions.set(session, loaded);
    return loaded;
  }

  private unload(row: Row, loaded: Loaded): readonly Emission[] {
    const session = sessionOf(row);
    if (session !== undefined && row.input.end !== true) return [];
    if (session !== undefined) this.sessions.delete(session);
    return loaded.state.unload();
  }
}

function sessionOf({ input }: Row): string | undefined {
  return typeof input.session === 'string' ? input.session : undefined;
}

function servicesOf(row: Row, state: ScriptState): Services {
  return {
    nowNs: () => BigInt(Date.now()) * 1_000_000n,
    random: Math.random,
    zone: row.tz,
    warn: () => undefined,
    ipdb: ipDatabaseOf(row.input),
    referTables: referTablesOf(row.input),
    cache: state.cache,
    aggregates: state.aggregates,
    windows: state.windows,
    http: httpOf(),
  };
}

function resultAt(expect: JsonObject, i: number): JsonObject {
  const result = isList(expect.results) ? expect.results[i] : undefined;
  return isObject(result) ? result : {};
}

async function runPoint(
  script: CompiledScript,
  row: JsonObject,
  input: JsonObject,
  wanted: JsonObject,
  loaded: Loaded,
): Promise<JsonObject> {
  if (row.sleep_ms !== undefined) await sleep(toNumber(row.sleep_ms));
  const category = categoryOf(input);
  const point = toPoint(row);
  checkBefore(
    point,
    category,
    typeof row.opts === 'string' ? row.opts : typeof input.opts === 'string' ? input.opts : 'none',
  );
  const outcome = await runScript(script, point, category, loaded.services, optionsOf(input));
  if (wanted.oracle_panic === true && outcome.error !== undefined) return PANIC;
  const wantsLine = input.want_lp === true;
  return outcomeTree(outcome, point, category, loaded.state.takeAggregates(), wantsLine);
}

/** The reference panics here; what is asked of us is a run error of that record. */
const PANIC: JsonObject = { oracle_panic: true };

function isPanic(result: JsonObject): boolean {
  return result.oracle_panic === true || result.run_error !== undefined;
}

function categoryOf(input: JsonObject): Category {
  const name = input.category;
  return typeof name === 'string' && isCategory(name) ? name : 'logging';
}

function optionsOf(input: JsonObject): RunOptions {
  const options = isObject(input.log_opt) ? input.log_opt : {};
  const timeout = input.timeout_ms === undefined ? undefined : toNumber(input.timeout_ms);
  return {
    disableAddStatus: options.disable_add_status === true,
    ignoreStatus: texts(options.ignore_status),
    ...(timeout === undefined
      ? {}
      : { budget: { ...DEFAULT_BUDGET, maxSteps: Infinity, maxMs: timeout, exceeded: 'exit' as const } }),
  };
}

function outcomeTree(
  outcome: RunOutcome,
  point: Point,
  category: Category,
  emissions: readonly Emission[],
  wantsLine: boolean,
): JsonObject {
  const tree: Record<string, Json> = { point: pointTree(point, wantsLine) };
  if (outcome.error !== undefined) tree.run_error = formatDiagnostic(outcome.error.diagnostic);
  if (outcome.markedDropped) tree.dropped = true;
  if (outcome.timedOut) tree.timeout = true;
  const created = [...outcome.created, ...outcome.discarded]; // rows list what the script made, whatever became of it
  if (created.length > 0) {
    tree.created = created.map((made) => ({
      category: made.category,
      ...(made.dropped ? { dropped: true } : {}),
      point: pointTree(made.point, false),
    }));
  }
  if (outcome.windowed.length > 0) {
    tree.window = outcome.windowed.map((moved) => ({ category, point: pointTree(moved, false) }));
  }
  if (emissions.length > 0) tree.agg = emissions.map(emissionTree);
  return tree;
}

function emissionTree({ when, category, bucket, points }: Emission): JsonObject {
  return { when, category, bucket, points: points.map((point) => pointTree(point, false)) };
}

/** The expectation with its points in the form of `pointTree`. */
function expectedTree(expect: JsonObject): JsonObject {
  const entries = Object.entries(expect).filter(([key, value]) => key !== 'dropped' || value === true);
  return Object.fromEntries(entries.map(([key, value]) => [key, expectedPart(key, value ?? null)]));
}

function expectedPart(key: string, value: Json): Json {
  if (key === 'point' && isObject(value)) return expectedPointTree(value);
  if (!isList(value)) return value;
  const change = key === 'points' ? expectedPointTree : expectedTree;
  return value.map((item) => (isObject(item) ? change(item) : item));
}

/** A builtin that is not there yet gets one clear line instead of a list of differences. */
function missingFunction(expected: JsonObject, actual: JsonObject): string[] | undefined {
  const { check_error: error } = actual;
  if (typeof error !== 'string' || expected.check_error !== undefined) return undefined;
  const found = /unsupported func: `[^`]*`/.exec(error);
  return found === null ? undefined : [found[0]];
}
