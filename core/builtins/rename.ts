import { defineBuiltin } from './spec.js';

export const rename = defineBuiltin({
  name: 'rename',
  family: 'point',
  style: 'positional',
  arity: 'func rename expected 2 args',
  params: [
    { name: 'new_key', mode: 'key', doc: 'New name.' },
    {
      name: 'old_key',
      mode: 'key',
      accepts: ['Identifier', 'AttrExpr'],
      expects: "param key expect Identifier or AttrExpr, got `NODE'",
      doc: 'Tag or field to rename.',
    },
  ],
  returns: 'void',
  doc: 'Renames a tag or field, which keeps its kind and value; an entry of the new name is dropped.',
  source: 'pipeline-go ptinput/funcs/fn_rename.go',
  examples: [
    { title: 'a field', script: 'add_key(lvl, "warn")\nrename(level, lvl)', want: { lvl: null, level: 'warn' } },
  ],
  run(ctx, _site, to, from) {
    ctx.point.rename(from, to);
  },
});
