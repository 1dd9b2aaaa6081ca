import { defineBuiltin } from './spec.js';

export const addKey = defineBuiltin({
  name: 'add_key',
  family: 'point',
  style: 'positional',
  arity: 'func add_key expected 1 or 2 args',
  framesErrors: true,
  params: [
    { name: 'key', mode: 'read', readUnless: 'value', doc: 'Key to write.' },
    {
      name: 'value',
      mode: 'value',
      optional: true,
      doc: 'Value to write; without it the variable or key of that name.',
    },
  ],
  returns: 'void',
  doc: 'Writes a field. An existing tag stays a tag and takes the text of the value.',
  source: 'pipeline-go ptinput/funcs/fn_add_key.go',
  examples: [
    { title: 'a constant', script: 'add_key(city, "Berlin")', want: { city: 'Berlin' } },
    { title: 'a variable', script: 'n = 1 + 2\nadd_key(n)', want: { n: 3 } },
  ],
  run(ctx, _site, key, current, value) {
    const next = value === undefined ? current : value;
    if (next !== undefined) ctx.set(key, next);
  },
});
