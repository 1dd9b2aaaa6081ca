import { defineBuiltin } from './spec.js';

export const getKey = defineBuiltin({
  name: 'get_key',
  family: 'point',
  style: 'positional',
  arity: 'func get_key expected 1 args',
  params: [{ name: 'key', mode: 'key', doc: 'Tag or field to read.' }],
  returns: 'any',
  doc: 'The value of a tag or field, nil when there is none. Variables of that name are not looked at.',
  source: 'pipeline-go ptinput/funcs/fn_getkey.go',
  examples: [
    { title: 'behind a variable', script: 'add_key(n, 1)\nn = 2\nadd_key(was, get_key(n))', want: { was: 1 } },
  ],
  run: (ctx, _site, key) => ctx.get(key) ?? null,
});
