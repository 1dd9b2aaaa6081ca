import { exprText } from '../lang/check/key-name.js';
import type { CallCheck } from '../lang/check/signature.js';
import { toWellFormed } from '../point/text.js';
import { defineBuiltin } from './spec.js';
import { numberOf } from './nodes.js';

const HAN = /\p{Script=Han}/u;

interface Range {
  readonly start: number;
  readonly end: number;
}

export const cover = defineBuiltin({
  name: 'cover',
  family: 'string',
  style: 'positional',
  arity: 'func cover expects 2 args',
  params: [
    { name: 'key', mode: 'read', doc: 'Key holding the text; a value that is no text is left alone.' },
    {
      name: 'range',
      mode: 'node',
      accepts: ['ListLiteral'],
      expects: 'param range expects ListInitExpr, got NODE',
      doc: 'First and last character, counted from 1; negative counts from the end.',
    },
  ],
  returns: 'void',
  doc: 'Replaces part of a text by `*`, Han characters by the wide `＊`.',
  source: 'pipeline-go ptinput/funcs/fn_cover.go',
  examples: [
    { title: 'a phone number', script: 'add_key(p, "15550100223")\ncover(p, [4, 7])', want: { p: '155****0223' } },
    { title: 'from the end', script: 'add_key(p, "abcdef")\ncover(p, [-2, -1])', want: { p: 'abcd**' } },
  ],
  check: checkRange,
  run(ctx, { plan }, key, value) {
    if (typeof value !== 'string') return;
    const chars = Array.from(toWellFormed(value));
    const n = chars.length;
    const end = plan.end > n ? n : plan.end < 0 ? plan.end + n + 1 : plan.end;
    const start = plan.start <= 0 ? plan.start + n + 1 : plan.start; // compat: so a start of 0 is behind the end
    if (start > end) return;
    for (let i = Math.max(start, 1); i <= end; i++) chars[i - 1] = HAN.test(chars[i - 1]!) ? '＊' : '*';
    ctx.set(key, chars.join(''));
  },
});

function checkRange(call: CallCheck): Range {
  const node = call.args[1];
  const items = node?.kind === 'ListLiteral' ? node.items : [];
  const refuse = (what: string): never => call.fail(`${what} \`${exprText(node!)}' is not expected`, node);
  if (items.length !== 2) refuse('param between range value');
  const [start, end] = items.map((item) => numberOf(item) ?? refuse('range value')) as [number, number];
  return { start: Math.trunc(start), end: Math.trunc(end) };
}
