import type { CallCheck } from '../lang/check/signature.js';
import type { Value } from '../lang/runtime/value.js';
import { CATEGORY_DOC, categoryArgument } from './categories.js';
import { goTypeOf } from './go-type.js';
import { stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';

interface Plan {
  readonly bucket: string;
  readonly field: string;
  readonly fn: string;
  readonly names: readonly string[];
}

const BY_SLOT = 3;
const CATEGORY_SLOT = 5;

export const aggMetric = defineBuiltin({
  name: 'agg_metric',
  family: 'state',
  style: 'named',
  stateful: true,
  params: [
    {
      name: 'bucket',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param `bucket` expect StringLiteral, got NODE',
      doc: 'Bucket made by agg_create; without it the call does nothing.',
    },
    {
      name: 'new_field',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param `new_field` expect StringLiteral, got NODE',
      doc: 'Field of the emitted points.',
    },
    {
      name: 'agg_fn',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param `agg_fn` expect StringLiteral, got NODE',
      doc: 'avg, sum, min, max or set (the last value). The first call for a field fixes it.',
    },
    {
      name: 'agg_by',
      mode: 'names',
      accepts: ['ListLiteral'],
      expects: 'param `agg_by` expect StringLiteral, got NODE',
      doc: 'List of names whose values, all text, become the tags; one point per combination of values.',
    },
    {
      name: 'agg_field',
      mode: 'read',
      accepts: ['StringLiteral'],
      expects: 'param `agg_field` expect StringLiteral, got NODE',
      doc: 'Name that holds the number to add; text that is no number counts as 0.',
    },
    { name: 'category', mode: 'guarded', kind: 'str', optional: true, default: '"M"', doc: CATEGORY_DOC },
  ],
  returns: 'void',
  doc: 'Adds a value to a bucket. Does nothing when a name is missing or a tag is no text.',
  source: 'pipeline-go ptinput/funcs/fn_agg.go',
  examples: [
    {
      title: 'average duration per service',
      script:
        'agg_create("latency", on_interval="30s")\nset_tag(service, "pay")\nadd_key(cost, 12)\n' +
        'agg_metric("latency", "avg_cost", "avg", ["service"], "cost")',
      want: { cost: 12 },
    },
  ],
  check: makePlan,
  run(ctx, site, by, _field, value, categoryValue) {
    const { aggregates } = ctx.services;
    if (aggregates === undefined) return;
    const category = categoryArgument(categoryValue);
    if (category === 'wrong-type') {
      const type = goTypeOf(categoryValue as Value);
      throw site.error(`type of parameter expected to be int64, got ${type}`, CATEGORY_SLOT);
    }
    if (category === undefined || value === undefined || !isTexts(by)) return;
    const { bucket, field, fn, names } = site.plan;
    aggregates.add(category, bucket, { field, fn, names, values: by, value });
  },
});

function makePlan(call: CallCheck): Plan {
  const [bucket, field, fn, by] = call.args;
  const items = by?.kind === 'ListLiteral' ? by.items : [];
  const names = items.map((item) =>
    item.kind === 'StringLiteral'
      ? item.value
      : call.fail('agg_by elem expect StringLiteral, got ListLiteral', call.args[BY_SLOT]),
  );
  if (names.length === 0) call.fail('size of param `agg_by` is 0', by);
  call.names(names);
  return { bucket: stringOf(bucket), field: stringOf(field), fn: stringOf(fn), names };
}

function isTexts(values: unknown): values is readonly string[] {
  return Array.isArray(values) && values.every((value) => typeof value === 'string');
}
