import { parseIntExact } from '../lang/runtime/go-number.js';
import { isInt } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

export const parseInteger = defineBuiltin({
  name: 'parse_int',
  family: 'number',
  style: 'named',
  params: [
    { name: 'val', mode: 'value', kind: 'str', doc: 'The text; anything else gives 0.' },
    {
      name: 'base',
      mode: 'value',
      kind: 'int',
      doc: '2 to 36, or 0 to read a prefix (`0x`, `0b`, `0o`, leading `0`).',
    },
  ],
  returns: 'int',
  doc: 'Reads an int from text. Text that is no int gives 0, one beyond 64 bits the nearest limit.',
  source: 'pipeline-go ptinput/funcs/fn_parse_int.go',
  examples: [
    { title: 'hex', script: 'add_key(n, parse_int("beef", 16))', want: { n: 48879 } },
    { title: 'by prefix', script: 'add_key(n, parse_int("0b101", 0))', want: { n: 5 } },
  ],
  run(_ctx, _site, val, base) {
    if (typeof val !== 'string' || !isInt(base)) return 0;
    return parseIntExact(val, Number(base))?.value ?? 0;
  },
});
