import { readText } from '../lang/runtime/convert.js';
import type { Value } from '../lang/runtime/value.js';
import { Float } from '../lang/runtime/value.js';
import { get } from './gjson-path/get.js';
import type { Found } from './gjson-path/scan.js';
import { defineBuiltin } from './spec.js';

export const gjson = defineBuiltin({
  name: 'gjson',
  family: 'json',
  style: 'named',
  params: [
    { name: 'input', mode: 'read', doc: 'Key that holds the JSON text.' },
    {
      name: 'json_path',
      mode: 'value',
      kind: 'str',
      accepts: ['Identifier', 'StringLiteral'],
      expects: 'expect AttrExpr, IndexExpr or Identifier, got NODE',
      doc: 'Path in the language of gjson, as text or as a name that holds it: `a.b.0`, `list.#`, `list.#(n>4).name`.',
    },
    {
      name: 'key_name',
      mode: 'value',
      kind: 'str',
      accepts: ['Identifier', 'StringLiteral'],
      expects: 'expect AttrExpr or Identifier, got NODE',
      optional: true,
      default: 'the path',
      doc: 'Key to write, as text or as a name that holds it.',
    },
  ],
  returns: 'void',
  doc: 'Writes what a path leads to in a JSON text: numbers as floats, lists and maps as text. Null and nothing change nothing.',
  source: 'pipeline-go ptinput/funcs/fn_gjson.go',
  examples: [
    {
      title: 'a member of an element',
      script: 'gjson(_, "items.1.sku", "sku")',
      message: '{"items":[{"sku":"A1"},{"sku":"B2"}]}',
      want: { sku: 'B2' },
    },
    {
      title: 'the first element that passes a test',
      script: 'gjson(_, "items.#(qty>4).sku", "sku")',
      message: '{"items":[{"sku":"A1","qty":2},{"sku":"B2","qty":5}]}',
      want: { sku: 'B2' },
    },
  ],
  run(ctx, site, _key, current, path, target) {
    if (typeof path !== 'string') throw site.error('param data type expect string', 1);
    if (target !== undefined && typeof target !== 'string') throw site.error('param data type expect string', 2);
    if (current === undefined) return;
    const value = toValue(get(readText(current), path));
    if (value !== null) ctx.set(target === undefined ? keyOf(path) : keyOf(target), value);
  },
});

/** `_` is the message here as everywhere. */
function keyOf(name: string): string {
  return name === '_' ? 'message' : name;
}

function toValue({ kind, raw, text, num }: Found): Value {
  switch (kind) {
    case 'number':
      return new Float(num);
    case 'true':
      return true;
    case 'false':
      return false;
    case 'string':
      return text;
    case 'json':
      return raw;
    case 'null':
      return null;
  }
}
