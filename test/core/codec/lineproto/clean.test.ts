import { Buffer } from 'node:buffer';

import { expect, test } from '@jest/globals';

import { cleanForLineProtocol, newCleanCounts } from '../../../../core/codec/lineproto/clean.js';
import { encodeLineProtocol } from '../../../../core/codec/lineproto/encode.js';
import { KV, Point } from '../../../../core/point/point.js';
import { Float, PointArray } from '../../../../core/point/value.js';

function tag(key: string, value: string): KV {
  return new KV(key, value, true);
}

function field(key: string, value: KV['value']): KV {
  return new KV(key, value, false);
}

function clean(point: Point): { line: string; counts: ReturnType<typeof newCleanCounts> } {
  const counts = newCleanCounts();
  cleanForLineProtocol(point, counts);
  return { line: Buffer.from(encodeLineProtocol([point]).bytes).toString(), counts };
}

test('a point that needs nothing stays as it is', () => {
  const point = new Point('m', [tag('t', 'v\\w'), field('f', 'x\ny\\')], 5n);
  const { line, counts } = clean(point);
  expect(line).toBe('m,t=v\\w f="x\ny\\\\" 5');
  expect(counts).toEqual(newCleanCounts());
});

test('what would break the line or the batch is mended and counted', () => {
  const point = new Point(
    '#m\n',
    [
      tag('a', 'x\ny'),
      tag('b', 'C:\\'),
      tag('c', '\\'),
      tag('', 'x'),
      tag('d', '1'),
      tag('d', '2'),
      field('n', new Float(NaN)),
      field('p', new Float(Infinity)),
      field('e', new PointArray('i', [])),
      field('z', null),
      field('ok', 1),
    ],
    5n,
  );
  const { line, counts } = clean(point);
  expect(line).toBe('_m\\ ,a=x\\ y,b=C:,d=2 ok=1i,p=18446744073709552000 5');
  expect(counts).toEqual({ rewritten: 5, empty: 2, repeated: 1, noValue: 3 });
});
