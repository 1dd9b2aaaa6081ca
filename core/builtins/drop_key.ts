import { defineBuiltin } from './spec.js';

export const dropKey = defineBuiltin({
  name: 'drop_key',
  family: 'point',
  style: 'positional',
  arity: 'func drop_key expected 1 args',
  params: [{ name: 'key', mode: 'key', doc: 'Tag or field to remove.' }],
  returns: 'void',
  doc: 'Removes a tag or field. Variables are not touched.',
  source: 'pipeline-go ptinput/funcs/fn_dropkey.go',
  examples: [{ title: 'remove a field', script: 'add_key(tmp, 1)\ndrop_key(tmp)', want: { tmp: null } }],
  run(ctx, _site, key) {
    ctx.delete(key);
  },
});
