import { decodeText } from '../point/text.js';
import { decodeBase64 } from './base64.js';
import { defineBuiltin } from './spec.js';

export const b64dec = defineBuiltin({
  name: 'b64dec',
  family: 'string',
  style: 'positional',
  arity: 'func b64dec expects 1 arg',
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
  doc: 'Decodes base64 and writes the result to the key. Text that is no base64 is a run error.',
  source: 'pipeline-go ptinput/funcs/fn_b64dec.go',
  examples: [{ title: 'decode', message: '0L8=', script: 'b64dec(_)', want: { message: 'п' } }],
  run(ctx, site, key, value) {
    if (typeof value !== 'string') return;
    const bytes = decodeBase64(value);
    if (typeof bytes === 'number') throw site.error(`illegal base64 data at input byte ${bytes}`);
    ctx.set(key, decodeText(bytes));
  },
});
