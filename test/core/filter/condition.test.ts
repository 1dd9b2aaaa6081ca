import { describe, expect, test } from '@jest/globals';
import { parseConditions } from '../../../core/filter/condition.js';
import { parseFilters } from '../../../core/filter/filter-set.js';
import { KV, Point } from '../../../core/point/point.js';
import { Float } from '../../../core/point/value.js';

const values: Readonly<Record<string, unknown>> = {
  source: 'nginx',
  service: 'shop',
  n: 7,
  big: 9007199254740993n,
  f: 0.5,
  rate: new Float(1.5),
  ok: true,
  'odd name': 'x',
};
const holds = (text: string): boolean => parseConditions(text).some((condition) => condition((name) => values[name]));

describe('a filter condition', () => {
  test.each([
    ["{ source = 'nginx' }", true],
    ['{ source = "nginx" AND service = "shop" }', true],
    ["{ source = 'nginx' and service = 'bank' }", false],
    ["{ source = 'other' or n > 5 and n <= 7 }", true],
    ["{ source = 'nginx', n < 7 }", false],
    ["{ source = 'other' }; { n = 7 }", true],
    [';;; { n = 0x7 };', true],
    ['{ big = 9007199254740993 }', true],
    ['{ big > 9007199254740992 }', true],
    ['{ n = 7.0 }', false], // an int is no float
    ['{ rate = 1.5 }', true],
    ['{ rate >= 1 }', false],
    ['{ rate > -1.5 }', true],
    ["{ n = '7' }", false],
    ["{ n != '7' }", false],
    ['{ n != 8 }', true],
    ["{ source > 'm' }", true],
    ['{ ok = true }', 'error'],
    ["{ `odd name` = 'x' }", true],
    ["{ identifier('odd name') = 'x' }", true],
    ["{ source in ['a', 'nginx'] }", true],
    ["{ source notin ['a', 'nginx'] }", false],
    ["{ source not_in ['a', 1, 2.5] }", true],
    ["{ missing in ['a'] }", false],
    ["{ missing in [nil, 'a'] }", true],
    ["{ missing in ['a', nil] }", false],
    ["{ missing notin ['a'] }", true],
    ["{ missing notin ['a', nil] }", false],
    ['{ missing = nil }', true],
    ['{ missing != nil }', true],
    ['{ source = nil }', false],
    ['{ source != nil }', true],
    ["{ missing = 'a' }", false],
    ["{ missing != 'a' }", false],
    ["{ source = re('^ng.*') }", true],
    ['{ source = re(`x$`) }', true],
    ["{ source != re('nginx') }", true],
    ["{ n = re('7') }", false],
    ["{ source match ['^a', 'inx$'] }", true],
    ["{ source match ['^a'] }", false],
    ["{ source match ['('] }", false],
    ["{ source notmatch ['^ng', '^a'] }", true],
    ["{ source notmatch ['^ng'] }", false],
    ["{ missing notmatch ['a'] }", false],
    ["{ (source = 'nginx') }", false], // compat: a parenthesis as the whole term
    ["{ (source = 'nginx') and n = 7 }", true],
    ["{ source = 'nginx' and (n = 1 or n = 7) } # why", true],
    ["{ source = '\\x6eginx' }", true],
    ['{ }', 'error'],
    ['{ source }', 'error'],
    ["{ source = 'a' ", 'error'],
    ['{ source = x }', 'error'],
    ["{ source = 'a\\q' }", 'error'],
    ["{ a.b = 'x' }", 'error'],
    ['nonsense', 'error'],
    [`{ ${'('.repeat(1000)} n = 7 ${')'.repeat(1000)} }`, 'error'],
  ])('%s', (text, expected) => {
    if (expected === 'error') expect(() => parseConditions(text)).toThrow(/^at \d+: /);
    else expect(holds(text)).toBe(expected);
  });
});

describe('a set of filters', () => {
  const point = new Point('nginx', [new KV('level', 'debug', true)], 0n);

  test('asks the conditions of the category, where the name of the point has its key', () => {
    const { filters, problems } = parseFilters({
      logging: ["{ source = 'nginx' and level = 'debug' }"],
      metric: ["{ measurement = 'cpu' }"],
    });
    expect(problems).toEqual([]);
    expect(filters.removes('logging', point)).toBe(true);
    expect(filters.removes('metric', point)).toBe(false);
    expect(filters.removes('metric', new Point('cpu', [], 0n))).toBe(true);
    expect(filters.removes('object', point)).toBe(false);
  });

  test('uses the others when one cannot be read, and says which', () => {
    const { filters, problems } = parseFilters({ logging: ['{ oops', "{ level = 'debug' }"], nonsense: ['{ a = 1 }'] });
    expect(problems).toEqual([
      expect.stringMatching(/^logging\[0\]: at 7: expected a comparison, got the end/),
      'nonsense: no category has this name',
    ]);
    expect(filters.removes('logging', point)).toBe(true);
  });
});
