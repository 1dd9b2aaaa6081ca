import { defineBuiltin } from './spec.js';

export const loadJson = defineBuiltin({
  name: 'load_json',
  family: 'json',
  style: 'positional',
  arity: 'func load_json expects 1 arg',
  params: [{ name: 'text', mode: 'value', kind: 'str', doc: 'JSON text.' }],
  returns: ['map', 'list', 'str', 'float', 'bool', 'nil'],
  doc: 'The value a JSON text stands for; nil when it is not JSON. Numbers are floats.',
  source: 'pipeline-go ptinput/funcs/fn_load_json.go',
  examples: [
    {
      title: 'a member of a document',
      script: 'doc = load_json(_)\nadd_key(first, doc["tags"][0])',
      message: '{"tags":["edge","eu"]}',
      want: { first: 'edge' },
    },
  ],
  run(ctx, site, text) {
    if (typeof text !== 'string') throw site.error('param data type expect string', 0);
    const document = ctx.json(text);
    return document.isLoadable ? document.value(0) : null;
  },
});
