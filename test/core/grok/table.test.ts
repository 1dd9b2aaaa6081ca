import { describe, expect, test } from '@jest/globals';
import { boundRegexBacktracking } from '../../../core/grok/backtracking.js';
import { compileGrok } from '../../../core/grok/grok.js';
import { PatternScope, PatternTable } from '../../../core/grok/table.js';

boundRegexBacktracking();

function fieldsOf(pattern: string, text: string, table = PatternTable.builtIn): Record<string, string> | null {
  const grok = compileGrok(pattern, table.lookup);
  const texts = grok.match(text);
  return texts && Object.fromEntries(grok.fields.map(({ key, slot }) => [key, texts[slot] ?? '']));
}

describe('the built-in patterns', () => {
  test('are 78, all of which compile and run on V8', () => {
    const { names } = PatternTable.builtIn;
    expect(names).toHaveLength(78);
    for (const name of names) {
      expect([name, compileGrok(`%{${name}}`, PatternTable.builtIn.lookup).regex.engine]).toEqual([name, 'v8']);
    }
  });
});

describe('patterns of files', () => {
  const table = PatternTable.builtIn.withFiles([
    '# comment\nORDER o-%{DIGITS:number}\r\nDIGITS [0-9]+\nINT nothing\n\nnoblank\n',
    'BAD (a\nLOOP1 %{LOOP2}\nLOOP2 x%{LOOP1}\nUSER2 %{USER:name} %{MISSING}\n',
  ]);

  test('can be named, in any order and across files', () => {
    expect(fieldsOf('%{ORDER:order}', 'see o-17', table)).toEqual({ order: 'o-17', number: '17' });
  });

  test('do not replace built-in ones', () => {
    expect(fieldsOf('%{INT:n}', 'nothing 5', table)).toEqual({ n: '5' });
  });

  test('are left out with a reason when they are wrong', () => {
    const problems = Object.fromEntries(table.problems.map(({ name, message }) => [name, message]));
    expect(problems).toEqual({
      BAD: 'error parsing regexp: missing closing ): `(a`',
      LOOP1: 'no pattern foud for %{LOOP1}',
      LOOP2: 'no pattern foud for %{LOOP1}',
      USER2: 'no pattern foud for %{MISSING}',
    });
    expect(() => compileGrok('%{BAD}', table.lookup)).toThrow('no pattern foud for %{BAD}');
    expect(() => compileGrok('%{LOOP2}', table.lookup)).toThrow('no pattern foud for %{LOOP2}');
  });

  test('leave the built-in table as it was', () => {
    expect(() => compileGrok('%{ORDER}', PatternTable.builtIn.lookup)).toThrow('no pattern foud for %{ORDER}');
  });
});

describe('patterns of a block', () => {
  test('are seen inside it, hide outer ones, and stay what they were when others change', () => {
    const outer = new PatternScope(PatternTable.builtIn.lookup);
    outer.add('A', 'a');
    outer.add('AA', '%{A}%{A}');
    const inner = new PatternScope(outer.lookup);
    inner.add('A', 'b');
    expect(inner.lookup('A')?.text).toBe('b');
    expect(inner.lookup('AA')?.text).toBe('(a)(a)');
    expect(outer.lookup('A')?.text).toBe('a');
    expect(() => inner.add('C', '%{C}')).toThrow('no pattern foud for %{C}');
  });

  test('cannot be grown without bound', () => {
    const scope = new PatternScope(PatternTable.builtIn.lookup);
    scope.add('X0', 'xxxxxxxxxx');
    const grow = (): void => {
      for (let i = 0; i < 40; i++) scope.add(`X${i + 1}`, `%{X${i}}%{X${i}}`);
    };
    expect(grow).toThrow('pattern too long');
  });
});

describe('fields', () => {
  test('with one name take the last group, even one that took no part', () => {
    expect(fieldsOf('(?:x%{INT:a}|y%{INT:a})', 'x5')).toEqual({ a: '' });
    expect(fieldsOf('%{INT:a} %{INT:a}', '1 2')).toEqual({ a: '2' });
  });

  test('take the outer type before an inner one', () => {
    const scope = new PatternScope(PatternTable.builtIn.lookup);
    scope.add('N', '%{INT:n:int}');
    scope.add('M', '%{INT:n:float}');
    const typeIn = (pattern: string): string | undefined => compileGrok(pattern, scope.lookup).fields[0]?.type;
    expect(typeIn('%{N} %{M}')).toBe('int');
    expect(typeIn('%{N} %{INT:n:bool}')).toBe('bool');
    expect(typeIn('%{INT:n:float} %{INT:n:string}')).toBe('str');
  });
});
