import { defineBuiltin } from './spec.js';

export const ptName = defineBuiltin({
  name: 'pt_name',
  family: 'point',
  style: 'positional',
  arity: "func `pt_name' can have at most one parameter",
  params: [{ name: 'name', mode: 'guarded', optional: true, doc: 'New name; anything but text is ignored.' }],
  returns: 'str',
  doc: 'The name of the point (for logs: the source), set first when one is given.',
  source: 'pipeline-go ptinput/funcs/fn_pt_name.go',
  examples: [{ title: 'set and read', script: 'pt_name("web")\nadd_key(name, pt_name())', want: { name: 'web' } }],
  run(ctx, _site, name) {
    if (typeof name === 'string') ctx.point.name = name;
    return ctx.point.name;
  },
});
