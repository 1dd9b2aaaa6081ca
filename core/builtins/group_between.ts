import { exprText } from '../lang/check/key-name.js';
import type { CallCheck } from '../lang/check/signature.js';
import { toFloat } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';
import type { LiteralValue } from './nodes.js';
import { literalOf, numberOf } from './nodes.js';

interface Plan {
  readonly low: number;
  readonly high: number;
  /** undefined: no literal a group can be. */
  readonly group: LiteralValue | undefined;
}

export const groupBetween = defineBuiltin({
  name: 'group_between',
  family: 'point',
  style: 'positional',
  arity: "func `group_between' expected 3 or 4 args",
  params: [
    { name: 'key', mode: 'read', doc: 'Key holding the number; text that is no number counts as 0.' },
    { name: 'between', mode: 'node', doc: 'List of two number literals: the lowest and the highest value.' },
    { name: 'new_value', mode: 'node', doc: 'What to write when the number is in the range: a literal.' },
    { name: 'new_key', mode: 'key', optional: true, doc: 'Key to write; without it the key that was read.' },
  ],
  returns: 'void',
  doc: 'Writes a value when a number lies in a range, both ends included.',
  source: 'pipeline-go ptinput/funcs/fn_group.go',
  examples: [
    {
      title: 'classes of status codes',
      script: 'add_key(code, 404)\ngroup_between(code, [400, 499], "client", class)',
      want: { code: 404, class: 'client' },
    },
  ],
  check: checkRange,
  run(ctx, site, key, value, newKey) {
    if (value === undefined) return;
    const { low, high, group } = site.plan;
    const number = toFloat(value);
    if (!(number >= low && number <= high)) return;
    if (group === undefined) throw site.error('unsupported group type');
    ctx.set(newKey ?? key, group);
  },
});

function checkRange(call: CallCheck): Plan {
  const [, between, newValue] = call.args;
  const items = between?.kind === 'ListLiteral' ? between.items : [];
  const shown = (): string => `[${items.map(exprText).join(' ')}]`; // compat: without commas here
  if (items.length !== 2) call.fail(`param between range value \`${shown()}' is not expected`, between);
  const [low, high] = items.map(
    (item) => numberOf(item) ?? call.fail(`range value \`${shown()}' is not expected`, item),
  ) as [number, number];
  if (low > high) call.fail(`range value start ${low} must le end ${high}`);
  const group = literalOf(newValue);
  return { low, high, group: group === null ? undefined : group };
}
