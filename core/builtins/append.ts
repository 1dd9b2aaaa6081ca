import { MAX_ITEMS } from '../lang/runtime/limits.js';
import { Void } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

export const append = defineBuiltin({
  name: 'append',
  family: 'collection',
  style: 'positional',
  arity: 'func %s expects 2 args', // compat: the reference forgets to put the name in
  params: [
    {
      name: 'list',
      mode: 'read',
      accepts: ['Identifier'],
      expects: 'the first param expects Identifier, got NODE',
      doc: 'Variable holding a list.',
    },
    { name: 'element', mode: 'value', doc: 'What to add, as one element even when it is a list.' },
  ],
  returns: ['list', 'void'],
  doc: 'A new list with one element more; nothing when there is no such list. The list itself is not changed.',
  source: 'pipeline-go ptinput/funcs/fn_append.go',
  examples: [
    { title: 'a list element is one item', script: 'a = [1]\nb = append(a, [2])\nadd_key(b)', want: { b: '[1,[2]]' } },
  ],
  run(_ctx, site, _name, list, element) {
    if (!Array.isArray(list)) return undefined;
    if (list.length >= MAX_ITEMS) throw site.error(`a list cannot have more than ${MAX_ITEMS} elements`);
    return [...list, element instanceof Void ? null : element];
  },
});
