import { defineBuiltin } from './spec.js';
import { stringOf } from './nodes.js';

export const use = defineBuiltin({
  name: 'use',
  family: 'flow',
  style: 'positional',
  arity: 'func use expects 1 args',
  params: [
    {
      name: 'name',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param key expects StringLiteral, got NODE',
      doc: 'Name of a script of the same set, with its `.p`.',
    },
  ],
  returns: 'void',
  doc:
    'Runs another script on the same record. Variables are not shared; written keys, drop() and created points are. ' +
    'A run error inside ends the caller too.',
  source: 'pipeline-go ptinput/funcs/fn_use.go',
  examples: [
    {
      title: 'a shared part',
      script: 'use("site.p")\nadd_key(after, true)',
      scripts: { 'site.p': 'set_tag(dc, "fra")\nexit()' },
      want: { dc: 'fra', after: true },
    },
  ],
  check(call) {
    call.useScript(stringOf(call.args[0]));
  },
  run(ctx, site) {
    return site.callScript(ctx);
  },
});
