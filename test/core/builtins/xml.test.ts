// The rows of fn-j-z-xml hold what the reference says; here are the corners its rows do not reach, and hostile documents.

import { describe, expect, test } from '@jest/globals';
import { Cursor, XPathFault } from '../../../core/builtins/xml/cursor.js';
import { readXml } from '../../../core/builtins/xml/read.js';
import { XmlError } from '../../../core/builtins/xml/tokens.js';
import { compileXPath } from '../../../core/builtins/xml/xpath/build.js';
import { XPathError } from '../../../core/builtins/xml/xpath/syntax.js';

function find(xml: string, path: string): string | undefined {
  return compileXPath(path)(new Cursor(readXml(xml)))?.text;
}

const ORDER =
  '<o id="7" xmlns:p="urn:p"><i q="1">pen</i><i q="10">ink</i><n><i q="3">cap</i></n><p:x>y</p:x> <t>a\r\nb</t></o>';

describe('XPath', () => {
  test.each<[string, string | undefined | Error]>([
    ['//i[2]', 'ink'],
    ['//i[last()]', 'ink'],
    ['(//i)[last()]', 'cap'],
    ['//i[@q > 2]', 'ink'],
    ['//i[@q=10 or @q=3]', 'ink'],
    ['//i[not(@q=1)][2]', undefined],
    ['/o/i[position() = 2]/@q', '10'],
    ['/o/n/preceding-sibling::i', 'ink'],
    ['//i[ancestor::n]', 'cap'],
    ['//n/i/../../@id', '7'],
    ['//p:x', 'y'],
    ['//x', undefined],
    ["//*[local-name()='x']", 'y'],
    ["//*[namespace-uri()='urn:p']", 'y'],
    ["//*[name()='p:x']", 'y'],
    ['//t', 'a\nb'],
    ["//i[starts-with(., 'i')]", 'ink'],
    ["//i[matches(., '^c.p$')]", 'cap'],
    ["//i[substring(., 2, 2) = 'nk']/@q", '10'],
    ["//i[translate(., 'pen', 'PEN') = 'PEN']", 'pen'],
    ["//i[concat(@q, '-', .) = '10-ink']", 'ink'],
    ['//n | //t', 'cap'],
    ['/o/*[@q][2]', 'ink'],
    ['//i[count(../i) = 2]', 'pen'],
    ['/o/i[@q * 2 = 20]', new XPathFault('a value that is no number in a calculation')],
    ['/o/i[. > 5]', new XPathFault('"pen" is no number')],
    ['/o/i[$x]', new XPathFault('an expression without value')],
    ['/o/i[', new XPathError('not a node set')],
    ['/o/nosuch::i', new XPathError('unknown axe type: nosuch')],
    ['//i[lower-case(.)]', new XPathError('not yet support this function lower-case()')],
  ])('%s', (path, result) => {
    if (result instanceof Error) expect(() => find(ORDER, path)).toThrow(result);
    else expect(find(ORDER, path)).toBe(result);
  });
});

describe('an XML text', () => {
  test.each([
    ['<a>1 < 2</a>'],
    ['<a b="<"/>'],
    ['<a>]]></a>'],
    ['<a><!-- a -- b --></a>'],
    ['<a>\u0001</a>'],
    ['<a>&#0;</a>'],
    ['<a>&#x110000;</a>'],
    ['<a>\udcff</a>'],
    ['<a><![CDAT[x]]></a>'],
    ['<?xml version="1.1"?><a/>'],
    ['<a b/>'],
    ['</a>'],
    ['<!DOCTYPE a [<!ENTITY x "y">'],
    ['<1a/>'],
  ])('%j is none', (xml) => {
    expect(() => readXml(xml)).toThrow(XmlError);
  });

  test.each([
    ['<!DOCTYPE a [<!ENTITY x ">"> <!-- > -->]><a>v</a>', '/a', 'v'],
    ['<?xml version="1.0" encoding="GBK"?><a>\udcd6\udcd0</a>', '/a', '中'],
    ['<a><?pi?><b>v</b></a><a><b>w</b></a>', '/a[2]/b', 'w'],
    ['<a x="1"y="2"/>', '/a/@y', '2'],
    ['<a>&#xD800;</a>', '/a', '\ufffd'],
  ])('%j is read', (xml, path, text) => {
    expect(find(xml, path)).toBe(text);
  });
});

describe('a hostile document', () => {
  const deep = '<d>'.repeat(50_000) + 'v' + '</d>'.repeat(50_000);

  test('may nest as deep as it likes', () => {
    expect(find(deep, '/d')).toBe('v');
    expect(find(`<r>${deep}<leaf>x</leaf></r>`, '//leaf')).toBe('x');
  });

  test('ends a path that would go through it again and again', () => {
    const wide = `<r>${'<i/>'.repeat(5_000)}</r>`;
    expect(() => find(wide, '//i[count(//i) = 1]')).toThrow(new XPathFault('too many steps'));
  });

  test.each(['&amp'.repeat(100_000), '<!-'.repeat(100_000), '<a b="'.repeat(50_000), '<!<'.repeat(100_000)])(
    'is refused in time (%#)',
    (xml) => {
      const started = performance.now();
      expect(() => readXml(xml)).toThrow(XmlError);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});
