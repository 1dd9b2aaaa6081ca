// The golden rows (test/wire) hold most of the checks; here stands what no row shows.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { decodeProtobuf } from '../../../core/codec/pbpoint/decode.js';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { checkPoint, checkQuietly } from '../../../core/point/check.js';
import { KV, Point } from '../../../core/point/point.js';
import type { CheckRules } from '../../../core/point/rules.js';
import { COMMON_RULES, LOGGING_RULES, METRIC_RULES, OBJECT_RULES, PLAIN_RULES } from '../../../core/point/rules.js';
import { byteLength } from '../../../core/point/text.js';
import { Float } from '../../../core/point/value.js';
import { anyPoint } from '../../helpers/arbitrary-point.js';

function fields(...keys: readonly string[]): KV[] {
  return keys.map((key, i) => new KV(key, i, false));
}

function checked(kvs: KV[], rules: CheckRules = PLAIN_RULES): Point {
  const point = new Point('m', kvs, 1n);
  checkPoint(point, rules);
  return point;
}

function entries(point: Point): string[] {
  return point.kvs.map((kv) => `${kv.key}=${kv.value as string | number | null}`); // what these tests put in
}

describe('a key that occurs more than once', () => {
  test.each([
    [['k', 'k'], ['k=1']],
    [
      ['k', 'm', 'k'],
      ['m=1', 'k=2'],
    ],
    [
      ['k', 'k', 'k', 'm'],
      ['k=2', 'm=3'],
    ],
    [
      ['a', 'b', 'a', 'b'],
      ['a=2', 'b=3'],
    ],
  ])('of %j the last copy stays', (keys, want) => {
    const point = checked(fields(...keys));
    expect(entries(point)).toEqual(want);
    expect(point.warns).toHaveLength(keys.length - want.length);
    expect(point.warns[0]).toEqual({ type: 'key_name_conflict', msg: `same key ("${keys[0]!}")` });
  });

  test('is found among many entries, in time', () => {
    const keys = Array.from({ length: 1000 }, (_, i) => `k${i}`);
    const point = checked(fields(...keys, ...keys.slice(0, 20)));
    expect(point.kvs).toHaveLength(1000);
    expect(entries(point).slice(-1)).toEqual(['k19=1019']);
  });
});

describe('a key that is rewritten', () => {
  test('gives way to one that has the name already, before or behind it', () => {
    expect(entries(checked(fields('a.b', 'a_b'), COMMON_RULES))).toEqual(['a_b=1']);
    expect(entries(checked(fields('a_b', 'a.b'), COMMON_RULES))).toEqual(['a_b=0']);
    expect(entries(checked(fields('a.b', 'a.b'), COMMON_RULES))).toEqual(['a_b=0']);
  });

  test('may become a disabled one', () => {
    expect(entries(checked(fields('source\\', 'x'), LOGGING_RULES))).toEqual(['x=1', 'status=info']);
  });

  test('is cut by bytes, not by characters', () => {
    const point = checked([new KV('é'.repeat(200), 1, false)]);
    expect(byteLength(point.kvs[0]!.key)).toBe(256);
  });
});

test('a tag flag on what is no string is ignored', () => {
  const point = checked([new KV('a\n', 1, true), new KV('b', null, true)]);
  expect(point.kvs.map((kv) => kv.isTag)).toEqual([false, false]);
  expect(point.warns.map((warn) => warn.type)).toEqual(['invalid_tag_key', 'nil_field']);
});

test('a required key is added last, once, and a key without value counts', () => {
  expect(entries(checked(fields('a'), LOGGING_RULES))).toEqual(['a=0', 'status=info']);
  expect(entries(checked([new KV('status', null, false)], LOGGING_RULES))).toEqual(['status=null']);
  expect(entries(checked(fields('name'), OBJECT_RULES))).toEqual(['name=0']);
});

test('infinities become the ends of the integers, NaN stays', () => {
  const point = checked([new KV('p', new Float(Infinity), false), new KV('n', new Float(NaN), false)]);
  expect(point.kvs.map((kv) => (kv.value as Float).v)).toEqual([2 ** 64, NaN]);
});

test('metrics hold no texts', () => {
  const kvs = [new KV('s', 'x', false), new KV('d', new Uint8Array(1), false), new KV('t', 'x', true)];
  expect(entries(checked(kvs, METRIC_RULES))).toEqual(['t=x']);
});

test('a quiet check mends without a word and keeps the warnings that were there', () => {
  const point = new Point('', fields('a.b'), 1n);
  point.warns = [{ type: 't', msg: 'm' }];
  checkQuietly(point, COMMON_RULES);
  expect([point.name, ...entries(point)]).toEqual(['__default', 'a_b=0']);
  expect(point.warns).toEqual([{ type: 't', msg: 'm' }]);
});

test('a checked point is within its limits, and a second check finds nothing to mend', () => {
  const rules: CheckRules = {
    ...LOGGING_RULES,
    maxNameBytes: 8,
    maxTags: 2,
    maxFields: 3,
    maxTagKeyBytes: 4,
    maxTagValueBytes: 5,
    maxFieldKeyBytes: 6,
    maxFieldValueBytes: 7,
  };
  fc.assert(
    fc.property(anyPoint, (original) => {
      const point = decodeProtobuf(encodeProtobuf([original]))[0]!; // checks write into the point
      checkPoint(point, rules);
      const tags = point.kvs.filter((kv) => kv.isTag);
      expect(tags.length).toBeLessThanOrEqual(2);
      expect(point.kvs.length - tags.length).toBeLessThanOrEqual(4); // a required one may come on top
      expect(new Set(point.kvs.map((kv) => kv.key)).size).toBe(point.kvs.length);
      for (const { key, value, isTag } of point.kvs) {
        expect(key).not.toMatch(/[.\n]|\\$|^$/);
        expect(byteLength(key)).toBeLessThanOrEqual(isTag ? 4 : 6);
        if (typeof value === 'string') expect(byteLength(value)).toBeLessThanOrEqual(isTag ? 5 : 7);
      }
      if (point.kvs.length - tags.length > 3) return; // compat: that one is trimmed again by the next check
      point.warns = [];
      checkPoint(point, rules);
      const stays = /nil_field|found_new_line/; // compat: cutting a tag value may leave a backslash at its end
      expect(point.warns.filter((warn) => !stays.test(warn.type))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
