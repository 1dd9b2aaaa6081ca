import type { RunContext } from '../lang/runtime/context.js';
import { toText } from '../lang/runtime/convert.js';
import { toInt } from '../lang/runtime/value.js';
import { DateReader } from '../time/date-reader.js';
import { findZone, SHORT_OFFSETS, UTC, zoneError } from '../time/zone.js';
import { stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';

/** The reader of one call site; made at the first run, when the process zone (`local`) is known. */
interface Plan {
  readonly zoneName: string;
  local: string;
  reader: DateReader | undefined;
}

/** The reader for the plan's zone, or the reference's words for a zone it does not know. */
function openReader(plan: Plan, local: string): DateReader | string {
  const name = plan.zoneName;
  const isShort = name.startsWith('+') || name.startsWith('-');
  const region = isShort ? SHORT_OFFSETS.get(name) : name;
  if (region === undefined) return `fail to parse timezone ${name}`;
  const zone = findZone(region === '' ? 'Local' : region, local);
  if (zone === undefined) return zoneError(region);
  plan.local = local;
  plan.reader = new DateReader(zone, findZone('Local', local) ?? UTC);
  return plan.reader;
}

/** compat: a failure is told in a field, and the key gets the record's own time. */
function failed(ctx: RunContext, key: string, reason: string): void {
  ctx.set('pl_msg', `time convert failed: ${reason}`);
  ctx.set(key, toInt(ctx.point.time));
}

export const defaultTime = defineBuiltin({
  name: 'default_time',
  family: 'time',
  style: 'positional',
  arity: 'func default_time Expect at least one arg',
  params: [
    { name: 'key', mode: 'read', doc: 'Key that holds a date as text or an epoch.' },
    {
      name: 'zone',
      mode: 'node',
      optional: true,
      accepts: ['StringLiteral'],
      expects: 'param key expect StringLiteral, got NODE',
      default: '"Local"',
      doc: 'Zone of dates that name none: an IANA name, or a short offset such as `+8`, which stands for a region.',
    },
    { name: 'more', mode: 'node', optional: true, variadic: true, doc: 'Ignored.' },
  ],
  returns: 'void',
  doc: 'Replaces a date of any common format by nanoseconds since the epoch. On the key `time` this sets the time of the point.',
  source: 'pipeline-go ptinput/funcs/{fn_default_time,handle}.go',
  examples: [
    {
      title: 'an access log stamp',
      script: 'add_key(t, "19/Aug/2023:07:06:05 +0200")\ndefault_time(t)\nadd_key(ok, t == 1692421565000000000)',
      want: { ok: true },
    },
  ],
  check: (call): Plan => ({ zoneName: stringOf(call.args[1]), local: '', reader: undefined }),
  run(ctx, site, key, value) {
    if (value === undefined) return;
    const plan = site.plan;
    const local = ctx.services.zone;
    const reader = plan.reader !== undefined && plan.local === local ? plan.reader : openReader(plan, local);
    if (typeof reader === 'string') {
      failed(ctx, key, reader);
      return;
    }
    const ns = reader.read(toText(value), ctx.services.nowNs);
    if (ns === undefined) failed(ctx, key, reader.error());
    else ctx.set(key, ns);
  },
});
