import { byteLength } from '../point/text.js';
import { defineBuiltin } from './spec.js';

export const len = defineBuiltin({
  name: 'len',
  family: 'collection',
  style: 'positional',
  arity: 'func len expected 1',
  params: [{ name: 'value', mode: 'value', doc: 'Text, list or map.' }],
  returns: 'int',
  doc: 'Bytes of a text, elements of a list, entries of a map; 0 for anything else.',
  source: 'pipeline-go ptinput/funcs/fn_len.go',
  examples: [
    { title: 'bytes, not characters', script: 'add_key(n, len("é中"))', want: { n: 5 } },
    { title: 'a list', script: 'add_key(n, len([1, 2, 3]))', want: { n: 3 } },
  ],
  run(_ctx, _site, value) {
    if (typeof value === 'string') return byteLength(value);
    if (Array.isArray(value)) return value.length;
    return value instanceof Map ? value.size : 0;
  },
});
