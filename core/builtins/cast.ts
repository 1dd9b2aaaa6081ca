import type { Value } from '../lang/runtime/value.js';
import { Float } from '../lang/runtime/value.js';
import { toBool, toFloat, toText, truncate } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';
import { stringOf } from './nodes.js';

type Target = 'bool' | 'int' | 'float' | 'str' | 'string';
const TARGETS: ReadonlySet<string> = new Set<Target>(['bool', 'int', 'float', 'str', 'string']);

export const cast = defineBuiltin({
  name: 'cast',
  family: 'type',
  style: 'positional',
  arity: "func `cast' expected 2 args",
  params: [
    // compat: the reference blames the type for a wrong key.
    { name: 'key', mode: 'read', errorAt: 1, doc: 'Key to convert.' },
    {
      name: 'type',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: "param type expect StringLiteral, got `NODE'",
      doc: '`bool`, `int`, `float` or `str`. (`string` is accepted too, and loses the value: avoid it.)',
    },
  ],
  returns: 'void',
  doc: 'Converts a value and writes it to the key. Text that is no number counts as 0; a tag stays text.',
  source: 'pipeline-go ptinput/funcs/fn_cast.go',
  examples: [
    { title: 'text to int', script: 'add_key(code, "404")\ncast(code, "int")', want: { code: 404 } },
    { title: 'a fraction is cut', script: 'add_key(took, "12.9")\ncast(took, "int")', want: { took: 12 } },
  ],
  check(call): Target {
    const target = stringOf(call.args[1]);
    return isTarget(target) ? target : call.fail(`unsupported data type: ${target}`, call.args[1]);
  },
  run(ctx, site, key, value) {
    if (value !== undefined) ctx.set(key, castTo(value, site.plan));
  },
});

function isTarget(text: string): text is Target {
  return TARGETS.has(text);
}

function castTo(value: Value, target: Target): Value {
  switch (target) {
    case 'bool':
      return toBool(value);
    case 'int':
      return truncate(toFloat(value)); // compat: by way of a double, so ints beyond 2^53 lose digits
    case 'float':
      return new Float(toFloat(value));
    case 'str':
      return Array.isArray(value) || value instanceof Map ? '' : toText(value);
    case 'string':
      return null; // compat: the check takes the name, the conversion does not know it
  }
}
