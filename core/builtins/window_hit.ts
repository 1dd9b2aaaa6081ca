import { defineBuiltin } from './spec.js';

export const windowHit = defineBuiltin({
  name: 'window_hit',
  family: 'state',
  style: 'positional',
  stateful: true,
  params: [],
  returns: 'void',
  doc: "Releases the window of this record's stream; only after a point_window call. Arguments are ignored.",
  source: 'pipeline-go ptinput/funcs/fn_pt_window.go',
  examples: [{ title: 'without a window nothing happens', script: 'window_hit()\nadd_key(a, 1)', want: { a: 1 } }],
  run(ctx) {
    ctx.window?.hit();
  },
});
