import { defineBuiltin } from './spec.js';
import { stringOf } from './nodes.js';

export const deleteItem = defineBuiltin({
  name: 'delete',
  family: 'collection',
  style: 'named',
  params: [
    {
      name: 'src',
      mode: 'guarded',
      accepts: ['IndexExpr', 'Identifier'],
      expects: 'param key expect IndexExpr or Identifier, got NODE',
      doc: 'Variable holding a map, or a path to a map inside one. Errors on the way are swallowed.',
    },
    {
      name: 'key',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param key expect StringLiteral, got NODE',
      doc: 'Entry to remove.',
    },
  ],
  returns: 'void',
  doc: 'Removes an entry of a map in place; whoever shares the map sees it. Fields of the point are not touched.',
  source: 'pipeline-go ptinput/funcs/fn_delete.go',
  examples: [
    {
      title: 'inside a list',
      script: 'd = {"p": [{"q": 1, "r": 2}]}\ndelete(d["p"][-1], "q")\nadd_key(d)',
      want: { d: '{"p":[{"r":2}]}' },
    },
  ],
  check: (call): string => stringOf(call.args[1]),
  run(_ctx, site, src) {
    if (src instanceof Map) src.delete(site.plan);
  },
});
