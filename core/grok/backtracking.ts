// The bound on V8's backtracking matcher. After so many steps back V8 starts over with its linear engine; it does so only
// for patterns that engine can take, and only when the process has switched it on before the pattern is compiled.

import { setFlagsFromString } from 'node:v8';

/** Steps back that one match may take. See test/bench/grok.ts for how this was chosen. */
const MAX_BACKTRACKS = 8_000;

/**
 * Switches the bound on for this process and its worker threads. Programs call it first thing: it holds for patterns that
 * are compiled later. Without it every pattern runs on our own linear matcher.
 */
export function boundRegexBacktracking(): void {
  setFlagsFromString('--enable-experimental-regexp-engine'); // lets `canFallBack` ask
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  setFlagsFromString(`--regexp-backtracks-before-fallback=${MAX_BACKTRACKS}`);
  // Machine code at once: for large patterns the bytecode of the first runs takes several times longer to make.
}

/** True when V8 bounds this expression: its linear engine is on and takes it. */
export function canFallBack(source: string, flags: string): boolean {
  try {
    new RegExp(source, `${flags}l`);
    return true;
  } catch {
    return false; // the flag `l` is unknown, or the expression is beyond the linear engine
  }
}
