import { defineBuiltin } from './spec.js';

export const cacheGet = defineBuiltin({
  name: 'cache_get',
  family: 'state',
  style: 'positional',
  stateful: true,
  arity: 'func cache_get expects 1 arg',
  params: [{ name: 'key', mode: 'value', kind: 'str', doc: 'Key; anything but text is a run error.' }],
  returns: 'any',
  doc: 'The value cache_set stored for an earlier record of this script, nil when there is none any more.',
  source: 'pipeline-go ptinput/funcs/fn_cache.go',
  examples: [
    {
      title: 'set and get',
      script: 'cache_set("last", _)\nadd_key(v, cache_get("last"))',
      message: 'a',
      want: { v: 'a' },
    },
  ],
  run(ctx, site, key) {
    if (typeof key !== 'string') throw site.error('param data type expect string', 0);
    return ctx.services.cache?.get(key) ?? null;
  },
});
