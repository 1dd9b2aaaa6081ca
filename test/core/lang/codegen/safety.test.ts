// Nothing a script says may reach generated code as anything but data (decision D1). The emitted text is read token by
// token: literals, names the generator makes, and a short list of words; anything else is a hole.

import { describe, expect, test } from '@jest/globals';
import { BUILTIN_TABLE } from '../../../../core/builtins/all.js';
import { OPERATORS } from '../../../../core/lang/runtime/operators.js';
import { KV, Point } from '../../../../core/point/point.js';
import { plainServices } from '../../../../core/scripts/plain-services.js';
import { runScript } from '../../../../core/scripts/run.js';
import { compileSet } from '../../../../core/scripts/script-set.js';
import { FUZZ_TIMEOUT_MS, fuzz, scriptArbitrary, scriptText } from '../../../helpers/script-arbitrary.js';
import { TOY_CALLS, TOYS } from '../../../helpers/toy-builtins.js';

const WORDS = new Set(
  (
    'const let if else for while break continue return function async await try catch typeof null true false void ' +
    'K R c b x e'
  ).split(' '),
);
const PROPERTIES = new Set('get budget left refill wait fail has set length'.split(' '));
const OPERATOR_NAMES = new Set(Object.keys(OPERATORS));

const TOKEN =
  /\s+|"(?:[^"\\\n\u0080-\uffff]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"|\d+n?(?![\w$])|\.?[A-Za-z_$][\w$]*|[!=]=?=?|[<>]=?|&&|\|\||\?\?|[-+*/%]=?|[(){}[\];:,?]/y;

/** What in the text is not of the forms the generator makes. */
function foreignTokens(text: string): string[] {
  const found: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length;) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return [...found, `cannot read ${JSON.stringify(text.slice(at, at + 40))}`];
    if (/^[.A-Za-z_$]/.test(token) && !isOurs(token)) found.push(token);
  }
  return found;
}

function isOurs(token: string): boolean {
  if (token.startsWith('.')) return PROPERTIES.has(token.slice(1)) || OPERATOR_NAMES.has(token.slice(1));
  if (token.startsWith('$')) return OPERATOR_NAMES.has(token.slice(1));
  return WORDS.has(token) || /^[kvtL]\d+$/.test(token);
}

function emittedText(source: string): string | undefined {
  const { scripts } = compileSet(new Map([['t.p', source]]), TOYS);
  return scripts.get('t.p')?.text;
}

const REAL_CALLS = [
  'len(%e)',
  'add_key(%n, %e)',
  'add_key(%n)',
  'set_tag(%n)',
  'rename(%n, %n)',
  'drop_key(%n)',
  'get_key(%n)',
  'append(%n, %e)',
  'value_type(%e)',
  'exit()',
  'drop()',
];

describe('emitted code', () => {
  test(
    'holds only literals and names the generator makes',
    () => {
      let compiled = 0;
      fuzz(scriptArbitrary({ calls: TOY_CALLS }), (source) => {
        const text = emittedText(source);
        if (text === undefined) return;
        compiled++;
        expect(foreignTokens(text)).toEqual([]);
      });
      expect(compiled).toBeGreaterThan(50);
    },
    FUZZ_TIMEOUT_MS,
  );

  test('keeps texts inside their literals', () => {
    const hostile = ['"; globalThis.broken = 1; "', "\\', '\u2028'", '\u2028', '\u2029', '${1}', '*/', '-->', '\u0000'];
    for (const text of hostile) {
      const emitted = emittedText(`set(k, ${scriptText(text)})\nset(${scriptText(text)}, 1)\n`)!;
      expect(foreignTokens(emitted)).toEqual([]);
      expect(emitted).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });

  test('finds what does not belong', () => {
    expect(foreignTokens('globalThis')).toEqual(['globalThis']);
    expect(foreignTokens('c.constructor')).toEqual(['.constructor']);
    expect(foreignTokens('"a\u2028"')).not.toEqual([]);
    expect(foreignTokens('`x`')).not.toEqual([]);
  });
});

describe('a run', () => {
  test(
    'changes nothing outside its point and ends in an outcome, whatever the script',
    () => {
      const services = plainServices({ nowNs: () => 0n, random: () => 0 });
      const before = worldPrint();
      fuzz(scriptArbitrary({ calls: REAL_CALLS }), (source) => {
        const { scripts } = compileSet(new Map([['t.p', source]]), BUILTIN_TABLE);
        const script = scripts.get('t.p');
        if (script === undefined) return;
        const kvs = [new KV('host', 'h', true), new KV('message', 'a b', false), new KV('n', 3, false)];
        const outcome = runScript(script, new Point('p', kvs, 1n), 'logging', services);
        if (outcome instanceof Promise) throw new Error('waits');
        expect(outcome.error?.diagnostic.code).not.toBe('internal');
        expect(worldPrint()).toBe(before);
      });
    },
    FUZZ_TIMEOUT_MS,
  );
});

/** The shape of everything a script could reach if it could reach anything. */
function worldPrint(): string {
  const roots = [Object.prototype, Array.prototype, Map.prototype, Function.prototype, String.prototype, Math, JSON];
  const shapes = roots.map((root) => Reflect.ownKeys(root).map(String).join());
  return [Reflect.ownKeys(globalThis).map(String).join(), ...shapes].join('\n');
}
