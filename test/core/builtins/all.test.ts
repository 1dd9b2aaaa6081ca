import { describe, expect, test } from '@jest/globals';
import { BUILTINS, BUILTIN_TABLE } from '../../../core/builtins/all.js';

describe('the table of builtins', () => {
  test('has no name twice', () => {
    const names = BUILTINS.flatMap((spec) => [spec.name, ...(spec.aliases ?? [])]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(BUILTIN_TABLE.size).toBe(names.length);
  });

  test('lists names in order', () => {
    const names = BUILTINS.map((spec) => spec.name);
    expect(names).toEqual([...names].sort());
  });

  test.each(BUILTINS.map((spec) => [spec.name, spec] as const))('%s has words, a source and an example', (_, spec) => {
    expect(spec.doc.trim()).toMatch(/[.)]$/);
    expect(spec.source).toMatch(/\.go$/);
    for (const param of spec.params) expect(param.doc.trim()).toMatch(/[.)]$/);
    expect(spec.examples.length).toBeGreaterThan(0);
    for (const example of spec.examples) expect(Object.keys(example.want)).not.toHaveLength(0);
  });

  test.each(BUILTINS.map((spec) => [spec.name, spec] as const))('%s puts optional parameters last', (_, spec) => {
    const firstOptional = spec.params.findIndex((param) => param.optional === true);
    const lastRequired = spec.params.findLastIndex((param) => param.optional !== true && param.variadic !== true);
    expect(firstOptional === -1 || lastRequired < firstOptional).toBe(true);
    expect(spec.params.slice(0, -1).some((param) => param.variadic === true)).toBe(false);
  });
});
