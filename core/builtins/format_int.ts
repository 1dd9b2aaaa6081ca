import { isInt } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

export const formatInt = defineBuiltin({
  name: 'format_int',
  family: 'number',
  style: 'named',
  params: [
    { name: 'val', mode: 'value', kind: 'int', doc: 'The int; anything else gives "".' },
    { name: 'base', mode: 'value', kind: 'int', doc: '2 to 36; another int is a run error.' },
  ],
  returns: 'str',
  doc: 'Text of an int in a base, with lower-case digits.',
  source: 'pipeline-go ptinput/funcs/fn_parse_int.go',
  examples: [
    { title: 'binary', script: 'add_key(b, format_int(-10, 2))', want: { b: '-1010' } },
    { title: 'hex', script: 'add_key(h, format_int(48879, 16))', want: { h: 'beef' } },
  ],
  run(_ctx, site, val, base) {
    if (!isInt(val) || !isInt(base)) return '';
    // The reference panics here and loses the batch; ours ends this record's script.
    if (base < 2 || base > 36) throw site.error(`illegal base ${base}, expected 2 to 36`, 1);
    return val.toString(Number(base));
  },
});
