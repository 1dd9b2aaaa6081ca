import type { Signature } from '../lang/check/signature.js';
import { PatternTable } from '../grok/table.js';
import { orFail, patternsOf } from './patterns.js';
import { defineBuiltin } from './spec.js';

/** The add_pattern function for scripts whose patterns start from a table. */
export function addPatternTo(table: PatternTable): Signature {
  return defineBuiltin({
    name: 'add_pattern',
    family: 'regex',
    style: 'positional',
    arity: 'func add_pattern expected 2 args',
    params: [
      { name: 'name', mode: 'node', doc: 'Name to use in tokens.' },
      { name: 'pattern', mode: 'node', doc: 'RE2 expression, which may hold tokens itself.' },
    ],
    returns: 'void',
    doc:
      'Names a pattern for the grok calls below it in the same block and the blocks inside. This happens when the script ' +
      'is compiled: whether the call is ever reached does not matter.',
    source: 'pipeline-go ptinput/funcs/fn_add_pattern.go',
    examples: [
      {
        title: 'a pattern out of patterns',
        script: 'add_pattern("SIZE", "%{INT:size:int}(?:kB|MB)")\ngrok(_, "sent %{SIZE}")',
        message: 'sent 12kB',
        want: { size: 12 },
      },
    ],
    check(call) {
      const [name, pattern] = call.args;
      // compat: for a wrong name the reference blames the call, not the argument.
      if (name?.kind !== 'StringLiteral') return call.fail(`expect StringLiteral, got ${name?.kind ?? 'nil'}`);
      if (pattern?.kind !== 'StringLiteral') {
        return call.fail(`expect StringLiteral, got ${pattern?.kind ?? 'nil'}`, pattern);
      }
      orFail(call, undefined, () => patternsOf(call, table).add(name.value, pattern.value));
      return undefined;
    },
    run: () => undefined,
  });
}

export const addPattern = addPatternTo(PatternTable.builtIn);
