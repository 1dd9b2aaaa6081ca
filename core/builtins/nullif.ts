import { Float, Void } from '../lang/runtime/value.js';
import type { Value } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';
import type { LiteralValue } from './nodes.js';
import { literalOf } from './nodes.js';

export const nullif = defineBuiltin({
  name: 'nullif',
  family: 'point',
  style: 'positional',
  arity: 'func nullif expected 2 args',
  params: [
    { name: 'key', mode: 'read', doc: 'Key to look at; a variable of that name goes first.' },
    { name: 'value', mode: 'node', doc: 'A literal. Anything else counts as nil.' },
  ],
  returns: 'void',
  doc: 'Removes a key whose value equals the literal in type and value.',
  source: 'pipeline-go ptinput/funcs/fn_nullif.go',
  examples: [
    { title: 'a placeholder', script: 'add_key(user, "-")\nnullif(user, "-")', want: { user: null } },
    { title: 'types must agree', script: 'add_key(n, 3)\nnullif(n, 3.0)', want: { n: 3 } },
  ],
  check: (call): LiteralValue => literalOf(call.args[1]) ?? null,
  run(ctx, site, key, value) {
    if (value !== undefined && isSame(value, site.plan)) ctx.delete(key);
  },
});

function isSame(value: Value, literal: LiteralValue): boolean {
  if (value instanceof Float) return literal instanceof Float && value.v === literal.v;
  if (value instanceof Void) return literal === null;
  return value === literal;
}
