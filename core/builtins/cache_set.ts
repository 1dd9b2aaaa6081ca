import { isInt } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

const DEFAULT_SECONDS = 100;

export const cacheSet = defineBuiltin({
  name: 'cache_set',
  family: 'state',
  style: 'named',
  stateful: true,
  params: [
    { name: 'key', mode: 'value', kind: 'str', doc: 'Key; anything but text is a run error.' },
    { name: 'value', mode: 'value', doc: 'Any value; lists and maps are kept by reference.' },
    {
      name: 'exp',
      mode: 'value',
      kind: 'int',
      optional: true,
      default: String(DEFAULT_SECONDS),
      doc: 'Seconds to keep it; 0 or less stores nothing.',
    },
  ],
  returns: 'void',
  doc: 'Keeps a value for later records of this script, until its time is over or the script is replaced.',
  source: 'pipeline-go ptinput/funcs/fn_cache.go',
  examples: [{ title: 'for a minute', script: 'cache_set("k", 7, 60)\nadd_key(v, cache_get("k"))', want: { v: 7 } }],
  run(ctx, site, key, value, exp = DEFAULT_SECONDS) {
    if (typeof key !== 'string') throw site.error('param data type expect string', 0);
    if (!isInt(exp)) throw site.error('param data type expect int or nil', 2); // compat: nil too
    ctx.services.cache?.set(key, value, Number(exp));
  },
});
