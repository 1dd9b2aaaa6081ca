// The golden rows (test/wire/json-decode.jsonl) hold both forms; here stands what no row shows.

import { Buffer } from 'node:buffer';

import { expect, test } from '@jest/globals';

import { decodeJson } from '../../../../core/codec/json/decode.js';
import { encodePbjson } from '../../../../core/codec/json/encode.js';
import { DecodeError } from '../../../../core/errors.js';
import { describePoint } from '../../../wire/rows.js';

function lines(json: string): string[] {
  return decodeJson(Buffer.from(json)).flatMap((point) => describePoint(point, false));
}

test('members of the simple form are found in any case, as Go does', () => {
  expect(lines('[{"Measurement":"m","TAGS":{"t":null},"fields":{"f":1},"Time":5}]')).toEqual([
    'name "m"',
    'time 5',
    '"f" = f 3ff0000000000000',
    '"t" = s "" tag',
  ]);
});

test('members of the protobuf form are found in their own case only', () => {
  expect(() => lines('[{"Name":"m","fields":[]}]')).toThrow(/cannot unmarshal array into Go struct field/);
});

test('null in a member of the protobuf form is its zero', () => {
  const json =
    '[{"name":"m","fields":[{"key":"i","i":null},{"key":"s","s":null,"is_tag":true}],"time":null,"warns":null}]';
  expect(lines(json)).toEqual(['name "m"', 'time 0', '"i" = i 0', '"s" = s "" tag']);
});

test('warnings that came with a point take the place of those of the first check', () => {
  const json = '[{"name":"m","fields":[{"key":"n"}],"warns":[{"type":"t","message":"x"}]}]';
  expect(lines(json)).toEqual(['name "m"', 'time 0', '"n" = nil', 'warn t: x']);
});

test.each([
  ['{"i":1.5}'],
  ['{"i":"9223372036854775808"}'],
  ['{"u":"-1"}'],
  ['{"f":"1e999"}'],
  ['{"b":"true"}'],
  ['{"d":"AA"}'],
  ['{"d":"AA=A"}'],
  ['{"s":1}'],
  ['{"type":"NOPE"}'],
  ['{"a":{"@type":"type.googleapis.com/point.Other"}}'],
  ['null'],
  ['1'],
])('a field %s is not of the protobuf form', (field) => {
  expect(() => lines(`[{"fields":[${field}]}]`)).toThrow(DecodeError);
});

test('numbers may stand in quotes and doubles be words', () => {
  const fields = '{"key":"a","f":"1.5"},{"key":"b","f":"-Infinity"},{"key":"c","u":7},{"key":"d","type":2,"b":true}';
  expect(lines(`[{"name":"m","fields":[${fields}]}]`).slice(2, 6)).toEqual([
    '"a" = f 3ff8000000000000',
    '"b" = f c3e0000000000000', // the check has made it the least integer
    '"c" = u 7',
    '"d" = b true type=2',
  ]);
});

test.each(['5', '"x"', 'true', '{}'])('%s is no list of points', (json) => {
  expect(() => lines(json)).toThrow(/^json: cannot unmarshal \w+ into Go value of type \[\]\*point\.Point$/);
});

test('an unknown metric type is written as its number and read again', () => {
  const body = encodePbjson(decodeJson(Buffer.from('[{"name":"m","fields":[{"key":"k","i":1,"type":42}]}]')));
  expect(body.toString()).toContain('"type":42');
  expect(decodeJson(body)[0]!.kvs[0]!.type).toBe(42);
});
