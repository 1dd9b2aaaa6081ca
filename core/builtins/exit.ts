import { defineBuiltin } from './spec.js';

export const exit = defineBuiltin({
  name: 'exit',
  family: 'flow',
  style: 'positional',
  params: [],
  returns: 'void',
  exits: true,
  doc:
    'Ends the script when the statement it stands in is done; the record goes on as usual. ' +
    'In a script run by use() it ends only that script. Arguments are ignored.',
  source: 'pipeline-go ptinput/funcs/fn_exit.go',
  examples: [{ title: 'stop early', script: 'add_key(a, 1)\nexit()\nadd_key(b, 2)', want: { a: 1, b: null } }],
  run() {
    return undefined;
  },
});
