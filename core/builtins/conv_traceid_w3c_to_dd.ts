import { byteLength } from '../point/text.js';
import { defineBuiltin } from './spec.js';

const HEX_TAIL = /[0-9a-fA-F]{16}$/;

export const convTraceid = defineBuiltin({
  name: 'conv_traceid_w3c_to_dd',
  family: 'number',
  style: 'positional',
  arity: 'func conv_traceid_w3c_to_dd expected 1 args',
  params: [{ name: 'key', mode: 'read', doc: 'Key holding 16 or 32 hex digits; any other value is left alone.' }],
  returns: 'void',
  doc: 'Turns a W3C trace or span id into the decimal text of its lower 64 bits and writes it to the key.',
  source: 'pipeline-go ptinput/funcs/fn_conv_traceid_hex_to_dec.go',
  examples: [
    {
      title: 'a 128-bit id',
      message: '00000000000000000000000000000100',
      script: 'conv_traceid_w3c_to_dd(_)',
      want: { message: '256' },
    },
  ],
  run(ctx, _site, key, value) {
    if (typeof value !== 'string') return;
    const length = byteLength(value);
    const tail = length === 16 || length === 32 ? HEX_TAIL.exec(value) : null; // compat: the upper half may be anything
    if (tail !== null) ctx.set(key, BigInt(`0x${tail[0]}`).toString());
  },
});
