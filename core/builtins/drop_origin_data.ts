import { defineBuiltin } from './spec.js';

export const dropOriginData = defineBuiltin({
  name: 'drop_origin_data',
  family: 'point',
  style: 'positional',
  params: [],
  returns: 'void',
  doc: 'Removes `message`. Arguments are ignored.',
  source: 'pipeline-go ptinput/funcs/fn_drop_origin_data.go',
  examples: [
    {
      title: 'keep what was extracted only',
      message: 'raw text',
      script: 'add_key(size, len(_))\ndrop_origin_data()',
      want: { message: null, size: 8 },
    },
  ],
  run(ctx) {
    ctx.delete('message');
  },
});
