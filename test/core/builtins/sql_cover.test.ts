// The rows of fn-j-z-sql_cover hold what the reference says; here are the corners its rows do not reach.

import { describe, expect, test } from '@jest/globals';
import { coverSql } from '../../../core/builtins/sql/cover.js';

describe('sql_cover', () => {
  test.each([
    ['{call f(?, 1)}', '{ call f ( ? ) }'],
    ['select {d 1}', 'select ?'],
    ['select a -. b', 'select a -. b'],
    ["where a = 'x\\' and b = 1", 'where a = ? and b = ?'],
    ['savepoint /* x */ s1', 'savepoint ? s1'],
    ['SELECT a AS [x y], b', 'SELECT a, b'],
    ['select a#\nb\nc', 'select a# b c'],
    ['select a #\nb\nc', 'select a c'],
    ['a b.c.* e*f t$1 a#', 'a b.c.* e*f t$1 a#'],
    ['select 1 \ufeff', undefined],
    ['select 08', undefined],
    ['select a !; b', undefined],
    ['select }', undefined],
    ['as [1]', undefined],
  ])('%j becomes %j', (statement, covered) => {
    expect(coverSql(statement)).toBe(covered);
  });

  test.each([['$'.repeat(200_000)], ["'\\".repeat(100_000)], ['('.repeat(200_000)], ['%('.repeat(100_000)]])(
    'takes time in proportion to a hostile text (%#)',
    (statement) => {
      const started = performance.now();
      coverSql(statement);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});
