import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { EventTime, ExtValue, RecordMap, type RecordValue } from '../../../../core/codec/record/record.js';
import { KeyCache } from '../../../../core/codec/msgpack/key-cache.js';
import { Reader } from '../../../../core/codec/msgpack/read.js';
import { DecodeError } from '../../../../core/errors.js';
import { encodeText } from '../../../../core/point/text.js';
import { Float, Uint } from '../../../../core/point/value.js';

const keys = new KeyCache();

function read(bytes: Buffer): RecordValue {
  const reader = new Reader(bytes, 0, bytes.length, keys);
  const value = reader.readValue();
  expect(reader.at).toBe(bytes.length);
  return value;
}

const readHex = (hex: string): RecordValue => read(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('Reader', () => {
  test.each<[string, RecordValue]>([
    ['00', 0],
    ['7f', 127],
    ['e0', -32],
    ['ff', -1],
    ['cc ff', 255],
    ['cd ffff', 65535],
    ['ce ffffffff', 4294967295],
    ['cf 001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['cf 0020000000000000', 9007199254740992n],
    ['cf 7fffffffffffffff', 9223372036854775807n],
    ['cf 8000000000000000', new Uint(9223372036854775808n)],
    ['cf ffffffffffffffff', new Uint(18446744073709551615n)],
    ['d0 80', -128],
    ['d1 8000', -32768],
    ['d2 80000000', -2147483648],
    ['d3 0000000000000000', 0],
    ['d3 ffffffffffffffff', -1],
    ['d3 ffe0000000000001', Number.MIN_SAFE_INTEGER],
    ['d3 ffe0000000000000', -9007199254740992n],
    ['d3 8000000000000000', -9223372036854775808n],
    ['ca 3fc00000', new Float(1.5)],
    ['cb 401c000000000000', new Float(7)],
    ['cb 8000000000000000', new Float(-0)],
    ['cb 7ff8000000000000', new Float(NaN)],
    ['c0', null],
    ['c2', false],
    ['c3', true],
    ['a0', ''],
    ['a3 efbfbd', '\ufffd'],
    ['a4 efbbbf61', '\ufeffa'],
    ['a2 ff61', '\udcffa'],
    ['d9 01 80', '\udc80'],
    ['c4 02 ff00', new Uint8Array([255, 0])],
    ['d4 05 09', new ExtValue(5, new Uint8Array([9]))],
    ['d5 ff 0102', new ExtValue(-1, new Uint8Array([1, 2]))],
    ['c7 00 07', new ExtValue(7, new Uint8Array([]))],
    ['d7 00 00000001 00000002', new EventTime(1, 2)],
    ['c7 08 00 ffffffff 3b9ac9ff', new EventTime(4294967295, 999999999)],
    ['93 01 90 c0', [1, [], null]],
    ['82 a1 61 01 a1 61 02', new RecordMap(['a', 1, 'a', 2])],
    ['82 c3 01 c0 02', new RecordMap([true, 1, null, 2])],
    ['81 a9 5f5f70726f746f5f5f 80', new RecordMap(['__proto__', new RecordMap([])])],
  ])('%s', (hex, want) => {
    expect(readHex(hex)).toEqual(want);
  });

  test('reads back what another library wrote', () => {
    const packr = new Packr({ useRecords: false, mapsAsObjects: false, int64AsType: 'bigint' });
    const text = fc.string({ unit: 'binary', maxLength: 300 }).filter((one) => Buffer.from(one).toString() === one);
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.maxSafeInteger(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.double({ noInteger: true }),
        text,
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.constantFrom(null, true, false),
        fc.array(tie('any'), { maxLength: 20 }),
        fc.array(fc.tuple(text, tie('any')), { maxLength: 20 }).map((entries) => new Map(entries)),
      ),
    })).any;
    fc.assert(fc.property(value, (one) => expect(plain(read(packr.pack(one)))).toEqual(comparable(one))));
  });

  test('any bytes as text come back exactly', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 31 }), (bytes) => {
        const text = read(Buffer.concat([Buffer.of(0xa0 | bytes.length), bytes])) as string;
        expect([...encodeText(text)]).toEqual([...bytes]);
      }),
    );
  });

  test('keys of the same length and shape are told apart', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 15 }), (texts) => {
        const bytes = texts
          .map((text) => Buffer.from(text))
          .map((one) => Buffer.concat([Buffer.of(0xa0 | one.length), one]));
        const map = Buffer.concat([
          Buffer.of(0x80 | texts.length),
          ...bytes.map((one) => Buffer.concat([one, Buffer.of(0)])),
        ]);
        const { items } = read(map) as RecordMap;
        expect(items.filter((_, at) => at % 2 === 0)).toEqual(texts);
      }),
    );
  });

  test('values do not keep the message in memory', () => {
    const value = readHex('c4 02 0102') as Uint8Array;
    expect(value.buffer.byteLength).toBe(2);
  });

  test('junk yields values or DecodeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          new Reader(Buffer.from(bytes), 0, bytes.length, keys).readValue();
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['cut off', Buffer.of(0xda, 0x01, 0x00, 0x61), 'value at byte 3 is cut off'],
    ['a bomb of members', Buffer.of(0xdd, 0xff, 0xff, 0xff, 0xff), /more than 100000 keys and values/],
    ['too deep', Buffer.alloc(100_000, 0x91), /more than 64 levels deep/],
  ])('%s is a DecodeError', (_, bytes, message) => {
    expect(() => new Reader(bytes, 0, bytes.length, keys).readValue()).toThrow(message);
  });
});

/** Our value in terms of the other library. */
function plain(value: RecordValue): unknown {
  if (value instanceof RecordMap) {
    const map = new Map<unknown, unknown>();
    for (let at = 0; at < value.items.length; at += 2) map.set(value.items[at], plain(value.items[at + 1]!));
    return map;
  }
  if (value instanceof Float) return { float: value.v };
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
  if (value instanceof Uint8Array) return [...value];
  return Array.isArray(value) ? value.map((one: RecordValue) => plain(one)) : value;
}

function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return { int: String(value) };
  // the other library writes every number beyond 32 bits as a float
  if (typeof value === 'number') {
    const isInt = Number.isInteger(value) && value >= -0x8000_0000 && value <= 0xffff_ffff && !Object.is(value, -0);
    return isInt ? { int: String(value) } : { float: value };
  }
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key as unknown, comparable(one)]));
  return Array.isArray(value) ? value.map(comparable) : value;
}
