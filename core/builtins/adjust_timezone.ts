import type { Int } from '../lang/runtime/value.js';
import { isInt, toInt } from '../lang/runtime/value.js';
import { goTypeOf } from './go-type.js';
import { defineBuiltin } from './spec.js';

const HOUR_NS = 3_600_000_000_000n;
/** How far ahead of the clock a time may be. */
const TOLERANCE_NS = 120_000_000_000n;

/** Moves an instant by whole hours to where it is nearest to now: into (now - 58 min, now + 2 min]. */
function nearNow(ns: Int, now: bigint): Int {
  let t = BigInt(ns);
  t -= (t / HOUR_NS - now / HOUR_NS) * HOUR_NS;
  if (t - now > TOLERANCE_NS) t -= HOUR_NS;
  else if (t - now <= TOLERANCE_NS - HOUR_NS) t += HOUR_NS;
  return toInt(t);
}

export const adjustTimezone = defineBuiltin({
  name: 'adjust_timezone',
  family: 'time',
  style: 'positional',
  arity: "func `adjust_timezone' expected 1 arg",
  params: [
    { name: 'key', mode: 'read', doc: 'Key that holds nanoseconds since the epoch; other types are a run error.' },
  ],
  returns: 'void',
  doc: 'Moves a time that was read in a wrong zone by whole hours, to within an hour of now. Not for zones of half hours.',
  source: 'pipeline-go ptinput/funcs/fn_adjust_timezone.go',
  examples: [
    {
      title: 'eight hours ahead',
      script:
        'add_key(t, timestamp() + 8 * 3600000000000)\nadjust_timezone(t)\nd = timestamp() - get_key(t)\n' +
        'add_key(ok, d < 60000000000)',
      want: { ok: true },
    },
  ],
  run(ctx, site, key, value) {
    if (value === undefined) return;
    if (!isInt(value)) throw site.error(`param value expect int64, got \`${goTypeOf(value)}\``, 0);
    ctx.set(key, nearNow(value, ctx.services.nowNs()));
  },
});
