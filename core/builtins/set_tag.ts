import { defineBuiltin } from './spec.js';

export const setTag = defineBuiltin({
  name: 'set_tag',
  family: 'point',
  style: 'positional',
  arity: "func `set_tag' expected 1 or 2 args",
  params: [
    { name: 'key', mode: 'read', readUnless: 'value', doc: 'Key that becomes a tag.' },
    {
      name: 'value',
      mode: 'value',
      optional: true,
      accepts: ['StringLiteral', 'Identifier', 'AttrExpr'],
      expects: "param type expect StringLiteral, got `NODE'",
      doc: 'Text, or a name whose value is taken as text; without it the variable or key of that name.',
    },
  ],
  returns: 'void',
  doc: 'Makes a key a tag. A field of that name becomes the tag; a name that holds nothing gives an empty tag.',
  source: 'pipeline-go ptinput/funcs/fn_set_tag.go',
  examples: [
    { title: 'a constant', script: 'set_tag(env, "prod")', want: { env: 'prod' } },
    { title: 'a field becomes a tag', script: 'add_key(code, 1.5)\nset_tag(code)', want: { code: '1.5' } },
  ],
  run(ctx, _site, key, current, value) {
    const next = value === undefined ? current : value;
    ctx.setTag(key, next === undefined ? null : next);
  },
});
