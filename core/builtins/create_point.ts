import { checkQuietly } from '../point/check.js';
import { KV, Point } from '../point/point.js';
import { engineRules } from '../point/rules.js';
import { FAILED } from '../lang/check/signature.js';
import type { CallSite } from '../lang/check/signature.js';
import { RunContext } from '../lang/runtime/context.js';
import { MAX_CREATED } from '../lang/runtime/limits.js';
import type { Services } from '../lang/runtime/services.js';
import type { ScriptMap, Value } from '../lang/runtime/value.js';
import { Float, isInt } from '../lang/runtime/value.js';
import { CATEGORY_DOC, categoryArgument, isNothing } from './categories.js';
import { goTypeOf } from './go-type.js';
import { stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';
import { NO_STATE } from './state/script-state.js';

const TAGS_SLOT = 1;
const FIELDS_SLOT = 2;
const TIME_SLOT = 3;
const CATEGORY_SLOT = 4;
const AFTER_USE_SLOT = 5;

type Argument = Value | typeof FAILED | undefined;

export const createPoint = defineBuiltin({
  name: 'create_point',
  family: 'point',
  style: 'named',
  params: [
    { name: 'name', mode: 'value', kind: 'str', doc: 'Name of the new point.' },
    { name: 'tags', mode: 'guarded', kind: ['map', 'nil'], doc: 'Tags; entries that are no text are left out.' },
    { name: 'fields', mode: 'guarded', kind: ['map', 'nil'], doc: 'Fields; nil, list and map entries are left out.' },
    {
      name: 'ts',
      mode: 'guarded',
      kind: ['int', 'nil'],
      optional: true,
      default: '0',
      doc: 'Time in ns; 0 or less: the time of the record.',
    },
    { name: 'category', mode: 'guarded', kind: ['str', 'nil'], optional: true, default: '"M"', doc: CATEGORY_DOC },
    {
      name: 'after_use',
      mode: 'node',
      optional: true,
      accepts: ['StringLiteral'],
      expects: 'param after_use expects StringLiteral, got NODE',
      doc: 'Script of the same set to run on the new point, without IP database, reference tables or state.',
    },
  ],
  returns: 'void',
  doc:
    'Makes a further point, which is sent even when the record is dropped, but not when the script ends in a run error. ' +
    'A run error in tags, fields, ts or category makes the call do nothing.',
  source: 'pipeline-go ptinput/funcs/fn_create_point.go',
  examples: [
    {
      title: 'a metric beside the log',
      script: 'add_key(cost, 12)\ncreate_point("latency", {"service": "pay"}, {"ms": cost})',
      want: { cost: 12 },
    },
    {
      title: 'with a script of its own',
      script: 'create_point("audit", nil, {"message": _}, category="L", after_use="audit.p")',
      scripts: { 'audit.p': 'uppercase(_)' },
      message: 'login',
      want: { message: 'login' },
    },
  ],
  check(call): { readonly runsScript: boolean } {
    const afterUse = call.args[AFTER_USE_SLOT];
    if (afterUse !== undefined) call.useScript(stringOf(afterUse), afterUse);
    return { runsScript: afterUse !== undefined };
  },
  run(ctx, site, name, tags, fields, ts, categoryValue) {
    const pointName = nameOf(name, site);
    const tagMap = mapOf(tags, site, TAGS_SLOT);
    if (tagMap === undefined) return undefined;
    const fieldMap = mapOf(fields, site, FIELDS_SLOT);
    if (fieldMap === undefined) return undefined;
    const time = timeOf(ts, site);
    if (time === undefined) return undefined;
    const category = categoryArgument(categoryValue);
    if (category === undefined) return undefined;
    if (category === 'wrong-type') {
      throw site.error(`type of parameter expected to be str, got ${goTypeOf(categoryValue as Value)}`, CATEGORY_SLOT);
    }
    if (ctx.created.length >= MAX_CREATED) throw site.error(`more than ${MAX_CREATED} points made for one record`);
    const point = new Point(pointName, entries(fieldMap, tagMap), time > 0n ? time : ctx.point.time);
    checkQuietly(point, engineRules(category));
    if (!site.plan.runsScript) {
      ctx.created.push({ category, point, dropped: false });
      return undefined;
    }
    const inner = new RunContext(withoutState(ctx.services), category, point, ctx.budget);
    const waiting = site.callScript(inner);
    if (waiting === undefined) addCreated(ctx, inner);
    return waiting?.then(() => {
      addCreated(ctx, inner);
      return undefined;
    });
  },
});

/** The point after its script has run; points made inside are lost, as in the reference. */
function addCreated(ctx: RunContext, { category, point, dropped }: RunContext): void {
  ctx.created.push({ category, point, dropped });
}

function withoutState(services: Services): Services {
  return { ...services, ...NO_STATE, ipdb: undefined, referTables: undefined };
}

function nameOf(name: Value, site: CallSite): string {
  if (typeof name === 'string') return name;
  // compat: what is no text is called a string in the message.
  throw site.error(`type of parameter expected to be string, got ${isNothing(name) ? 'nil' : 'string'}`, 0);
}

const EMPTY: ScriptMap = new Map();

/** undefined: the call is to do nothing. */
function mapOf(value: Argument, site: CallSite, slot: number): ScriptMap | undefined {
  if (value === FAILED) return undefined;
  if (value === undefined || isNothing(value)) return EMPTY;
  if (value instanceof Map) return value;
  throw site.error(`type of parameter expected to be map, got ${goTypeOf(value)}`, slot);
}

function timeOf(value: Argument, site: CallSite): bigint | undefined {
  if (value === FAILED) return undefined;
  if (value === undefined || isNothing(value)) return 0n;
  if (isInt(value)) return BigInt(value);
  throw site.error(`type of parameter expected to be int64, got ${goTypeOf(value)}`, TIME_SLOT);
}

/** Tags win over fields of the same name. */
function entries(fields: ScriptMap, tags: ScriptMap): KV[] {
  const kvs = new Map<string, KV>();
  for (const [key, value] of fields) {
    if (isScalar(value)) kvs.set(key, new KV(key, value, false));
  }
  for (const [key, value] of tags) {
    if (typeof value === 'string') kvs.set(key, new KV(key, value, true));
  }
  return [...kvs.values()];
}

function isScalar(value: Value): value is string | boolean | number | bigint | Float {
  return typeof value !== 'object' || value instanceof Float;
}
