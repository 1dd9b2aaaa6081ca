// Runs one script on one point and does what follows a run: status, point time, window (language.md 14, 15). Whatever a
// script does, the outcome is that of this record alone.

import type { Category } from '../point/category.js';
import type { Point } from '../point/point.js';
import { isInt } from '../point/value.js';
import { Budget, type BudgetLimits, DEFAULT_BUDGET, ExitSignal } from '../lang/runtime/budget.js';
import { RunContext, toScriptValue } from '../lang/runtime/context.js';
import { TooLargeError } from '../lang/runtime/limits.js';
import type { CreatedPoint, Services } from '../lang/runtime/services.js';
import { ScriptRunError } from '../lang/source/diagnostic.js';
import type { CompiledScript } from './script-set.js';
import { processStatus, type StatusOptions } from './status.js';

export interface RunOptions extends StatusOptions {
  readonly budget?: BudgetLimits;
}

export interface RunOutcome {
  /** The record ends here. False after a run error, whatever drop() said: such a record goes on as it is. */
  readonly dropped: boolean;
  /** drop() was called, or the status is one to ignore. */
  readonly markedDropped: boolean;
  /** Points the script made, also those it dropped; none after a run error. */
  readonly created: readonly CreatedPoint[];
  /** Points the script made before its run error; they go nowhere. */
  readonly discarded: readonly CreatedPoint[];
  /** Dropped records that leave the point window now, in the order they go on. */
  readonly windowed: readonly Point[];
  readonly error: ScriptRunError | undefined;
  /** The time was over and the budget says `exit`: the run counts as successful. */
  readonly timedOut: boolean;
}

const NO_POINTS: readonly never[] = [];
const KEPT: RunOutcome = outcome({});
const DROPPED: RunOutcome = outcome({ dropped: true, markedDropped: true });

/** @returns a promise only for scripts that wait (`script.waits`) */
export function runScript(
  script: CompiledScript,
  point: Point,
  category: Category,
  services: Services,
  options: RunOptions = {},
): RunOutcome | Promise<RunOutcome> {
  const ctx = new RunContext(services, category, point, new Budget(options.budget ?? DEFAULT_BUDGET));
  try {
    const running = script.run(ctx);
    if (running !== undefined) return settle(running, script, ctx, options);
  } catch (error) {
    return broken(error, script, ctx, options);
  }
  return finish(ctx, options, false);
}

async function settle(
  running: Promise<undefined>,
  script: CompiledScript,
  ctx: RunContext,
  options: RunOptions,
): Promise<RunOutcome> {
  try {
    await running;
  } catch (error) {
    return broken(error, script, ctx, options);
  }
  return finish(ctx, options, false);
}

function finish(ctx: RunContext, options: RunOptions, timedOut: boolean): RunOutcome {
  if (ctx.category === 'logging' && ctx.statusMapping) processStatus(ctx, options);
  takeTime(ctx.point);
  const { created, dropped, window } = ctx;
  if (created.length === 0 && window === undefined && !timedOut) return dropped ? DROPPED : KEPT;
  for (const made of created) takeTime(made.point);
  const windowed = window === undefined ? NO_POINTS : window.move(dropped ? ctx.point : undefined);
  return outcome({ dropped, markedDropped: dropped, created, windowed, timedOut });
}

/** A key `time` becomes the time of the point; whatever it holds, it goes. */
function takeTime(point: Point): void {
  const kv = point.find('time');
  if (kv === undefined) return;
  const value = toScriptValue(kv.value);
  if (isInt(value) && value !== 0) point.time = BigInt(value);
  point.delete('time');
}

function broken(error: unknown, script: CompiledScript, ctx: RunContext, options: RunOptions): RunOutcome {
  if (error instanceof ExitSignal) return finish(ctx, options, true);
  const runError = error instanceof ScriptRunError ? error : internalError(error, script);
  return outcome({ error: runError, markedDropped: ctx.dropped, discarded: ctx.created });
}

/** A fault of ours, or a structure too deep for the stack: an error of this record all the same. */
function internalError(error: unknown, script: CompiledScript): ScriptRunError {
  const chain = [script.checked.source.position(-1)];
  if (error instanceof TooLargeError) return new ScriptRunError({ code: error.code, message: error.message, chain });
  const text = error instanceof Error ? error.message : String(error);
  return new ScriptRunError({ code: 'internal', message: `internal error: ${text}`, chain });
}

function outcome(parts: Partial<RunOutcome>): RunOutcome {
  return {
    dropped: false,
    markedDropped: false,
    created: NO_POINTS,
    discarded: NO_POINTS,
    windowed: NO_POINTS,
    error: undefined,
    timedOut: false,
    ...parts,
  };
}
