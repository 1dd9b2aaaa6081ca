import { toInt } from '../lang/runtime/value.js';
import { parseDuration } from '../time/duration.js';
import { defineBuiltin } from './spec.js';

export const parseDurationBuiltin = defineBuiltin({
  name: 'parse_duration',
  family: 'time',
  style: 'positional',
  arity: 'func parse_duration expects 1 arg',
  params: [{ name: 'key', mode: 'read', doc: 'Key that holds a duration as Go writes it.' }],
  returns: 'void',
  doc: 'Replaces a duration such as `1h2m3.5s` by nanoseconds. Other text and other values stay as they are.',
  source: 'pipeline-go ptinput/funcs/fn_parse_duration.go',
  examples: [
    { title: 'a response time', script: 'add_key(took, "1.25s")\nparse_duration(took)', want: { took: 1250000000 } },
    { title: 'no unit', script: 'add_key(took, "10")\nparse_duration(took)', want: { took: '10' } },
  ],
  run(ctx, _site, key, value) {
    if (typeof value !== 'string') return;
    const parsed = parseDuration(value);
    if ('ns' in parsed) ctx.set(key, toInt(parsed.ns));
  },
});
