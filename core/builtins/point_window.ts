import type { CallCheck } from '../lang/check/signature.js';
import type { RunContext } from '../lang/runtime/context.js';
import type { Value } from '../lang/runtime/value.js';
import { isInt } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

const DEFAULT_NAMES: readonly string[] = ['filepath', 'host'];
const TAGS_SLOT = 2;

interface Plan {
  /** Names known when the script is checked; undefined: a list computed at run time. */
  readonly names: readonly string[] | undefined;
}

export const pointWindow = defineBuiltin({
  name: 'point_window',
  family: 'state',
  style: 'named',
  stateful: true,
  params: [
    {
      name: 'before',
      mode: 'value',
      kind: 'int',
      doc: 'Dropped records to keep for a hit; another type is a run error.',
    },
    {
      name: 'after',
      mode: 'value',
      kind: 'int',
      doc: 'Records to release from a hit on, the hit included; another type is a run error.',
    },
    {
      name: 'stream_tags',
      mode: 'names',
      kind: 'list',
      optional: true,
      default: '["filepath", "host"]',
      doc: 'Names whose values, all text, tell streams apart. Names from a computed list are looked up in the point only.',
    },
  ],
  returns: 'void',
  doc:
    'Keeps the dropped records around a window_hit() of the same stream. The first call of a stream fixes the sizes, ' +
    'the first call of a record its stream.',
  source: 'pipeline-go ptinput/funcs/fn_pt_window.go',
  examples: [
    {
      title: 'context of errors',
      message: 'ERROR disk full',
      script: 'point_window(5, 3, ["host"])\nset_tag(host, "a")\nif "ERROR" in _ {\n  window_hit()\n}\ndrop()',
      want: { host: 'a' },
    },
  ],
  check: planNames,
  run(ctx, site, before, after, tags) {
    // The reference panics on other types and loses the batch; ours ends this record's script.
    if (!isInt(before)) throw site.error('param data type expect int', 0);
    if (!isInt(after)) throw site.error('param data type expect int', 1);
    const names = site.plan.names ?? namesOf(tags);
    if (names === 'wrong-type') throw site.error('param data type expect array', TAGS_SLOT);
    if (names === undefined) return;
    const values = site.plan.names === undefined ? names.map((name) => ctx.get(name)) : tags;
    if (isTexts(values)) openWindow(ctx, Number(before), Number(after), names, values);
  },
});

function openWindow(
  ctx: RunContext,
  before: number,
  after: number,
  names: readonly string[],
  values: readonly string[],
): void {
  ctx.window ??= ctx.services.windows?.open(before, after, names, values);
}

function planNames(call: CallCheck): Plan {
  const node = call.args[TAGS_SLOT];
  if (node !== undefined && node.kind !== 'ListLiteral') return { names: undefined };
  const items = node?.items ?? [];
  const texts = items.map((item) => (item.kind === 'StringLiteral' ? item.value : undefined));
  if (texts.includes(undefined)) return { names: undefined };
  const names = texts.length === 0 ? DEFAULT_NAMES : (texts as string[]);
  call.names(names);
  return { names };
}

/** Names of a computed list; undefined when the call is to do nothing. */
function namesOf(
  list: Value | readonly (Value | undefined)[] | undefined,
): readonly string[] | 'wrong-type' | undefined {
  if (!Array.isArray(list)) return 'wrong-type';
  if (list.length === 0) return DEFAULT_NAMES;
  return isTexts(list) ? list : undefined;
}

function isTexts(values: unknown): values is readonly string[] {
  return Array.isArray(values) && values.every((value) => typeof value === 'string');
}
