import { countCharacters } from './characters.js';
import { defineBuiltin } from './spec.js';

export const strlen = defineBuiltin({
  name: 'strlen',
  family: 'string',
  style: 'positional',
  arity: 'func `strlen` expect 1 arg',
  params: [{ name: 'text', mode: 'value', kind: 'str', doc: 'The text; anything else, nil too, is a run error.' }],
  returns: 'int',
  doc: 'Number of characters (code points) of a text.',
  source: 'pipeline-go ptinput/funcs/fn_str_len.go',
  examples: [{ title: 'characters, not bytes', script: 'add_key(n, strlen("é中"))', want: { n: 2 } }],
  run(_ctx, site, text) {
    if (typeof text !== 'string') throw site.error('param data type expect string', 0);
    return countCharacters(text);
  },
});
