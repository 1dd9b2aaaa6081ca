// The fast reader may give up on a line, but where it does not, it must read what the exact one reads.

import { Buffer } from 'node:buffer';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { fastBuffer } from '../../../../core/codec/fast-buffer.js';
import { encodeLineProtocol } from '../../../../core/codec/lineproto/encode.js';
import { ExactLine, lineEnd, skipBlank } from '../../../../core/codec/lineproto/exact-line.js';
import { FastLines } from '../../../../core/codec/lineproto/fast-line.js';
import type { Precision } from '../../../../core/codec/precision.js';
import { TextCache } from '../../../../core/codec/text-cache.js';
import type { Point } from '../../../../core/point/point.js';
import { anyPoint } from '../../../helpers/arbitrary-point.js';
import { describePoint } from '../../../wire/rows.js';

const NOW = 1_700_000_000_000_000_000n;
const PRECISIONS: readonly Precision[] = ['auto', 'n', 'u', 'ms', 's', 'm', 'h'];

interface Line {
  readonly point: Point | undefined;
  readonly end: number;
}

function readFast(body: Buffer, precision: Precision): Line {
  const bytes = fastBuffer(body);
  const fast = new FastLines(bytes, bytes.toString('latin1'), new TextCache(), precision, NOW);
  const point = fast.read(0);
  return { point, end: fast.end };
}

function readExact(body: Buffer, precision: Precision): Line {
  const text = body.toString('latin1');
  const end = lineEnd(text, 0);
  const line = text.slice(skipBlank(text.slice(0, end), 0), end);
  return { point: new ExactLine(line).read(precision, NOW), end };
}

function expectAgreement(body: Buffer, precision: Precision): boolean {
  const fast = readFast(body, precision);
  if (fast.point === undefined) return false;
  const exact = readExact(body, precision);
  expect(exact.point && describePoint(exact.point, false)).toEqual(describePoint(fast.point, false));
  expect(fast.end).toBe(exact.end);
  return true;
}

const PARTS = [
  ...['m', 'ü', 'a', 'b', ',', ' ', '=', '"', '\\', '\n', '\t', '[', ']', '#', 't', 'f', 'true', 'FALSE'],
  ...['1', '0', '-', '.', 'e', '+', 'i', 'u', '12i', '3.5', '1700000000', '1700000000123456789', '9223372036854775807'],
  ...['"x y"', '"q\\"r"', '"\\\\"', '"l\nl"', '[1i,2i]', 'a=1i', ',b="x"', ',c=2', 'm,t=v f=1i 1', '日="本"'],
];

const anyPrecision = fc.constantFrom(...PRECISIONS);

describe('the fast reader agrees with the exact one', () => {
  test('on pieces of lines in any order', () => {
    const pieces = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(pieces, anyPrecision, (parts, precision) => {
        expectAgreement(Buffer.from(parts.join('')), precision);
      }),
      { numRuns: 3000 },
    );
  });

  test('on lines of the right shape, most of which it reads', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'é', '"', '.', '-', '1'),
      minLength: 1,
      maxLength: 3,
    });
    const value = fc.constantFrom(
      '1i',
      '-7i',
      '12u',
      '1.5',
      '-0',
      '1e3',
      't',
      'False',
      '""',
      '"x,y=z"',
      '"a\\"b\\\\"',
      '"ü"',
    );
    const shape = fc.record({
      name: word,
      tags: fc.array(fc.tuple(word, word), { maxLength: 4 }),
      fields: fc.array(fc.tuple(word, value), { minLength: 1, maxLength: 4 }),
      time: fc.constantFrom(
        '',
        ' 1',
        ' 0',
        ' 9999999999',
        ' 1700000000123',
        ' 1700000000123456789',
        ' 99999999999999999  ',
      ),
      rest: fc.constantFrom('', '\n', '\nm f=1i'),
    });
    let read = 0;
    fc.assert(
      fc.property(shape, anyPrecision, ({ name, tags, fields, time, rest }, precision) => {
        const head = [name, ...tags.map(([k, v]) => `${k}=${v}`)].join(',');
        const body = `${head} ${fields.map(([k, v]) => `${k}=${v}`).join(',')}${time}${rest}`;
        if (expectAgreement(Buffer.from(body), precision)) read++;
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(300);
  });

  test('on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), anyPrecision, (bytes, precision) => {
        expectAgreement(Buffer.from(bytes), precision);
      }),
    );
  });

  test('on what the encoder writes', () => {
    fc.assert(
      fc.property(anyPoint, (point) => {
        const { bytes } = encodeLineProtocol([point]);
        if (bytes.length > 0) expectAgreement(Buffer.from(bytes), 'n');
      }),
      { numRuns: 500 },
    );
  });

  test('on times around every border', () => {
    const borders = [1e10, 1e13, 1e16, 1e18, 9.2e18].map((border) => BigInt(border));
    for (const border of [...borders, 9223372036854775807n]) {
      for (const time of [border - 1n, border, border + 1n]) {
        for (const precision of PRECISIONS) expectAgreement(Buffer.from(`m f=1i ${time}`), precision);
      }
    }
  });

  test('on repeated keys, as tag, as field and as both', () => {
    for (const line of ['m,a=1,b=2 a="x",a="y",c=1i', 'm,b=1,a=2 f=1i', 'm f=1i,g=2i,f=3i', 'm,a=1,a=1 f=1i']) {
      expectAgreement(Buffer.from(line), 'n');
    }
    const many = Array.from({ length: 80 }, (_, i) => `k${i % 60}=${i}i`).join();
    expect(expectAgreement(Buffer.from(`m,k3=t,z=t ${many} 1`), 'n')).toBe(true);
  });
});
