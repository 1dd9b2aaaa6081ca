import type { Signature, SignatureTable } from '../lang/check/signature.js';
import type { Value } from '../lang/runtime/value.js';
import { Float } from '../lang/runtime/value.js';
import { readText, toBool, toFloat, toIntLenient } from '../lang/runtime/convert.js';
import type { FieldType } from '../grok/expand.js';
import type { GrokPattern } from '../grok/grok.js';
import { compileGrok } from '../grok/grok.js';
import { PatternTable } from '../grok/table.js';
import { addPatternTo } from './add_pattern.js';
import { boolOf, stringOf } from './nodes.js';
import { orFail, patternsOf } from './patterns.js';
import { defineBuiltin } from './spec.js';
import { trimSpace } from './trimming.js';

interface Plan {
  readonly pattern: GrokPattern;
  readonly trims: boolean;
}

/** The grok function on a table of patterns. */
export function grokOn(table: PatternTable): Signature {
  return defineBuiltin({
    name: 'grok',
    family: 'regex',
    style: 'positional',
    arity: 'func grok expected 2 or 3 args',
    params: [
      { name: 'key', mode: 'read', doc: 'Key holding the text; any other value is taken as text.' },
      {
        name: 'pattern',
        mode: 'node',
        accepts: ['StringLiteral'],
        expects: 'expect StringLiteral, got NODE',
        doc: 'RE2 expression with tokens `%{NAME:field:type}`; type is str, int, float or bool.',
      },
      {
        name: 'trim',
        mode: 'node',
        optional: true,
        default: 'true',
        accepts: ['BoolLiteral'],
        expects: "param key expect BoolLiteral, got `NODE'",
        doc: 'Strip white space from both ends of each text.',
      },
    ],
    returns: 'bool',
    doc:
      'Searches a text for a grok pattern and writes each named group to the point. A group that took no part gives an ' +
      'empty text, 0 or false; of several groups with one name the last decides. False when the pattern does not match ' +
      'or the key is missing.',
    source: 'pipeline-go ptinput/funcs/fn_grok.go',
    examples: [
      {
        title: 'an access log',
        script: 'grok(_, "%{IPORHOST:client} %{WORD:method} %{INT:code:int}")',
        message: '10.0.0.7 GET 404',
        want: { client: '10.0.0.7', method: 'GET', code: 404 },
      },
      {
        title: 'a pattern of your own',
        script: 'add_pattern("ORDER", "o-[0-9]+")\nok = grok(_, "order %{ORDER:id}")\nadd_key(ok)',
        message: 'order o-17 paid',
        want: { id: 'o-17', ok: true },
      },
    ],
    check: (call): Plan => ({
      pattern: orFail(call, undefined, () => compileGrok(stringOf(call.args[1]), patternsOf(call, table).lookup)),
      trims: boolOf(call.args[2], true),
    }),
    run(ctx, { plan }, _key, value) {
      if (value === undefined) return false;
      const texts = plan.pattern.match(typeof value === 'string' ? value : readText(value));
      if (texts === null) return false;
      for (const field of plan.pattern.fields) {
        const text = texts[field.slot] ?? '';
        ctx.set(field.key, convert(plan.trims ? trimSpace(text) : text, field.type));
      }
      return true;
    },
  });
}

function convert(text: string, type: FieldType): Value {
  switch (type) {
    case 'str':
      return text;
    case 'int':
      return toIntLenient(text);
    case 'float':
      return new Float(toFloat(text));
    case 'bool':
      return toBool(text);
  }
}

export const grok = grokOn(PatternTable.builtIn);

/** The table of builtins with grok and add_pattern on another table of patterns. */
export function withPatterns(builtins: SignatureTable, table: PatternTable): SignatureTable {
  return new Map([...builtins, ['grok', grokOn(table)], ['add_pattern', addPatternTo(table)]]);
}
