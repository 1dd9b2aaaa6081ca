// A few builtins with every mode of parameter, so that the compiler can be tested without the real ones.

import { defineBuiltin } from '../../core/builtins/spec.js';
import { FAILED, type Signature, type SignatureTable } from '../../core/lang/check/signature.js';
import type { Value } from '../../core/lang/runtime/value.js';

const COMMON = { family: 'flow', returns: 'any', doc: '', source: '', examples: [] } as const;

/** Adds a letter to the key `trace`, so that the order of evaluation shows. */
const mark = defineBuiltin({
  ...COMMON,
  name: 'mark',
  style: 'positional',
  params: [{ name: 'value', mode: 'value', optional: true, doc: '' }],
  run(ctx, site, value) {
    const trace = ctx.get('trace');
    ctx.set('trace', `${typeof trace === 'string' ? trace.slice(-200) : ''}${site.position.col},`);
    return value;
  },
});

const set = defineBuiltin({
  ...COMMON,
  name: 'set',
  style: 'positional',
  framesErrors: true,
  params: [
    { name: 'key', mode: 'read', readUnless: 'value', doc: '' },
    { name: 'value', mode: 'value', optional: true, doc: '' },
  ],
  run(ctx, _site, key, current, value) {
    const next = value ?? current;
    if (next !== undefined) ctx.set(key, next);
  },
});

const typed = defineBuiltin({
  ...COMMON,
  name: 'typed',
  style: 'typed',
  params: [
    { name: 'text', mode: 'value', kind: 'str', doc: '' },
    { name: 'count', mode: 'value', kind: ['int', 'nil'], optional: true, doc: '' },
  ],
  run: (_ctx, _site, text, count) => (typeof count === 'number' ? text : [text]),
});

const quiet = defineBuiltin({
  ...COMMON,
  name: 'quiet',
  style: 'positional',
  params: [
    { name: 'value', mode: 'guarded', doc: '' },
    { name: 'rest', mode: 'guarded', variadic: true, doc: '' },
  ],
  run: (_ctx, _site, value, rest) => (value === FAILED ? 'failed' : ([value, ...rest] as Value[])),
});

const nothing = defineBuiltin({ ...COMMON, name: 'nothing', style: 'positional', params: [], run: () => undefined });

const stop = defineBuiltin({
  ...COMMON,
  name: 'stop',
  style: 'positional',
  params: [],
  exits: true,
  run: () => undefined,
});

export const later = defineBuiltin({
  ...COMMON,
  name: 'later',
  style: 'positional',
  waits: true,
  params: [{ name: 'value', mode: 'value', doc: '' }],
  run: async (_ctx, _site, value) => Promise.resolve(value),
});

export const useScript = defineBuiltin({
  ...COMMON,
  name: 'use',
  style: 'positional',
  params: [{ name: 'name', mode: 'node', accepts: ['StringLiteral'], doc: '' }],
  check(call) {
    const [node] = call.args;
    call.useScript(node?.kind === 'StringLiteral' ? node.value : '');
  },
  run: (ctx, site) => site.callScript(ctx),
});

const ALL: readonly Signature[] = [mark, set, typed, quiet, nothing, stop, later, useScript];

export const TOYS: SignatureTable = new Map(ALL.map((signature) => [signature.name, signature]));

/** Forms for scriptArbitrary; `later` and `use` are left to tests of their own. */
export const TOY_CALLS: readonly string[] = [
  'mark(%e)',
  'mark(%n = %e)',
  'set(%n, %e)',
  'set(%n)',
  'typed(%e)',
  'typed(text=%e, count=%e)',
  'quiet(%e, %e)',
  'quiet(%n = %e)',
  'nothing()',
  'stop()',
];
