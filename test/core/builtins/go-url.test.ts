import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GoUrlError, parseGoUrl } from '../../../core/builtins/go-url.js';

function problem(url: string): string {
  try {
    parseGoUrl(url);
    return '';
  } catch (error) {
    if (error instanceof GoUrlError) return error.message;
    throw error;
  }
}

describe('URLs as Go reads them', () => {
  test.each([
    [
      'HTTP://us:pw@Ex.com:80/a%20b?x=1&x=2&y=a+b&z#f',
      'http',
      'Ex.com:80',
      '80',
      '/a b',
      { x: ['1', '2'], y: ['a b'], z: [''] },
    ],
    ['mailto:a@b?subject=x', 'mailto', '', '', '', { subject: ['x'] }],
    ['///a//b', '', '', '', '///a//b', {}],
    ['http:///a', 'http', '', '', '/a', {}],
    ['http://h', 'http', 'h', '', '', {}],
    ['http://[::1]:80/', 'http', '[::1]:80', '80', '/', {}],
    ['http://[::1]', 'http', '[::1]', '', '', {}],
    ['http://[fe80::1%25e%20n]/', 'http', '[fe80::1%e n]', '', '/', {}],
    ['http://%e4%b8%ad.cn/%E4%B8%AD', 'http', '中.cn', '', '/中', {}],
    ['/%ff%41', '', '', '', '/\udcffA', {}],
    ['a/b:c', '', '', '', 'a/b:c', {}],
  ] as [string, string, string, string, string, Record<string, string[]>][])(
    '%s',
    (url, scheme, host, port, path, params) => {
      const parsed = parseGoUrl(url);
      expect({ ...parsed, params: Object.fromEntries(parsed.params) }).toEqual({ scheme, host, port, path, params });
    },
  );

  test.each([
    [':x', 'parse ":x": missing protocol scheme'],
    ['1http://x', 'parse "1http://x": first path segment in URL cannot contain colon'],
    ['http://h:8a/', 'parse "http://h:8a/": invalid port ":8a" after host'],
    ['http://[::1]x/', 'parse "http://[::1]x/": invalid port "x" after host'],
    ['http://[::1/', `parse "http://[::1/": missing ']' in host`],
    ['http://a b/', 'parse "http://a b/": invalid character " " in host name'],
    ['http://u v@h/', 'parse "http://u v@h/": net/url: invalid userinfo'],
    ['http://u%zz@h/', 'parse "http://u%zz@h/": invalid URL escape "%zz"'],
    ['http://%41/', 'parse "http://%41/": invalid URL escape "%41"'],
    ['/a%', 'parse "/a%": invalid URL escape "%"'],
    ['/a%中', 'parse "/a%中": invalid URL escape "%\\xe4\\xb8"'],
    ['/a#%zz', 'parse "/a#%zz": invalid URL escape "%zz"'],
    ['/a\n', 'parse "/a\\n": net/url: invalid control character in URL'],
  ])('%j is none', (url, message) => {
    expect(problem(url)).toBe(message);
  });

  test('either parse or say why not', () => {
    const pieces = fc.constantFrom(
      'http',
      ':',
      '/',
      '//',
      '?',
      '#',
      '@',
      '[',
      ']',
      '%',
      '%41',
      '%zz',
      '&',
      '=',
      ';',
      '+',
      'a',
      '中',
      '\udcff',
      ' ',
    );
    const texts = fc.array(pieces, { maxLength: 15 }).map((list) => list.join(''));
    fc.assert(fc.property(texts, (text) => void problem(text)));
  });

  test('take long texts in their stride', () => {
    const started = performance.now();
    problem(`http://h/?${'a=%41&'.repeat(30_000)}`);
    problem(`http://${'[%25'.repeat(30_000)}`);
    problem('%'.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
