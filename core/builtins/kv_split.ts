import type { CallCheck } from '../lang/check/signature.js';
import { readText } from '../lang/runtime/convert.js';
import type { Regex } from '../grok/regex.js';
import { compileRegex } from '../grok/regex.js';
import { stringOf } from './nodes.js';
import { orFail } from './patterns.js';
import { defineBuiltin } from './spec.js';
import { trimChars } from './trimming.js';

interface Plan {
  readonly fields: Regex;
  readonly values: Regex;
  readonly trimKey: ReadonlySet<string>;
  readonly trimValue: ReadonlySet<string>;
  readonly prefix: string;
}

export const kvSplit = defineBuiltin({
  name: 'kv_split',
  family: 'regex',
  style: 'named',
  params: [
    { name: 'key', mode: 'read', doc: 'Key holding the text; any other value is taken as text.' },
    {
      name: 'field_split_pattern',
      mode: 'node',
      optional: true,
      default: '" "',
      doc: 'RE2 expression between the pairs.',
    },
    {
      name: 'value_split_pattern',
      mode: 'node',
      optional: true,
      default: '"="',
      doc: 'RE2 expression between key and value; the first match in a pair counts.',
    },
    { name: 'trim_key', mode: 'node', optional: true, default: '""', doc: 'Characters to strip from keys.' },
    { name: 'trim_value', mode: 'node', optional: true, default: '""', doc: 'Characters to strip from values.' },
    {
      name: 'include_keys',
      mode: 'value',
      optional: true,
      default: '[]',
      doc: 'List of the keys to take. Without it, or with an empty list, nothing is taken.',
    },
    { name: 'prefix', mode: 'node', optional: true, default: '""', doc: 'Text to put before each key.' },
  ],
  returns: 'bool',
  doc: 'Splits a text into key-value pairs and writes those asked for as fields. True when there was at least one.',
  source: 'pipeline-go ptinput/funcs/fn_kv_split.go',
  examples: [
    {
      title: 'pick two keys',
      script: 'kv_split(_, include_keys=["a", "b"], trim_value="\'")',
      message: "a='1' b=2=3 c=4",
      want: { a: '1', b: '2=3', c: null },
    },
    {
      title: 'other separators',
      script: 'kv_split(_, "\\\\s*,\\\\s*", "[:=]", include_keys=["a", "b"], prefix="p_")',
      message: 'a:1 , b=2',
      want: { p_a: '1', p_b: '2' },
    },
  ],
  check(call): Plan {
    const [key, fields, values] = call.args;
    // compat: for a wrong field pattern the message names the kind of the first argument.
    if (fields !== undefined && fields.kind !== 'StringLiteral') {
      call.fail(`param field_split_pattern expect StringLiteral, got ${key?.kind ?? 'nil'}`);
    }
    const plan = {
      fields: splitter(call, 1, ' '),
      values: splitter(call, 2, '='),
      trimKey: new Set(literal(call, 3, 'trim_key')),
      trimValue: new Set(literal(call, 4, 'trim_value')),
    };
    const keys = call.args[5];
    if (keys !== undefined && keys.kind !== 'ListLiteral' && keys.kind !== 'Identifier') {
      call.fail(`param include_keys expect ListInitExpr or Identifier, got ${keys.kind}`);
    }
    return { ...plan, prefix: literal(call, 6, 'prefix') };

    function splitter(check: CallCheck, slot: number, otherwise: string): Regex {
      if (check.args[slot] === undefined) return compileRegex(otherwise, 'none');
      const pattern = literal(check, slot, slot === 1 ? 'field_split_pattern' : 'value_split_pattern');
      return orFail(check, slot === 1 ? fields : values, () => compileRegex(pattern, 'none'));
    }
  },
  run(ctx, { plan }, _key, value, include) {
    if (value === undefined || !Array.isArray(include)) return false;
    const wanted = new Set(include.filter((item) => typeof item === 'string'));
    if (wanted.size === 0) return false;
    let found = false;
    for (const piece of plan.fields.split(readText(value))) {
      const pair = plan.values.split(piece, 2);
      if (pair.length < 2) continue;
      const name = strip(pair[0]!, plan.trimKey);
      if (name === '' || !wanted.has(name)) continue;
      ctx.set(plan.prefix + name, strip(pair[1]!, plan.trimValue));
      found = true;
    }
    return found;
  },
});

function literal(call: CallCheck, slot: number, name: string): string {
  const node = call.args[slot];
  if (node !== undefined && node.kind !== 'StringLiteral') {
    call.fail(`param ${name} expect StringLiteral, got ${node.kind}`);
  }
  return stringOf(node);
}

function strip(text: string, cutset: ReadonlySet<string>): string {
  return cutset.size === 0 ? text : trimChars(text, cutset);
}
