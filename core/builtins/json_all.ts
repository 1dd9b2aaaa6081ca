import { defineBuiltin } from './spec.js';

export const jsonAll = defineBuiltin({
  name: 'json_all',
  family: 'json',
  style: 'positional',
  params: [],
  returns: 'void',
  doc: 'Does nothing: it was switched off in the reference. Arguments are accepted.',
  source: 'pipeline-go ptinput/funcs/fn_jsonall.go',
  examples: [
    { title: 'nothing changes', script: 'json_all(_)', message: '{"a":1}', want: { a: null, message: '{"a":1}' } },
  ],
  run() {
    return undefined;
  },
});
