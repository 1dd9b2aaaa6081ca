import type { CallCheck, FAILED } from '../lang/check/signature.js';
import type { Value } from '../lang/runtime/value.js';
import { parseDuration } from '../time/duration.js';
import { CATEGORY_DOC, categoryArgument } from './categories.js';
import { goTypeOf } from './go-type.js';
import { boolOf, numberOf, stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';

interface Plan {
  readonly name: string;
  readonly intervalMs: number;
  readonly count: number;
  readonly keepValue: boolean;
}

const DEFAULT_INTERVAL_MS = 60_000;
const CATEGORY_SLOT = 5;

export const aggCreate = defineBuiltin({
  name: 'agg_create',
  family: 'state',
  style: 'named',
  stateful: true,
  params: [
    {
      name: 'bucket',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'param `bucket` expect StringLiteral, got NODE',
      doc: 'Name of the bucket and of the points it emits.',
    },
    {
      name: 'on_interval',
      mode: 'node',
      optional: true,
      default: '"60s"',
      accepts: ['StringLiteral'],
      expects: 'param `on_interval` expect StringLiteral, got NODE',
      doc: 'How often it emits (`500ms`, `1m30s`); `0s`: not by time.',
    },
    {
      name: 'on_count',
      mode: 'node',
      optional: true,
      default: '0',
      accepts: ['IntLiteral'],
      expects: 'param `on_count` expect IntegerLiteral, got NODE',
      doc: 'It emits after this many agg_metric calls; 0: not by count.',
    },
    {
      name: 'keep_value',
      mode: 'node',
      optional: true,
      default: 'false',
      accepts: ['BoolLiteral'],
      expects: 'param `keep_value` expect BoolLiteral, got NODE',
      doc: 'true: go on adding to the same values after an emission.',
    },
    {
      name: 'const_tags',
      mode: 'guarded',
      kind: 'map',
      optional: true,
      default: 'nil',
      doc: 'Tags for every point; entries that are no text are left out.',
    },
    { name: 'category', mode: 'guarded', kind: 'str', optional: true, default: '"M"', doc: CATEGORY_DOC },
  ],
  returns: 'void',
  doc:
    'Creates a bucket for agg_metric, once per loaded script; later calls change nothing. When the script is replaced, ' +
    'a bucket with an interval emits what it holds.',
  source: 'pipeline-go ptinput/funcs/fn_agg.go',
  examples: [
    {
      title: 'requests per host, every minute',
      script:
        'agg_create("requests")\nset_tag(host, "a")\nadd_key(n, 1)\nagg_metric("requests", "total", "sum", ["host"], "n")',
      want: { n: 1 },
    },
  ],
  check: makePlan,
  run(ctx, site, constTags, categoryValue) {
    const aggregates = ctx.services.aggregates;
    if (aggregates === undefined) return;
    const category = categoryArgument(categoryValue);
    if (category === 'wrong-type') {
      const type = goTypeOf(categoryValue as Value);
      throw site.error(`type of parameter expected to be int64, got ${type}`, CATEGORY_SLOT);
    }
    if (category === undefined || aggregates.has(category, site.plan.name)) return;
    aggregates.create({ ...site.plan, category, constTags: textEntries(constTags) });
  },
});

function makePlan(call: CallCheck): Plan {
  const [bucket, interval, count, keepValue] = call.args;
  const plan: Plan = {
    name: stringOf(bucket),
    intervalMs: interval === undefined ? DEFAULT_INTERVAL_MS : intervalOf(stringOf(interval), call),
    count: numberOf(count) ?? 0,
    keepValue: boolOf(keepValue, false),
  };
  if (plan.intervalMs <= 0 && plan.count <= 0) {
    call.fail('param `on_interval` and `on_count` cannot be less than or equal to 0 at the same time', bucket);
  }
  return plan;
}

function intervalOf(text: string, call: CallCheck): number {
  const parsed = parseDuration(text);
  if ('error' in parsed) return call.fail(`parse on_interval: ${parsed.error}`, call.args[1]);
  return Number(parsed.ns) / 1e6;
}

function textEntries(value: Value | typeof FAILED | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (value instanceof Map) for (const [key, text] of value) if (typeof text === 'string') texts.set(key, text);
  return texts;
}
