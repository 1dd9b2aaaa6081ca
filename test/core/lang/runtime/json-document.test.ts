import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonDocument, JsonTexts } from '../../../../core/lang/runtime/json-document.js';
import type { JsonStep } from '../../../../core/lang/runtime/json-document.js';
import { jsonText } from '../../../../core/lang/runtime/convert.js';
import type { Value } from '../../../../core/lang/runtime/value.js';
import { Float } from '../../../../core/lang/runtime/value.js';

/** A script value as plain data, floats as numbers. */
function plain(value: Value | undefined): unknown {
  if (value instanceof Float) return value.v;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  return value;
}

function load(text: string): unknown {
  const document = new JsonDocument(text);
  return document.isLoadable ? plain(document.value(0)) : undefined;
}

function at(text: string, ...path: JsonStep[]): unknown {
  const document = new JsonDocument(text);
  const token = document.find(path);
  return token === undefined ? undefined : plain(document.value(token));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// JSON.parse is no measure for lone surrogates and for keys that an object of JavaScript treats apart.
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
const anyJson = fc
  .jsonValue({ maxDepth: 5, stringUnit: 'grapheme' })
  .filter((v) => !JSON.stringify(v).includes('__proto__'));

describe('a JSON document', () => {
  test('holds what JSON.parse reads', () => {
    fc.assert(
      fc.property(anyJson, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(load(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  test('is written as the script value would be', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const document = new JsonDocument(JSON.stringify(value));
        expect(document.write(0)).toBe(jsonText(document.value(0)));
      }),
      { numRuns: 300 },
    );
  });

  test('is strict exactly when JSON.parse takes it', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '1',
      '-',
      '0',
      '01',
      '1.',
      '.5',
      '1e5',
      'e',
      '+',
    ];
    const words = ['true', 'false', 'null', 'nul', ' ', '\n', '\t', '"', '\\', '\u0001', '\0', '中', '1e400', "'"];
    const soup = fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 8 }).map((list) => list.join(''));
    const cut = fc.tuple(anyJson, fc.nat(60), anyText).map(([value, where, text]) => {
      const json = JSON.stringify(value);
      return json.slice(0, where) + text.slice(0, 1) + json.slice(where + 1);
    });
    fc.assert(
      fc.property(fc.oneof(soup, cut), (text) => {
        expect(new JsonDocument(text).isStrict).toBe(parses(text));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['[01]', [1]],
    ['[1.]', [1]],
    ['[-.5]', [-0.5]],
    ['["a\tb\n"]', ['a\tb\n']],
    ['{"a":1}\0rest', { a: 1 }],
    ['[-0]', [-0]],
    ['{"a":1,"a":2}', { a: 2 }],
    ['["\\ud83d\\ude80 \\ud83d \\ude80 \\ud83d\\ud83d\\ude80 \\ud83d\\u0041"]', ['🚀 \ufffd \ufffd \ufffd🚀 \ufffdA']],
    ['["\\\\ud83d\\/\\b\\u0000"]', ['\\ud83d/\b\0']],
    ['"\udcff"', '\udcff'],
    ['"\\udcff"', '\ufffd'],
    [`"${'x'.repeat(100)}\\n${'y'.repeat(100)}"`, `${'x'.repeat(100)}\n${'y'.repeat(100)}`],
  ])('reads %j as the reference does', (text, want) => {
    expect(load(text)).toEqual(want);
  });

  test.each([
    '',
    ' ',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '[.5]',
    '[+1]',
    '[1e]',
    '[-]',
    '[1_0]',
    '1 2',
    '[1e400]',
    '"a',
    'nul',
  ])('refuses %j', (text) => {
    expect(load(text)).toBeUndefined();
  });

  test.each([
    '"a\0b"',
    `"${'x'.repeat(100)}\0"`,
    `["\\q"]`,
    `"${'x'.repeat(100)}\\q"`,
    '"\\u12"',
    `{"a"${' '.repeat(9)}1}`,
  ])('refuses %j too', (text) => {
    expect(load(text)).toBeUndefined();
  });

  test('is followed by names and indexes', () => {
    const text = '{"a":{"b":[10,{"c":"x"},[1,2]]},"a.b":"flat","k\\u00e9y":1}';
    expect(at(text, 'a', 'b', 1, 'c')).toBe('x');
    expect(at(text, 'a', 'b', -1, -2)).toBe(1);
    expect(at(text, 'a', 'b', 3)).toBeUndefined();
    expect(at(text, 'a', 'b', -4)).toBeUndefined();
    expect(at(text, 'a', 0)).toBeUndefined();
    expect(at(text, 'a', 'b', 'c')).toBeUndefined();
    expect(at(text, 'a.b')).toBe('flat');
    expect(at(text, 'kéy')).toBe(1);
    expect(at(text, '__proto__')).toBeUndefined();
    expect(at('{"__proto__":{"x":1}}', '__proto__', 'x')).toBe(1);
  });

  test('is written without a member', () => {
    const document = new JsonDocument('{"z":1.0,"b":{"c":" v ","d":"<&>"},"l":[{"c":1}]}');
    expect(document.write(0, document.find(['b', 'c']))).toBe(
      '{"b":{"d":"\\u003c\\u0026\\u003e"},"l":[{"c":1}],"z":1}',
    );
    expect(document.write(0, document.find(['l', 0, 'c']))).toBe(
      '{"b":{"c":" v ","d":"\\u003c\\u0026\\u003e"},"l":[{}],"z":1}',
    );
  });

  test.each([
    ['lists', '['.repeat(9000) + ']'.repeat(9000), true],
    ['maps', '{"a":'.repeat(9000) + '1' + '}'.repeat(9000), true],
    ['lists without end', '['.repeat(1_000_000), false],
    ['a list deeper than the reference goes', '['.repeat(10_001) + ']'.repeat(10_001), false],
    ['a text without end', `"${'\\n'.repeat(500_000)}`, false],
    ['commas', `[${','.repeat(1_000_000)}]`, false],
    ['a long number', '1'.repeat(1_000_000), false],
  ])('with %s takes no stack and little time', (_, text, isLoadable) => {
    const started = performance.now();
    const document = new JsonDocument(text);
    expect(document.isLoadable).toBe(isLoadable);
    if (isLoadable) {
      document.value(0);
      document.write(0);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('the texts of a run', () => {
  test('are scanned once each, the last few of them', () => {
    const texts = new JsonTexts();
    const first = texts.open('[1]');
    expect(texts.open('[1]')).toBe(first);
    for (const text of ['[2]', '[3]', '[4]', '[5]']) texts.open(text);
    expect(texts.open('[1]')).not.toBe(first);
  });
});
