import { readText } from '../lang/runtime/convert.js';
import type { Replacer } from '../grok/regex.js';
import { compileReplacer } from '../grok/regex.js';
import { stringOf } from './nodes.js';
import { orFail } from './patterns.js';
import { defineBuiltin } from './spec.js';

export const replace = defineBuiltin({
  name: 'replace',
  family: 'regex',
  style: 'positional',
  arity: 'func replace expects 3 args',
  params: [
    { name: 'key', mode: 'read', doc: 'Key holding the text; any other value is taken as text.' },
    {
      name: 'pattern',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'expect StringLiteral, got NODE',
      doc: 'RE2 expression.',
    },
    {
      name: 'replacement',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'expect StringLiteral, got NODE',
      doc: 'Text for each match. `$1`, `${1}`, `$name` and `${name}` stand for groups, `$$` for a dollar sign.',
    },
  ],
  returns: 'void',
  doc: 'Replaces every match of a regular expression in a text and writes the text to the key.',
  source: 'pipeline-go ptinput/funcs/fn_replace.go',
  examples: [
    {
      title: 'hide digits',
      script: 'replace(_, "\\\\d", "#")',
      message: 'card 4411',
      want: { message: 'card ####' },
    },
    {
      title: 'groups',
      script: 'replace(_, "(\\\\w+)@(\\\\w+)", "$2 at ${1}")',
      message: 'ann@home',
      want: { message: 'home at ann' },
    },
  ],
  check: (call): Replacer =>
    orFail(
      call,
      call.args[1],
      () => compileReplacer(stringOf(call.args[1]), stringOf(call.args[2])),
      'regular expression *ast.Node parse err: ', // compat: the reference prints the type of its node
    ),
  run(ctx, { plan }, key, value) {
    if (value === undefined) return;
    ctx.set(key, plan.regex.replaceAll(readText(value), plan.template));
  },
});
