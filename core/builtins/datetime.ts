import type { Int } from '../lang/runtime/value.js';
import { toInt } from '../lang/runtime/value.js';
import { toIntLenient } from '../lang/runtime/convert.js';
import { formatLayout, NAMED_LAYOUTS } from '../time/layout-format.js';
import type { LocalTime } from '../time/local-time.js';
import { localTime } from '../time/local-time.js';
import { compileStrftime, formatStrftime } from '../time/strftime.js';
import { findZone, zoneError } from '../time/zone.js';
import { stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';

interface Plan {
  /** Nanoseconds in one unit of the value. */
  readonly unitNs: bigint;
  readonly zoneName: string;
  readonly format: (time: LocalTime) => string;
}

const UNITS_NS: ReadonlyMap<string, bigint> = new Map([
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
]);

function scaled(value: Int, unitNs: bigint): Int {
  return unitNs === 1n ? value : toInt(BigInt(value) * unitNs);
}

function formatter(format: string): (time: LocalTime) => string {
  const named = NAMED_LAYOUTS.get(format);
  if (named !== undefined) return (time) => formatLayout(named, time);
  const compiled = compileStrftime(format);
  return (time) => formatStrftime(compiled, time);
}

export const datetime = defineBuiltin({
  name: 'datetime',
  family: 'time',
  style: 'named',
  params: [
    { name: 'key', mode: 'read', doc: 'Key that holds an epoch; text is read as a number, anything else is 1970.' },
    {
      name: 'precision',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param `precision` expect StringLiteral, got NODE',
      doc: 'Unit of the epoch: `s`, `ms` or `us`; any other text is ns.',
    },
    {
      name: 'fmt',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param `fmt` expect StringLiteral, got NODE',
      doc: 'A named layout such as `RFC3339`, or a strftime format.',
    },
    {
      name: 'tz',
      mode: 'node',
      optional: true,
      default: '""',
      doc: 'IANA name of the zone to show, `UTC` or `Local`; by default the zone of the process.',
    },
  ],
  returns: 'void',
  doc: 'Replaces an epoch by its date as text. An unknown zone is a run error.',
  source: 'pipeline-go ptinput/funcs/fn_datetime.go',
  examples: [
    {
      title: 'seconds',
      script: 'add_key(t, 1700000000)\ndatetime(t, "s", "%Y/%j %H:%M %z", "Asia/Tokyo")',
      want: { t: '2023/319 07:13 +0900' },
    },
    {
      title: 'a named layout',
      script: 'add_key(t, 1700000000123)\ndatetime(t, "ms", "RFC3339Nano", "UTC")',
      want: { t: '2023-11-14T22:13:20.123Z' },
    },
  ],
  check(call): Plan {
    const [, precision, format, zone] = call.args;
    if (zone !== undefined && zone.kind !== 'StringLiteral') {
      // compat: the reference names the kind of the format here.
      call.fail('param `tz` expect StringLiteral, got StringLiteral', zone);
    }
    return {
      unitNs: UNITS_NS.get(stringOf(precision)) ?? 1n,
      zoneName: stringOf(zone) || 'Local',
      format: formatter(stringOf(format)),
    };
  },
  run(ctx, site, key, value) {
    if (value === undefined) return;
    const { unitNs, zoneName, format } = site.plan;
    const zone = findZone(zoneName, ctx.services.zone);
    if (zone === undefined) throw site.error(zoneError(zoneName), 2);
    ctx.set(key, format(localTime(scaled(toIntLenient(value), unitNs), zone)));
  },
});
