// Reading and writing keys of the point by computed names. Variables are never looked at.

import type { Value } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

const MESSAGE = 'message';
const SOURCE = 'pipeline-go ptinput/funcs/fn_pt_kvs.go';

/** compat: `_` is message for get and del, but not for set. */
function keyOf(name: Value): string {
  return name === '_' ? MESSAGE : (name as string); // style `typed`: the kinds are checked before
}

export const ptKvsGet = defineBuiltin({
  name: 'pt_kvs_get',
  family: 'point',
  style: 'typed',
  params: [{ name: 'name', mode: 'value', kind: 'str', doc: 'Tag or field to read; `_` is message.' }],
  returns: 'any',
  doc: 'The value of a tag or field by a computed name, nil when there is none.',
  source: SOURCE,
  examples: [{ title: 'a computed name', script: 'add_key(a1, 7)\nadd_key(v, pt_kvs_get("a" + "1"))', want: { v: 7 } }],
  run: (ctx, _site, name) => ctx.get(keyOf(name)) ?? null,
});

export const ptKvsSet = defineBuiltin({
  name: 'pt_kvs_set',
  family: 'point',
  style: 'typed',
  params: [
    { name: 'name', mode: 'value', kind: 'str', doc: 'Key to write. `_` is a key of that name, not message.' },
    {
      name: 'value',
      mode: 'value',
      kind: ['bool', 'int', 'float', 'str', 'list', 'map', 'nil'],
      doc: 'Value to write; lists and maps become JSON text.',
    },
    { name: 'as_tag', mode: 'value', kind: 'bool', optional: true, default: 'false', doc: 'true: make it a tag.' },
  ],
  returns: 'bool',
  doc: 'Writes a tag or field by a computed name and returns true. An existing tag stays a tag.',
  source: SOURCE,
  examples: [
    {
      title: 'members of an object',
      message: '{"lvl":"warn","code":7}',
      script: 'm = load_json(_)\nfor k in m {\n  pt_kvs_set("j_" + k, m[k])\n}',
      want: { j_lvl: 'warn', j_code: 7 },
    },
    { title: 'as a tag', script: 'pt_kvs_set("code", 1.5, as_tag=true)', want: { code: '1.5' } },
  ],
  run(ctx, _site, name, value, asTag) {
    if (asTag === true) ctx.setTag(name as string, value);
    else ctx.set(name as string, value);
    return true;
  },
});

export const ptKvsDel = defineBuiltin({
  name: 'pt_kvs_del',
  family: 'point',
  style: 'typed',
  params: [{ name: 'name', mode: 'value', kind: 'str', doc: 'Tag or field to remove; `_` is message.' }],
  returns: 'void',
  doc: 'Removes a tag or field by a computed name.',
  source: SOURCE,
  examples: [{ title: 'remove', script: 'add_key(tmp, 1)\npt_kvs_del("tmp")', want: { tmp: null } }],
  run(ctx, _site, name) {
    ctx.delete(keyOf(name));
  },
});

export const ptKvsKeys = defineBuiltin({
  name: 'pt_kvs_keys',
  family: 'point',
  style: 'typed',
  params: [
    { name: 'tags', mode: 'value', kind: 'bool', optional: true, default: 'true', doc: 'With the names of tags.' },
    { name: 'fields', mode: 'value', kind: 'bool', optional: true, default: 'true', doc: 'With the names of fields.' },
  ],
  returns: 'list',
  doc: 'Names of the tags, then of the fields, each in the order they stand in the point.',
  source: SOURCE,
  examples: [
    {
      title: 'remove all fields of a prefix',
      script: 'add_key(x_a, 1)\nfor k in pt_kvs_keys(tags=false) {\n  if "x_" in k {\n    pt_kvs_del(k)\n  }\n}',
      want: { x_a: null },
    },
  ],
  run(ctx, _site, tags = true, fields = true) {
    const names: { tags: string[]; fields: string[] } = { tags: [], fields: [] };
    for (const kv of ctx.point.kvs) names[kv.isTag ? 'tags' : 'fields'].push(kv.key);
    return [...(tags === true ? names.tags : []), ...(fields === true ? names.fields : [])];
  },
});
