import { FAILED } from '../lang/check/signature.js';
import { deepEqual } from '../lang/runtime/deep-equal.js';
import { defineBuiltin } from './spec.js';
import type { LiteralValue } from './nodes.js';
import { literalOf } from './nodes.js';

interface Plan {
  /** compat: only a list literal or an identifier is a set, anything else is empty. */
  readonly hasSet: boolean;
  readonly group: LiteralValue | undefined;
}

export const groupIn = defineBuiltin({
  name: 'group_in',
  family: 'point',
  style: 'positional',
  arity: 'func group_in expected 3 or 4 args',
  params: [
    { name: 'key', mode: 'read', doc: 'Key to look at.' },
    { name: 'set', mode: 'guarded', doc: 'List literal, or a variable holding a list.' },
    { name: 'new_value', mode: 'node', doc: 'What to write on a hit: a string, int, float or bool literal.' },
    {
      name: 'new_key',
      mode: 'key',
      optional: true,
      expects: 'param new-key expect AttrExpr, StringLiteral or Identifier, got NODE',
      doc: 'Key to write; without it the key that was read.',
    },
  ],
  returns: 'void',
  doc: 'Writes a value when another is in a list, equal in type and value (5 is not 5.0).',
  source: 'pipeline-go ptinput/funcs/fn_group_in.go',
  examples: [
    {
      title: 'spellings of a level',
      script: 'add_key(lvl, "w")\ngroup_in(lvl, ["w", "warn"], "warning")',
      want: { lvl: 'warning' },
    },
  ],
  check(call): Plan {
    const set = call.args[1]?.kind;
    return { hasSet: set === 'ListLiteral' || set === 'Identifier', group: literalOf(call.args[2]) ?? undefined };
  },
  run(ctx, { plan }, key, value, set, newKey) {
    if (value === undefined || plan.group === undefined) return;
    if (!plan.hasSet || set === FAILED || !Array.isArray(set)) return;
    if (set.some((item) => deepEqual(value, item))) ctx.set(newKey ?? key, plan.group);
  },
});
