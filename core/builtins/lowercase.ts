import { readText } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';
import { toLower } from '../lang/runtime/case.js';

export const lowercase = defineBuiltin({
  name: 'lowercase',
  family: 'string',
  style: 'positional',
  arity: 'func lowercase expected 1 args',
  params: [{ name: 'key', mode: 'read', doc: 'Key holding the text; any other value is taken as text.' }],
  returns: 'void',
  doc: 'Writes the text of a key in lower case, letter by letter.',
  source: 'pipeline-go ptinput/funcs/fn_lowercase.go',
  examples: [{ title: 'a method', script: 'add_key(method, "GET")\nlowercase(method)', want: { method: 'get' } }],
  run(ctx, _site, key, value) {
    if (value !== undefined) ctx.set(key, toLower(readText(value)));
  },
});
