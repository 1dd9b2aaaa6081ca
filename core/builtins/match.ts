import type { Regex } from '../grok/regex.js';
import { compileRegex } from '../grok/regex.js';
import { stringOf } from './nodes.js';
import { orFail } from './patterns.js';
import { defineBuiltin } from './spec.js';

interface Plan {
  readonly regex: Regex;
  /** The subject, when it is written in the call. */
  readonly text: string | undefined;
}

export const match = defineBuiltin({
  name: 'match',
  family: 'regex',
  style: 'positional',
  arity: 'func match expects 2 args',
  params: [
    {
      name: 'pattern',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'expect StringLiteral, got NODE',
      doc: 'RE2 expression; it may match anywhere in the text.',
    },
    {
      name: 'text',
      mode: 'read',
      accepts: ['StringLiteral', 'Identifier', 'AttrExpr', 'CallExpr'],
      expects: 'expect StringLiteral, Identifier or AttrExpr, got NODE',
      doc: 'The text, or a key that holds it. What is no text counts as empty; a call is not made and never matches.',
    },
  ],
  returns: 'bool',
  doc: 'Tells whether a regular expression matches somewhere in a text.',
  source: 'pipeline-go ptinput/funcs/fn_match.go',
  examples: [
    {
      title: 'a key',
      script: 'ok = match("^o-\\\\d+$", _)\nadd_key(ok)',
      message: 'o-17',
      want: { ok: true },
    },
    { title: 'a key that is missing', script: 'ok = match("", nokey)\nadd_key(ok)', want: { ok: false } },
  ],
  check(call): Plan {
    const [pattern, subject] = call.args;
    const regex = orFail(
      call,
      pattern,
      () => compileRegex(stringOf(pattern), 'none'),
      'func match: regexp compile failed: ',
    );
    return { regex, text: subject?.kind === 'StringLiteral' ? subject.value : undefined };
  },
  run(_ctx, { plan }, _key, value) {
    const subject = plan.text ?? value;
    if (subject === undefined) return false;
    return plan.regex.test(typeof subject === 'string' ? subject : '');
  },
});
