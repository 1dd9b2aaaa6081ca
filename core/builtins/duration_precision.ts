import type { Expr } from '../lang/syntax/ast.js';
import type { CallCheck } from '../lang/check/signature.js';
import type { Int } from '../lang/runtime/value.js';
import { isInt, toInt } from '../lang/runtime/value.js';
import { ANY_NODE, keyProblem } from './nodes.js';
import { defineBuiltin } from './spec.js';

/** compat: nothing is checked before the run, so what is wrong with the call is found out here and told there. */
interface Plan {
  readonly isComplete: boolean;
  readonly keyProblem: string | undefined;
  readonly from: Unit;
  readonly to: Unit;
}

/** Powers of ten below a second; `unknown` for other text, `refused` for a node that is no text. */
type Unit = number | 'unknown' | 'refused';

const POWERS: ReadonlyMap<string, number> = new Map([
  ['s', 0],
  ['ms', 3],
  ['us', 6],
  ['ns', 9],
]);

function unitOf(node: Expr | undefined): Unit {
  return node?.kind === 'StringLiteral' ? (POWERS.get(node.value.toLowerCase()) ?? 'unknown') : 'refused';
}

function scale(value: Int, power: number): Int {
  const factor = 10n ** BigInt(Math.abs(power));
  return toInt(power < 0 ? BigInt(value) / factor : BigInt(value) * factor);
}

export const durationPrecision = defineBuiltin({
  name: 'duration_precision',
  family: 'time',
  style: 'positional',
  params: [
    { name: 'key', mode: 'read', optional: true, accepts: ANY_NODE, doc: 'Key that holds an int; else a run error.' },
    { name: 'old', mode: 'node', optional: true, doc: 'Its unit: `s`, `ms`, `us` or `ns`; another text does nothing.' },
    { name: 'new', mode: 'node', optional: true, doc: 'The unit wanted.' },
    { name: 'more', mode: 'node', optional: true, variadic: true, doc: 'Refused at run time.' },
  ],
  returns: 'void',
  doc: 'Changes the unit of a duration. To a longer unit the rest is cut; what does not fit int64 wraps.',
  source: 'pipeline-go ptinput/funcs/fn_duration_precision.go',
  examples: [
    {
      title: 'to nanoseconds',
      script: 'add_key(took, 15)\nduration_precision(took, "ms", "ns")',
      want: { took: 15000000 },
    },
    { title: 'cut', script: 'add_key(took, 1999)\nduration_precision(took, "us", "ms")', want: { took: 1 } },
  ],
  check({ args }: CallCheck): Plan {
    return {
      isComplete: args[2] !== undefined && args[3] === undefined,
      keyProblem: keyProblem(args[0]),
      from: unitOf(args[1]),
      to: unitOf(args[2]),
    };
  },
  run(ctx, site, key, value) {
    const { isComplete, keyProblem: problem, from, to } = site.plan;
    if (!isComplete || key === undefined) throw site.error("func `duration_precision' expected 3 args");
    if (problem !== undefined) throw site.error(problem, 0);
    if (value === undefined) throw site.error('key not found', 0);
    if (!isInt(value)) throw site.error('param value type expect int', 0);
    for (const [i, unit] of [from, to].entries()) {
      if (unit === 'unknown') return;
      if (unit === 'refused') throw site.error("param key expect Identifier or AttrExpr, got `*ast.Node'", i + 1);
    }
    if (typeof from === 'number' && typeof to === 'number') ctx.set(key, scale(value, to - from));
  },
});
