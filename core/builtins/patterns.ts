// Which patterns a grok call can name: those of its block and the blocks around it, then the global table.

import { OfframpError } from '../errors.js';
import type { CallCheck } from '../lang/check/signature.js';
import type { Expr } from '../lang/syntax/ast.js';
import type { PatternTable } from '../grok/table.js';
import { PatternScope } from '../grok/table.js';

const PATTERNS = Symbol('patterns added in a block');

/** The patterns of the block a call stands in. */
export function patternsOf(call: CallCheck, table: PatternTable): PatternScope {
  return call.block.state<PatternScope>(PATTERNS, (outer) => new PatternScope(outer?.lookup ?? table.lookup));
}

/** Runs what may refuse a pattern, and makes its refusal the call's. */
export function orFail<T>(call: CallCheck, at: Expr | undefined, make: () => T, prefix = ''): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof OfframpError) return call.fail(prefix + error.message, at, error.code);
    throw error;
  }
}
