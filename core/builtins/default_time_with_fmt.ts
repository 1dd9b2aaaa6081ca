import { toText } from '../lang/runtime/convert.js';
import { toByteString } from '../time/byte-string.js';
import { instantNs } from '../time/instant.js';
import { compileLayout } from '../time/layout.js';
import type { Layout } from '../time/layout.js';
import { LayoutReader } from '../time/layout-parse.js';
import { findZone } from '../time/zone.js';
import { stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';

interface Plan {
  readonly layout: Layout;
  readonly zoneName: string;
  readonly reader: LayoutReader;
}

const LITERAL = { accepts: ['StringLiteral'], expects: 'param key expect StringLiteral, got NODE' } as const;

export const defaultTimeWithFmt = defineBuiltin({
  name: 'default_time_with_fmt',
  family: 'time',
  style: 'positional',
  arity: 'func default_time_with_fmt expected more than 2 args',
  params: [
    {
      name: 'key',
      mode: 'read',
      accepts: ['AttrExpr', 'Identifier'],
      expects: 'param key expect AttrExpr or Identifier, got NODE',
      doc: 'Key that holds a date as text; a string literal is refused.',
    },
    {
      name: 'layout',
      mode: 'node',
      ...LITERAL,
      doc: 'How Go would write 2006-01-02 15:04:05.000 -0700 in this format.',
    },
    {
      name: 'zone',
      mode: 'node',
      optional: true,
      ...LITERAL,
      default: '"Local"',
      doc: 'IANA name of the zone of dates that name none; short offsets such as `+8` are not known here.',
    },
    { name: 'more', mode: 'node', optional: true, variadic: true, doc: 'Ignored.' },
  ],
  returns: 'void',
  doc: 'Replaces a date of a given format by nanoseconds since the epoch. What does not fit stays as it is.',
  source: 'pipeline-go ptinput/funcs/fn_default_time_with_fmt.go',
  examples: [
    {
      title: 'day first',
      script:
        't = "19.08.2023 07:06:05"\ndefault_time_with_fmt(t, "02.01.2006 15:04:05", "UTC")\n' +
        'add_key(ok, get_key(t) == 1692428765000000000)',
      want: { ok: true },
    },
  ],
  check: (call): Plan => ({
    layout: compileLayout(toByteString(stringOf(call.args[1]))),
    zoneName: stringOf(call.args[2]) || 'Local',
    reader: new LayoutReader(),
  }),
  run(ctx, site, key, value) {
    if (value === undefined) return;
    const { layout, zoneName, reader } = site.plan;
    const zone = findZone(zoneName, ctx.services.zone);
    if (zone === undefined) return;
    const text = toByteString(toText(value));
    if (reader.parse(layout, text, 0, text.length, zone)) ctx.set(key, instantNs(reader.seconds, reader.ns));
  },
});
