import type { GoFormat } from './go-format.js';
import { compileGoFormat, formatGo } from './go-format.js';
import { stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';

export const strfmt = defineBuiltin({
  name: 'strfmt',
  family: 'string',
  style: 'positional',
  arity: "func `strfmt' expects more than 2 args",
  params: [
    { name: 'key', mode: 'key', doc: 'Key to write.' },
    {
      name: 'fmt',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: "param fmt expects StringLiteral, got `NODE'",
      doc: "Format with Go's verbs: `%d` int, `%.2f` float, `%s` text, `%v` any, `%%` a percent sign.",
    },
    { name: 'values', mode: 'guarded', variadic: true, doc: 'What the verbs stand for; one that fails is nil.' },
  ],
  returns: 'void',
  doc: 'Writes a text made from a format and values. Numbers out of JSON are floats, so `%d` does not take them.',
  source: 'pipeline-go ptinput/funcs/fn_strfmt.go',
  examples: [
    { title: 'widths and digits', script: 'strfmt(id, "%s-%04d", "cart", 42)', want: { id: 'cart-0042' } },
    { title: 'a float', script: 'strfmt(took, "%.1f ms", 12.345)', want: { took: '12.3 ms' } },
  ],
  check: ({ call, args }): GoFormat => compileGoFormat(stringOf(args[1]), call.args.length - 2),
  run(ctx, site, key, values) {
    ctx.set(key, formatGo(site.plan, values));
  },
});
