// Patterns that RE2 refuses, in Go's words.

import { describe, expect, test } from '@jest/globals';
import { compileRegex } from '../../../core/grok/regex.js';

const REFUSED: readonly (readonly [pattern: string, message: string])[] = [
  ['(a', 'missing closing ): `(a`'],
  ['a)', 'unexpected ): `a)`'],
  ['[a', 'missing closing ]: `[a`'],
  ['x[a-', 'missing closing ]: `[a-`'],
  ['[z-a]', 'invalid character class range: `z-a`'],
  ['[[:nope:]]', 'invalid character class range: `[:nope:]`'],
  ['\\p{Foo}b', 'invalid character class range: `\\p{Foo}`'],
  ['\\p{Greek', 'invalid character class range: `\\p{Greek`'],
  ['\\pQ', 'invalid character class range: `\\pQ`'],
  ['[a-\\d]', 'invalid escape sequence: `\\d`'],
  ['(a)\\1', 'invalid escape sequence: `\\1`'],
  ['\\x{110000}', 'invalid escape sequence: `\\x{110000`'],
  ['\\x{}', 'invalid escape sequence: `\\x{}`'],
  ['\\xg0', 'invalid escape sequence: `\\xg0`'],
  ['\\8', 'invalid escape sequence: `\\8`'],
  ['\\é', 'invalid escape sequence: `\\é`'],
  ['a\\', 'trailing backslash at end of expression: ``'],
  ['*a', 'missing argument to repetition operator: `*`'],
  ['(?:+)', 'missing argument to repetition operator: `+`'],
  ['a|{2}', 'missing argument to repetition operator: `{2}`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['a{2}+?', 'invalid nested repetition operator: `{2}+?`'],
  ['a{1001}', 'invalid repeat count: `{1001}`'],
  ['a{3,2}', 'invalid repeat count: `{3,2}`'],
  ['(?:a{100}){11}', 'invalid repeat count: `{11}`'],
  ['a(?=b)', 'invalid or unsupported Perl syntax: `(?=`'],
  ['(?<n>a)', 'invalid or unsupported Perl syntax: `(?<`'],
  ['(?i-)a', 'invalid or unsupported Perl syntax: `(?i-)`'],
  ['(?', 'invalid or unsupported Perl syntax: `(?`'],
  ['(?P<a b>x)', 'invalid named capture: `(?P<a b>`'],
  ['(?P<n', 'invalid named capture: `(?P<n`'],
  ['ab\udc80c', 'invalid UTF-8: `\udc80c`'],
];

describe('a pattern that RE2 refuses', () => {
  test.each(REFUSED)('%j', (pattern, message) => {
    expect(() => compileRegex(pattern)).toThrow(new Error(`error parsing regexp: ${message}`));
  });

  test('is refused when it nests beyond bounds, without exhausting the stack', () => {
    expect(() => compileRegex('('.repeat(50_000) + ')'.repeat(50_000))).toThrow('expression nests too deeply');
    expect(() => compileRegex('a*' + '(?i)*'.repeat(50_000))).toThrow('expression nests too deeply');
    expect(() => compileRegex('.{1000}'.repeat(1000))).toThrow('expression too large');
  });
});

describe('a pattern that looks odd', () => {
  test.each([
    ['x{,5}', 'x{,5}'],
    ['a{2', 'a{2'],
    ['[]a]+', ']a]'],
    ['[^]a]', 'b'],
    ['\\Qa.b\\E', 'a.b'],
    ['\\Qa+', 'a+'],
    ['\\_\\-\\"', '_-"'],
    ['\\123', 'S'],
    ['\\07', '\u0007'],
    ['[[:word:]-z]+', '_-z'],
    ['(?:)*', ''],
    ['a(?i)*', 'aa'],
    ['(?P<1a>x)(?P<1a>y)', 'xy'],
  ])('%j takes %j', (pattern, text) => {
    expect(compileRegex(pattern).exec(text)?.[0]).toBe(text);
  });
});
