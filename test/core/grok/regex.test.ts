import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { boundRegexBacktracking } from '../../../core/grok/backtracking.js';
import { compileRegex, compileReplacer } from '../../../core/grok/regex.js';

boundRegexBacktracking();

function replaceAll(text: string, pattern: string, replacement: string): string {
  const { regex, template } = compileReplacer(pattern, replacement);
  return regex.replaceAll(text, template);
}

describe('the engine of a pattern', () => {
  test.each([
    ['^(?P<ip>\\S+) \\[(?P<time>.*?)\\] (?P<rest>.*)$', ''],
    ['(?i)error|(?m)^warn', ''],
    ['(?P<n>a[0-9-]{0,3}){20}', 'a group in a repeat with a high count'],
    ['(?:(?P<k>a)|b)*', 'a repeat can leave out a group'],
    ['(?:a|b)*(?P<k>c)', ''],
    ['(?:a*b?)*', 'a repeated item can match nothing'],
    ['(?:a*)?b', ''],
    ['(?m)^a\\z', 'anchors of lines and of the text mixed'],
    ['(?:abcdefghijklmnopqrstuvwxyz0123456789){1000}', 'pattern too long'],
  ])('%j: %j', (pattern, reason) => {
    const regex = compileRegex(pattern);
    expect([regex.engine, regex.reason]).toEqual([reason === '' ? 'v8' : 'linear', reason]);
  });

  test('is the linear one where nobody has bounded V8', () => {
    const module = new URL('../../../core/grok/regex.js', import.meta.url).href;
    const script = `const { compileRegex } = await import('${module}');
      const regex = compileRegex('(?P<a>a+)b');
      console.log(regex.engine, regex.reason, regex.exec('xaab')[1]);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(output.trim()).toBe('linear backtracking would have no bound aa');
  });
});

describe('texts that V8 would read differently', () => {
  test('are read by code points, a byte that is not UTF-8 counting as one', () => {
    expect(compileRegex('(?P<c>.)b').exec('\u{1F600}b')?.[1]).toBe('\u{1F600}');
    expect(compileRegex('(?P<c>.{2})$').exec('a\udc80\udcff')?.[1]).toBe('\udc80\udcff');
    expect(compileRegex('(?P<c>\\x{FFFD})').exec('a\udc80')?.[1]).toBe('\udc80');
    expect(compileRegex('(?P<c>[^\\x{1F600}])b').exec('\u{1F600}b')).toBeNull();
  });

  test('have no line ends but the line feed', () => {
    expect(compileRegex('(?m)^(?P<l>.*)$').exec('a\rb\u2028c\nd')?.[1]).toBe('a\rb\u2028c');
  });

  test('are matched the same when they are long', () => {
    const regex = compileRegex('(?P<head>\\w+): (?P<rest>.*)');
    for (const length of [10, 1000, 1100, 16_000, 17_000, 300_000]) {
      const rest = 'x'.repeat(length);
      expect(regex.exec(`id: ${rest}`)?.slice(1)).toEqual(['id', rest]);
      expect(regex.exec(`- id: ${rest}`)?.slice(1)).toEqual(['id', rest]);
      expect(regex.exec(rest)).toBeNull();
      expect(compileRegex('^(?P<a>x+)y').exec(rest)).toBeNull();
      expect(regex.test(`${rest} id: `)).toBe(true);
    }
  });
});

describe('replacing', () => {
  test.each([
    ['abc', 'x*', '-', '-a-b-c-'],
    ['aaa', 'a*', '<$0>', '<aaa>'],
    ['baaac', 'a*', '<$0>', '<>b<aaa>c<>'],
    ['é\u{1F600}\udc80', '', '.', '.é.\u{1F600}.\udc80.'],
    ['a1 b2', '(\\w)(\\d)', '$2-${1}x$1x$$', '1-ax$ 2-bx$'],
    ['k=v', '(?P<k>\\w)=(?P<v>\\w)', '${v}=$k$', 'v=k$'],
    ['k=v', '(\\w)=(\\w)', '$3|$name|${2|$01', '||${2|'],
    ['one\ntwo', '(?m)^', '> ', '> one\n> two'],
    ['', '^$', 'empty', 'empty'],
    ['aXbX', 'X$', '', 'aXb'],
  ])('%j, %j -> %j gives %j', (text, pattern, replacement, result) => {
    expect(replaceAll(text, pattern, replacement)).toBe(result);
  });

  test('goes on in linear time where V8 has used up its share', () => {
    const text = 'ab'.repeat(8000);
    expect(replaceAll(text, 'a(?:.*.*z)?', '<$0>')).toBe('<a>b'.repeat(8000));
  });
});

describe('splitting', () => {
  test.each<[string, string, number | undefined, string[]]>([
    ['a,b,,c', ',', undefined, ['a', 'b', '', 'c']],
    ['a,b,,c', ',', 2, ['a', 'b,,c']],
    [',a,', ',', undefined, ['', 'a', '']],
    ['abc', '', undefined, ['a', 'b', 'c']],
    ['abc', 'x*', undefined, ['a', 'b', 'c']],
    ['', ',', undefined, ['']],
    ['', '', undefined, []],
    ['abc', 'z', 2, ['abc']],
    ['a  b', ' +', 1, ['a  b']],
  ])('%j at %j with limit %j gives %j', (text, pattern, limit, pieces) => {
    expect(compileRegex(pattern).split(text, limit)).toEqual(pieces);
  });
});
