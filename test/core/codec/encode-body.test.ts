import { expect, test } from '@jest/globals';

import { encodeBatches, packBodies } from '../../../core/codec/encode-body.js';
import { EncodeError } from '../../../core/errors.js';
import { KV, Point } from '../../../core/point/point.js';
import { Float } from '../../../core/point/value.js';

function point(name: string, text: string): Point {
  return new Point(name, [new KV('message', text, false)], 5n);
}

const small = point('small', 'x');
const big = point('big', 'x'.repeat(1000));
const noLine = new Point('nan', [new KV('f', new Float(NaN), false)], 5n);

test('a large point goes alone, between what came before and after it', () => {
  const options = { encoding: 'protobuf', maxBytes: 200, oversize: 'alone' } as const;
  const { bodies, skipped } = packBodies([small, big, small], options);
  expect(bodies.map((body) => body.points.map(({ name }) => name))).toEqual([['small'], ['big'], ['small']]);
  expect(skipped).toEqual([]);
});

test('a point too large even to go alone is reported, its neighbours are sent', () => {
  const options = { encoding: 'line-protocol', maxBytes: 200, oversize: 'alone', maxAloneBytes: 500 } as const;
  const { bodies, skipped } = packBodies([small, big, small], options);
  expect(bodies.map((body) => body.points.length)).toEqual([2]);
  expect(skipped).toEqual([{ point: big, reason: 'point of 1017 bytes is larger than a body' }]);
});

test('a large point may be an error', () => {
  const pack = (): unknown => packBodies([big], { encoding: 'protobuf', maxBytes: 200, oversize: 'fail' });
  expect(pack).toThrow(EncodeError);
});

test('a point without a line is reported, not lost', () => {
  const packed = packBodies([small, noLine, small], { encoding: 'line-protocol', maxBytes: 200, oversize: 'skip' });
  expect(packed.skipped).toEqual([{ point: noLine, reason: 'NaN is an unsupported value for field f' }]);
  const batches = encodeBatches([noLine, small, noLine], 'line-protocol', { maxPoints: 2 });
  expect(batches.bodies.map((body) => body.points)).toEqual([[small]]);
  expect(batches.skipped.map((each) => each.point)).toEqual([noLine, noLine]);
});
