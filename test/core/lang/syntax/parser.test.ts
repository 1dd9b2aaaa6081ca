import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BUILTIN_TABLE } from '../../../../core/builtins/all.js';
import { check } from '../../../../core/lang/check/check.js';
import { exprText } from '../../../../core/lang/check/key-name.js';
import { renderDiagnostics } from '../../../../core/lang/source/render.js';
import { Source } from '../../../../core/lang/source/source.js';
import { parse } from '../../../../core/lang/syntax/parser.js';
import { scriptText } from './script-text.js';

/** Parses, checks and renders; gives the first message, '' for none. */
function look(text: string): string {
  const source = new Source('t.p', text);
  const { program, diagnostics } = parse(source);
  const found = program === undefined ? diagnostics : check(source, program, BUILTIN_TABLE).diagnostics;
  expect(program === undefined).toBe(diagnostics.length > 0);
  expect(found.length).toBeLessThanOrEqual(21);
  renderDiagnostics(found, () => source);
  return found[0]?.message ?? '';
}

function printed(text: string): string {
  const { program } = parse(new Source('t.p', text));
  const stmt = program!.stmts[0]!;
  if (stmt.kind === 'IfelseStmt' || stmt.kind === 'ForStmt' || stmt.kind === 'ForInStmt') return stmt.kind;
  return stmt.kind === 'BreakStmt' || stmt.kind === 'ContinueStmt' ? stmt.kind : exprText(stmt);
}

describe('the parser', () => {
  test('either gives a program or says why not, and never throws', () => {
    fc.assert(
      fc.property(scriptText, (text) => void look(text)),
      { numRuns: 1000 },
    );
  });

  test('gives positions inside the source', () => {
    fc.assert(
      fc.property(scriptText, (text) => {
        const { diagnostics } = parse(new Source('t.p', text));
        for (const { chain } of diagnostics) {
          for (const { line } of chain) expect(line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['(', ')'],
    ['[', ']'],
    ['{"a":', '}'],
    ['f(', ')'],
    ['f(a=[', '])'],
    ['a[', ']'],
    ['a.b[', ']'],
    ['1+(', ')'],
    ['-', ''],
    ['!', ''],
    ['if x {\n', '\n}'],
    ['for x in y {\n', '\n}'],
    ['for ;; {\n', '\n}'],
    ['for ;; {', '}'],
  ])('says that %j is nested too deeply', (open, close) => {
    const started = performance.now();
    for (const depth of [300, 1600, 5000, 40_000]) {
      const message = look(open.repeat(depth) + '1' + close.repeat(depth));
      if (depth >= 5000) expect(message).toBe('nested too deeply');
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    ['a chain of operators', '1' + '+1'.repeat(40_000)],
    ['a chain of tests', 'x' + ' in y == z && w'.repeat(12_000)],
    ['a chain of attributes', 'a' + '.b'.repeat(40_000)],
    ['a chain of slices', '"s"' + '[0:1]'.repeat(20_000)],
    ['many statements', 'x = 1\n'.repeat(20_000)],
    ['many branches', 'if a {\n}' + ' elif a {\n}'.repeat(20_000)],
    ['a long list', `x = [${'1, '.repeat(40_000)}]`],
    ['many indexes', 'a' + '[0]'.repeat(40_000)],
  ])('takes %s in its stride', (_, text) => {
    const started = performance.now();
    expect(look(text)).toBe('');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    ['open brackets that never close', '([{'.repeat(40_000)],
    ['closing brackets', ')]}'.repeat(40_000)],
    ['errors on every line', 'a = = 1\n'.repeat(20_000)],
    ['errors of the lexer on every line', '"\\q"\n'.repeat(20_000)],
    ['an unclosed text per line', '"\n'.repeat(40_000)],
    ['unclosed backquotes', '`\ufffd'.repeat(40_000)],
    ['quotes of three', `'''"`.repeat(20_000)],
    ['unknown functions', 'nope(1)\n'.repeat(20_000)],
    ['a huge unknown name', `${'n'.repeat(200_000)}(1)`],
    ['unknown names in deep lists', `${'['.repeat(1500)}nope(1)${']'.repeat(1500)}`],
    ['if without end', 'if x {\n'.repeat(20_000)],
  ])('refuses %s within a second or so', (_, text) => {
    const started = performance.now();
    expect(look(text)).not.toBe('');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    ['1 == 1 in [true]', '1 == 1 in [true]'],
    ['`a b`["x"].c', `a b['x'].c`],
    ['-2*3', '-2 * 3'],
    ['--1', '1'],
    ['a[:: -1]', 'a[::-1]'],
    ['x = 1.5', '[x] = [1.500000]'],
    ['f(a, b=1,)', 'f(a, [b] = [1])'],
  ])('reads %s', (text, want) => {
    expect(printed(text)).toBe(want);
  });

  test.each([
    'for ;; {} {}',
    'for ;; {"a": 1} {}',
    'for ;; {} + 1 {}',
    'for ;; {\n}',
    'for ;; { a = 1 }',
    'for ;; { break }',
  ])('tells the block of %j from a map', (text) => {
    expect(look(text)).toBe('');
    expect(printed(text)).toBe('ForStmt');
  });
});
