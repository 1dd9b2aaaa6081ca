// What emitted code does with arguments and results of calls.

import { FAILED } from '../check/signature.js';
import { ScriptRunError } from '../source/diagnostic.js';
import type { Fault } from './fault.js';
import type { Kind, Value } from './value.js';
import { kindOf, VOID } from './value.js';

/** A call that returns nothing gives void. */
export function result(v: Value | undefined): Value {
  return v === undefined ? VOID : v;
}

/** Kinds one parameter of a typed call takes, and where its error stands. */
export interface KindRule {
  readonly name: string;
  readonly kinds: ReadonlySet<Kind>;
  readonly at: Fault;
}

/** The argument, if it is of a kind the parameter takes. */
export function checked(v: Value, rule: KindRule): Value {
  return rule.kinds.has(kindOf(v)) ? v : rule.at.fail(`parameter ${rule.name}: type not match`);
}

/** What a guarded argument becomes when evaluating it threw; a budget that ran out is never swallowed. */
export function failed(error: unknown): typeof FAILED {
  if (error instanceof ScriptRunError && error.diagnostic.code !== 'budget') return FAILED;
  throw error;
}
