import type { Value } from '../lang/runtime/value.js';
import { toWellFormed } from '../point/text.js';
import { countCharacters, sliceCharacters } from './characters.js';
import { defineBuiltin } from './spec.js';

export const sliceString = defineBuiltin({
  name: 'slice_string',
  family: 'string',
  style: 'typed',
  params: [
    { name: 'name', mode: 'value', kind: 'str', doc: 'The text.' },
    { name: 'start', mode: 'value', kind: 'int', doc: 'First character, counted from 0.' },
    { name: 'end', mode: 'value', kind: 'int', doc: 'Character behind the last one; beyond the text is its end.' },
  ],
  returns: 'str',
  doc: 'Part of a text by characters. A negative bound, or start behind end, gives "".',
  source: 'pipeline-go ptinput/funcs/fn_slice_string.go',
  examples: [{ title: 'characters', script: 'add_key(s, slice_string("héllo", 1, 3))', want: { s: 'él' } }],
  run: (_ctx, _site, name, start, end) => slice(name as string, start, end), // style `typed`: kinds are checked before
});

function slice(raw: string, start: Value, end: Value): string {
  const text = toWellFormed(raw); // compat: a byte that is not UTF-8 comes out as U+FFFD
  const length = countCharacters(text);
  const from = Number(start);
  const to = Math.min(Number(end), length);
  return from < 0 || from > to ? '' : sliceCharacters(text, from, to);
}
