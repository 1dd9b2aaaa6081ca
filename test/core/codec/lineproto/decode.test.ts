// The golden rows (test/wire/lp-decode.jsonl) hold the grammar; here stands what is ours.

import { Buffer } from 'node:buffer';

import { describe, expect, test } from '@jest/globals';

import { decodeLineProtocol } from '../../../../core/codec/lineproto/decode.js';
import type { DecodedLines } from '../../../../core/codec/lineproto/decode.js';
import { DecodeError } from '../../../../core/errors.js';
import type { PointArray } from '../../../../core/point/value.js';

const NOW = 1_700_000_000_000_000_000n;

function decode(text: string, keepGood = false): DecodedLines {
  return decodeLineProtocol(Buffer.from(text), { precision: 'n', nowNs: NOW, keepGood });
}

function errorOf(text: string): DecodeError {
  try {
    decode(text);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

describe('a body with a bad line', () => {
  const body = 'a f=1i 5\n# note\n  b f= 5\nc f="ü" 5\nd,t f=1i\ne f=2i';

  test('is refused whole, with the place of the first bad line', () => {
    const error = errorOf(body);
    expect(error.offset).toBe(body.indexOf('b f='));
    expect(error.message).toContain('with 3 point parse ok, 2 points failed');
    expect(error.hint).toContain('missing field value');
  });

  test('gives its good lines when asked to, and says what it left out', () => {
    const { points, refused } = decode(body, true);
    expect(points.map((point) => point.name)).toEqual(['a', 'c', 'e']);
    const bytes = Buffer.from(body);
    expect(refused.map(({ offset, length }) => bytes.subarray(offset, offset + length).toString())).toEqual([
      'b f= 5',
      'd,t f=1i',
    ]);
    expect(refused.map(({ reason }) => reason)).toEqual(['missing field value', 'missing tag value']);
  });
});

test('a name, key or value is a text of its own, not a view of the body', () => {
  const body = Buffer.from('m,tag=value field="a text that is long enough" 5');
  const { points } = decodeLineProtocol(body, { precision: 'n', nowNs: NOW });
  body.fill(0x2e);
  expect(points[0]!.kvs.map((kv) => [kv.key, kv.value])).toEqual([
    ['field', 'a text that is long enough'],
    ['tag', 'value'],
  ]);
});

describe('arrays that no other reader takes', () => {
  test.each([
    ['["a,b","c"]', ['a,b', 'c']],
    ['["ab,c"]', ['ab,c']],
    ['[ 1i , 2i ]', [1, 2]],
    ['["\\"","\\\\"]', ['"', '\\']],
    ['[t,F]', [true, false]],
  ])('%s', (text, want) => {
    const value = decode(`m a=${text} 5`).points[0]!.get('a');
    expect((value as PointArray).items).toEqual(want);
  });

  test.each(['[1i,2]', '[1i,2u]', '[1,x]', '["a",t]', '["!"b]', '[1i]x', '"AA=="bx'])(
    '%s is a field without value, the record stays',
    (text) => {
      const point = decode(`m a=${text},ok=1i 5`).points[0]!;
      expect([point.get('a'), point.get('ok')]).toEqual([null, 1]);
    },
  );
});
