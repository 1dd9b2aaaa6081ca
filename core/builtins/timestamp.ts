import { toInt } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

const UNITS_NS: ReadonlyMap<string, bigint> = new Map([
  ['us', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
]);

export const timestamp = defineBuiltin({
  name: 'timestamp',
  family: 'time',
  style: 'named',
  params: [
    {
      name: 'precision',
      mode: 'value',
      optional: true,
      default: '"ns"',
      doc: '`us`, `ms` or `s`; anything else is ns.',
    },
  ],
  returns: 'int',
  doc: 'The time of the clock as an epoch.',
  source: 'pipeline-go ptinput/funcs/fn_timestamp.go',
  examples: [{ title: 'seconds', script: 'add_key(ok, timestamp("s") > 1600000000)', want: { ok: true } }],
  run(ctx, _site, precision) {
    const unit = typeof precision === 'string' ? UNITS_NS.get(precision) : undefined;
    const now = ctx.services.nowNs();
    return toInt(unit === undefined ? now : now / unit);
  },
});
