// How a builtin is declared: signature, words, examples and code in one literal, with the types of `run` derived from
// the parameters. Checks, documentation and tests are made from it.

import type { ArgsOf, CallCheck, CallSite, Param, Signature } from '../lang/check/signature.js';
import type { RunContext } from '../lang/runtime/context.js';
import type { Value } from '../lang/runtime/value.js';

export interface BuiltinSpec<P extends readonly Param[], Plan> extends Omit<Signature, 'params' | 'check' | 'run'> {
  readonly params: P;
  readonly check?: (call: CallCheck) => Plan;
  readonly run: (
    ctx: RunContext,
    site: CallSite<Plan>,
    ...args: ArgsOf<P>
  ) => Value | undefined | Promise<Value | undefined>;
}

/** Types a builtin; returns it as the signature the compiler takes. */
export function defineBuiltin<const P extends readonly Param[], Plan = undefined>(
  spec: BuiltinSpec<P, Plan>,
): Signature {
  return spec as unknown as Signature; // the generator keeps the promise that `run` gets what the modes say
}
