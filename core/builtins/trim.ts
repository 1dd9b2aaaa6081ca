import { readText } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';
import { stringOf } from './nodes.js';
import { trimChars, trimSpace } from './trimming.js';

export const trim = defineBuiltin({
  name: 'trim',
  family: 'string',
  style: 'positional',
  arity: "func `trim' expected 1 or 2 args",
  params: [
    { name: 'key', mode: 'read', doc: 'Key holding the text; any other value is taken as text.' },
    {
      name: 'cutset',
      mode: 'node',
      optional: true,
      default: '""',
      accepts: ['StringLiteral'],
      expects: "param type expect StringLiteral, got `NODE'",
      doc: 'Characters to strip. Empty: white space.',
    },
  ],
  returns: 'void',
  doc: 'Strips white space, or any of the given characters, from both ends of a text.',
  source: 'pipeline-go ptinput/funcs/fn_trim.go',
  examples: [
    { title: 'white space', script: 'add_key(a, "  x ")\ntrim(a)', want: { a: 'x' } },
    { title: 'a set of characters', script: 'add_key(a, "[x]")\ntrim(a, "[]")', want: { a: 'x' } },
  ],
  check: (call): ReadonlySet<string> | undefined => {
    const cutset = stringOf(call.args[1]);
    return cutset === '' ? undefined : new Set(cutset);
  },
  run(ctx, site, key, value) {
    if (value === undefined) return;
    const text = readText(value);
    ctx.set(key, site.plan === undefined ? trimSpace(text) : trimChars(text, site.plan));
  },
});
