import { describe, expect, test } from '@jest/globals';
import { formatDiagnostic } from '../../../core/lang/source/diagnostic.js';
import { compileSet } from '../../../core/scripts/script-set.js';
import { TOYS } from '../../helpers/toy-builtins.js';

function compile(sources: Record<string, string>) {
  const { scripts, errors } = compileSet(new Map(Object.entries(sources)), TOYS);
  return { names: [...scripts.keys()].sort(), errors: (name: string) => errors.get(name)?.map(formatDiagnostic) };
}

describe('a set of scripts', () => {
  test('compiles the good ones beside a bad one', () => {
    const { names, errors } = compile({ 'a.p': 'set(a, 1)', 'b.p': 'nope()' });
    expect(names).toEqual(['a.p']);
    expect(errors('b.p')).toEqual(['b.p:1:1: unsupported func: `nope`']);
  });

  test('may use one script many times, and from several scripts', () => {
    const { names } = compile({
      'top.p': 'use("l.p")\nuse("r.p")\nuse("l.p")\nuse("l.p")',
      'l.p': 'use("base.p")',
      'r.p': 'use("base.p")',
      'base.p': 'set(a, 1)',
    });
    expect(names).toEqual(['base.p', 'l.p', 'r.p', 'top.p']);
  });

  test('names the way round a cycle, with the frames of the reference', () => {
    const { names, errors } = compile({
      'a.p': ' use("b.p")',
      'b.p': '  use("c.p")',
      'c.p': 'use("b.p")',
      'd.p': '\n',
    });
    expect(names).toEqual(['d.p']);
    expect(errors('a.p')).toEqual([
      'a.p:1:1: circular dependency: a.p -> b.p -> c.p -> b.p\nc.p:1:1:\nb.p:1:1:\na.p:1:1:',
    ]);
    expect(errors('c.p')).toEqual(['c.p:1:3: circular dependency: c.p -> b.p -> c.p\nb.p:1:3:\nc.p:1:3:']);
  });

  test('passes the error of a used script on, one frame for each user', () => {
    const { errors } = compile({ 'a.p': 'use("b.p")', 'b.p': '\n use("c.p")', 'c.p': 'x =' });
    expect(errors('a.p')).toEqual(['c.p:1:4: unexpected: end of input\nb.p:2:2:\na.p:1:1:']);
  });

  test('reports a script that is not there, in dead code too', () => {
    const { errors } = compile({ 'a.p': 'if false { use("z.p") }', 'b.p': 'use("a.p")' });
    expect(errors('b.p')).toEqual(['a.p:1:12: script z.p not found\nb.p:1:1:']);
  });

  test('refuses a chain too long for the stack, and a text too long to be a script', () => {
    const chain: Record<string, string> = { 'end.p': '\n' };
    for (let i = 0; i < 300; i++) chain[`s${i}.p`] = `use("${i === 299 ? 'end' : `s${i + 1}`}.p")`;
    const { errors } = compile(chain);
    expect(errors('s0.p')?.[0]).toContain('scripts use each other too deeply');
    expect(errors('s299.p')).toBeUndefined();
    const { errors: long } = compileSet(new Map([['a.p', 'set(a, 1)\n'.repeat(20)]]), TOYS, { maxLength: 100 });
    expect(long.get('a.p')?.[0]?.code).toBe('too-large');
  });

  test('compiles expressions of any length, and refuses nesting the stack does not carry', () => {
    const sum = `set(a, ${Array.from({ length: 20_000 }, () => '1').join(' + ')})`;
    const deep = `set(a, ${'['.repeat(1900)}${']'.repeat(1900)})`;
    const blocks = 'if true {\n'.repeat(1500) + '}\n'.repeat(1500);
    const { names, errors } = compile({ 'sum.p': sum, 'deep.p': deep, 'blocks.p': blocks });
    expect(names).toContain('sum.p');
    for (const name of ['deep.p', 'blocks.p']) if (!names.includes(name)) expect(errors(name)).toHaveLength(1);
  });
});
