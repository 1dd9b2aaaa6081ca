import { readText } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';
import { toUpper } from '../lang/runtime/case.js';

export const uppercase = defineBuiltin({
  name: 'uppercase',
  family: 'string',
  style: 'positional',
  arity: 'func uppercase expects 1 arg',
  params: [{ name: 'key', mode: 'read', doc: 'Key holding the text; any other value is taken as text.' }],
  returns: 'void',
  doc: 'Writes the text of a key in upper case, letter by letter (`ß` stays as it is).',
  source: 'pipeline-go ptinput/funcs/fn_uppercase.go',
  examples: [{ title: 'a level', script: 'add_key(level, "warn")\nuppercase(level)', want: { level: 'WARN' } }],
  run(ctx, _site, key, value) {
    if (value !== undefined) ctx.set(key, toUpper(readText(value)));
  },
});
