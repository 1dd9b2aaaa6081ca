import { defineBuiltin } from './spec.js';

export const drop = defineBuiltin({
  name: 'drop',
  family: 'flow',
  style: 'positional',
  params: [],
  returns: 'void',
  doc: 'Marks the record as dropped. The script goes on: write exit() after it to end it. Arguments are ignored.',
  source: 'pipeline-go ptinput/funcs/fn_drop.go',
  examples: [{ title: 'the script goes on', script: 'drop()\nadd_key(seen, true)', want: { seen: true } }],
  run(ctx) {
    ctx.dropped = true;
  },
});
