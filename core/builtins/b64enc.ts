import { Buffer } from 'node:buffer';
import { encodeText } from '../point/text.js';
import { defineBuiltin } from './spec.js';

export const b64enc = defineBuiltin({
  name: 'b64enc',
  family: 'string',
  style: 'positional',
  arity: 'func b64enc expects 1 arg',
  params: [
    {
      name: 'key',
      mode: 'read',
      accepts: ['Identifier'],
      expects: 'expect Identifier, got NODE',
      doc: 'Key holding the text; a value that is no text is left alone.',
    },
  ],
  returns: 'void',
  doc: 'Encodes the bytes of a text as base64 with padding and writes it to the key.',
  source: 'pipeline-go ptinput/funcs/fn_b64enc.go',
  examples: [{ title: 'encode', message: 'disk full', script: 'b64enc(_)', want: { message: 'ZGlzayBmdWxs' } }],
  run(ctx, _site, key, value) {
    if (typeof value !== 'string') return;
    const bytes = encodeText(value);
    ctx.set(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'));
  },
});
