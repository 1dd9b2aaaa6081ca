import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { get } from '../../../core/builtins/gjson-path/get.js';
import { exists } from '../../../core/builtins/gjson-path/scan.js';

const DOC = `{
  "name": {"first": "Tom", "last": "Anderson"},
  "age": 37,
  "children": ["Sara","Alex","Jack"],
  "fav.movie": "Deer Hunter",
  "friends": [
    {"first": "Dale", "last": "Murphy", "age": 44, "nets": ["ig", "fb", "tw"]},
    {"first": "Roger", "last": "Craig", "age": 68, "nets": ["fb", "tw"]},
    {"first": "Jane", "last": "Murphy", "age": 47, "nets": ["ig", "tw"]}
  ]
}`;

const VALUES = '{"vals":[{"a":1,"b":"data"},{"a":2,"b":true},{"a":3,"b":false},{"a":4,"b":"0"},{"a":5,"b":0},{"a":6,"b":"1"},{"a":7,"b":1},{"a":8,"b":"true"},{"a":9},{"a":10,"b":null}]}'; // prettier-ignore

describe('gjson paths', () => {
  test.each([
    ['name.last', '"Anderson"'],
    ['name.first', '"Tom"'],
    ['age', '37'],
    ['children', '["Sara","Alex","Jack"]'],
    ['children.0', '"Sara"'],
    ['children.3', ''],
    ['friends.1', '{"first": "Roger", "last": "Craig", "age": 68, "nets": ["fb", "tw"]}'],
    ['friends.1.first', '"Roger"'],
    ['child*.2', '"Jack"'],
    ['c?ildren.0', '"Sara"'],
    ['fav\\.movie', '"Deer Hunter"'],
    ['friends.#', '3'],
    ['friends.#.age', '[44,68,47]'],
    ['friends.#.nets.#', '[3,2,2]'],
    ['friends.#(last=="Murphy").first', '"Dale"'],
    ['friends.#(last=="Murphy")#.first', '["Dale","Jane"]'],
    ['friends.#(last=="Nobody")#.first', '[]'],
    ['friends.#(age>45)#.last', '["Craig","Murphy"]'],
    ['friends.#(age<=44).last', '"Murphy"'],
    ['friends.#(age!=44).first', '"Roger"'],
    ['friends.#(first%"D*").last', '"Murphy"'],
    ['friends.#(first!%"D*").last', '"Craig"'],
    ['friends.#(nets.#(=="fb"))#.first', '["Dale","Roger"]'],
    ['friends.#(nets.#(=="ig"))#|#', '2'],
    ['friends.#(phone).first', ''],
    ['friends.#(nets).first', '"Dale"'],
    ['children.#(!%"*a*")', '"Alex"'],
    ['children.#(%"*a*")#', '["Sara","Jack"]'],
    ['children.#(>"B")#', '["Sara","Jack"]'],
    ['friends.0.first', '"Dale"'],
    ['friends|0.first', '"Dale"'],
    ['friends|0|first', '"Dale"'],
    ['friends|#', '3'],
    ['friends.#(last="Murphy")#|0', '{"first": "Dale", "last": "Murphy", "age": 44, "nets": ["ig", "fb", "tw"]}'],
    ['friends.#(last="Murphy")#.0', '[]'],
    ['friends.#(last="Murphy")#.first|0', '"Dale"'],
    ['friends.#.first|1', '"Roger"'],
    ['children.@reverse', '["Jack","Alex","Sara"]'],
    ['children.@reverse.0', '"Jack"'],
    ['children|@reverse|0', '"Jack"'],
    ['@this.age', '37'],
    ['@nosuch', ''],
    ['name.@keys', '["first","last"]'],
    ['name.@values', '["Tom","Anderson"]'],
    ['name.@tostr', '"{\\"first\\": \\"Tom\\", \\"last\\": \\"Anderson\\"}"'],
    ['name.@tostr.@fromstr', '{"first": "Tom", "last": "Anderson"}'],
    ['name.@ugly', '{"first":"Tom","last":"Anderson"}'],
    ['name.@pretty', '{\n  "first": "Tom",\n  "last": "Anderson"\n}\n'],
    ['name.@reverse', '{"last":"Anderson","first":"Tom"}'],
    ['@dig:first', '["Tom","Dale","Roger","Jane"]'],
    ['@dig:#(age>45)', '[{"first": "Roger", "last": "Craig", "age": 68, "nets": ["fb", "tw"]}]'],
    ['[name.first,age]', '["Tom",37]'],
    [
      '{name.first,age,"the_murphys":friends.#(last="Murphy")#.first}',
      '{"first":"Tom","age":37,"the_murphys":["Dale","Jane"]}',
    ],
    ['{name.first,nosuch}', '{"first":"Tom"}'],
    ['{name.first,"company":!"Happysoft","employed":!true}', '{"first":"Tom","company":"Happysoft","employed":true}'],
    ['friends.#.{first,age}|1', '{"first":"Roger","age":68}'],
    ['name.{first}.first', '"Tom"'],
    ['', ''],
    ['.', ''],
    ['friends.#(', ''],
    ['friends.#(age>', ''],
  ])('%s', (path, raw) => {
    expect(get(DOC, path).raw).toBe(raw);
  });

  test.each([
    ['vals.#(b==~true)#.a', '[2,6,7,8]'],
    ['vals.#(b==~false)#.a', '[3,4,5,9,10]'],
    ['vals.#(b==~null)#.a', '[9,10]'],
    ['vals.#(b!=~*)#.a', '[9]'],
    ['vals.#(b!=~null)#.a', '[1,2,3,4,5,6,7,8]'],
    ['vals.#(b==~what)#.a', '[]'],
    ['vals.#(b>=false)#.a', '[2,5,7,8]'],
  ])('%s tests for what is like true, false or null', (path, raw) => {
    expect(get(VALUES, path).raw).toBe(raw);
  });

  test.each([
    ['[1,[2],[3,4],[5,[6,7]]]', '@flatten', '[1,2,3,4,5,[6,7]]'],
    ['[1,[2],[3,4],[5,[6,7]]]', '@flatten:{"deep":true}', '[1,2,3,4,5,6,7]'],
    ['[{"first":"Tom","age":37},{"age":41}]', '@join', '{"first":"Tom","age":41}'],
    ['[{"first":"Tom","age":37},{"age":41}]', '@join:{"preserve":true}', '{"first":"Tom","age":37,"age":41}'],
    ['{"a":[1,2],"b":[3],"c":4}', '@group', '[{"a":1,"b":3},{"a":2}]'],
    ['{"a":[1,{"b":2},[]]}', '@pretty', '{\n  "a": [\n    1,\n    {\n      "b": 2\n    },\n    []\n  ]\n}\n'],
    ['{"a":[1,2]}', '@valid.a', '[1,2]'],
    ['{"a":[1,2]', '@valid.a', ''],
    ['{"a":1}\n{"a":2}\n[3]', '..#', '3'],
    ['{"a":1}\n{"a":2}\n{"a":3}', '..#.a', '[1,2,3]'],
    ['{"a":1}\n{"a":2}', '..#(a>1)', '{"a":2}'],
    ['{"a":nan,"b":-Inf,"c":1e400}', 'c', '1e400'],
    ['{"a":{"b":1},"a":{"c":2}}', 'a.c', '2'],
    ['{"a":1,"a":2}', 'a', '1'],
    ['{"a\\"b":1}', 'a"b', '1'],
    ['{"a*b":1,"axb":2}', 'a\\*b', '1'],
    ['{"a":"x}y","b":2}', 'b', '2'],
    ['not {"a":1} JSON', 'a', '1'],
    ['{"a" 1 "b" 2}', 'b', '2'],
  ])('%s under %s', (json, path, raw) => {
    expect(get(json, path).raw).toBe(raw);
  });

  test('say what strings say', () => {
    expect(get('{"s":"\\u00e9\\n\\ud83d\\ude42\\ud83dx\\/"}', 's').text).toBe('é\n🙂\ufffdx/');
    expect(get('{"s":"a\\qb"}', 's').text).toBe('a');
    expect(get('{"c":1e400,"d":-1e400,"e":1x}', 'c').num).toBe(Infinity);
    expect(get('{"c":1e400,"d":-1e400,"e":1x}', 'd').num).toBe(-Infinity);
    expect(get('{"c":1e400,"d":-1e400,"e":1x}', 'e').num).toBe(0);
  });

  test('find what JSON.parse has', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '"', '\\', 'é', '{', ']', ' '), maxLength: 3 });
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.boolean(), name, tie('list'), tie('map')),
      list: fc.array(tie('any'), { maxLength: 4 }),
      map: fc.dictionary(name, tie('any'), { maxKeys: 4 }),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.constantFrom(undefined, 1), (doc, indent) => {
        const json = JSON.stringify(doc, undefined, indent);
        walk(doc, [], (path, expected) => {
          const found = get(json, path.map((part) => part.replace(/[^a-z0-9]/g, '\\$&')).join('.'));
          expect(JSON.parse(found.raw)).toEqual(expected);
        });
      }),
    );
  });

  test('end on any text and path', () => {
    const json = fc.array(fc.constantFrom('{', '}', '[', ']', '"a"', '"', ':', ',', '1', 'true', 'n', '\\', ' '), {
      maxLength: 20,
    });
    const pieces = ['a', '1', '.', '|', '#', '#(', ')', '@', '@this', '@dig:', '@flatten', '{', '}', '[', ']', '!', '*', '?', '\\', '"', '=', '~', ':', ',', '..']; // prettier-ignore
    const path = fc.array(fc.constantFrom(...pieces), { maxLength: 12 });
    fc.assert(
      fc.property(json, path, (text, parts) => void exists(get(text.join(''), parts.join('')))),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['an object that never ends', '{"a":'.repeat(100_000), 'a.a.a'],
    ['quotes', `{"a":"${'\\"'.repeat(300_000)}"}`, 'a'],
    ['a digging path', '[['.repeat(20_000), '@dig:a'],
    ['a wildcard', `{"${'a'.repeat(20_000)}":1}`, '*a*a*a*a*a*b'],
    ['queries in queries', `[${'[1,2],'.repeat(20_000)}1]`, '#(#(=="x"))#.#(#(=="y"))#'],
    ['many pipes', '{"a":1}', '@this|'.repeat(400)],
  ])('take %s in their stride', (_, json, path) => {
    const started = performance.now();
    get(json, path);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('are bounded in depth and work', () => {
    expect(() => get('{"a":1}', '@this|'.repeat(10_000))).toThrow(/levels deep/);
    expect(() => get('['.repeat(10_000), '0.'.repeat(10_000))).toThrow(/levels deep/);
    expect(() => get(`[${'1,'.repeat(3_000_000)}1]`, `[${'0,'.repeat(20)}0]`)).toThrow(/characters/);
  });
});

function walk(value: unknown, path: readonly string[], visit: (path: readonly string[], value: unknown) => void): void {
  if (path.length > 0) visit(path, value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) if (key !== '') walk(item, [...path, key], visit);
}
