import { Float, isInt } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

export const sample = defineBuiltin({
  name: 'sample',
  family: 'flow',
  style: 'positional',
  arity: 'func sample expects 1 arg',
  params: [
    {
      name: 'p',
      mode: 'value',
      accepts: ['IntLiteral', 'FloatLiteral', 'ArithmeticExpr'],
      expects: 'expect NumberLiteral or ArithmeticExpr, got NODE',
      doc: 'Share from 0 to 1; outside of that the call returns nothing. Arithmetic must give a float.',
    },
  ],
  returns: ['bool', 'void'],
  doc: 'True for about the given share of the records, by the microseconds of the clock.',
  source: 'pipeline-go ptinput/funcs/fn_sample.go',
  examples: [{ title: 'all of them', script: 'add_key(kept, sample(1.0))', want: { kept: true } }],
  check: (call): boolean => call.args[0]?.kind === 'ArithmeticExpr',
  run(ctx, site, p) {
    if (isInt(p) && site.plan) throw site.error('failed to convert expression evaluation result to float', 0);
    const share = p instanceof Float ? p.v : isInt(p) ? Number(p) : undefined;
    if (share === undefined) {
      throw site.error('data type of the result of arithmetic expression is neither float nor int', 0);
    }
    if (!(share >= 0 && share <= 1)) return undefined;
    // compat: up to and including, so every share is one point too generous.
    return Number((ctx.services.nowNs() / 1000n) % 100n) <= Math.trunc(share * 100);
  },
});
