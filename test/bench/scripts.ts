// What benches of the script language share: one compiled script, and points to run it on.

import { BUILTIN_TABLE } from '../../core/builtins/all.js';
import { boundRegexBacktracking } from '../../core/grok/backtracking.js';
import { formatDiagnostic } from '../../core/lang/source/diagnostic.js';
import { KV, Point } from '../../core/point/point.js';
import { plainServices } from '../../core/scripts/plain-services.js';
import { runScript, type RunOutcome } from '../../core/scripts/run.js';
import { compileSet, type CompiledScript } from '../../core/scripts/script-set.js';

boundRegexBacktracking(); // as in the worker threads, before the first pattern

const SERVICES = plainServices();

export function compileOne(text: string): CompiledScript {
  const { scripts, errors } = compileSet(new Map([['bench.p', text]]), BUILTIN_TABLE);
  const script = scripts.get('bench.p');
  if (script === undefined) throw new Error(formatDiagnostic(errors.get('bench.p')![0]!));
  return script;
}

/** A point as a decoder makes it: strings that were not seen before. */
export function makePoint(message: string): Point {
  return new Point('bench', [new KV('host', 'web-1', true), new KV('message', message, false)], 1700000000000000000n);
}

export function runOn(script: CompiledScript, point: Point): RunOutcome {
  const outcome = runScript(script, point, 'logging', SERVICES);
  if (outcome instanceof Promise) throw new Error('a bench script does not wait');
  if (outcome.error !== undefined) throw outcome.error;
  return outcome;
}

/** Throws unless a run on `message` leaves `key` with that value. */
export function expectKey(
  script: CompiledScript,
  message: string,
  key: string,
  value: string | number | bigint | boolean,
): void {
  const point = makePoint(message);
  runOn(script, point);
  const found = point.get(key);
  if (found !== value) throw new Error(`${key} is not ${value}`);
}

/** A case that makes a point and runs the script on it. */
export function recordLoop(script: CompiledScript, messages: readonly string[]): (times: number) => void {
  return (times) => {
    for (let i = 0; i < times; i++) runOn(script, makePoint(messages[i % messages.length]!));
  };
}
