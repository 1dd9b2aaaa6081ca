import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { pack } from 'msgpackr';
import { countEntries, DEFAULT_ENTRY_LIMITS, readEntries } from '../../../../core/codec/msgpack/entries.js';
import { KeyCache } from '../../../../core/codec/msgpack/key-cache.js';
import { readMessage } from '../../../../core/codec/msgpack/message.js';
import { DecodeError } from '../../../../core/errors.js';

const keys = new KeyCache();
const NOW = 42n;
const EVENT_TIME = Buffer.from('d7006638800900000007', 'hex'); // 1714978825 s, 7 ns
const GOOD = Buffer.concat([Buffer.of(0x92), EVENT_TIME, Buffer.from('81a16101', 'hex')]);

interface Seen {
  readonly times: bigint[];
  readonly refused: string[];
}

function readAll(bytes: Buffer, limits = DEFAULT_ENTRY_LIMITS): Seen {
  const seen: Seen = { times: [], refused: [] };
  const message = readMessage(bytes, keys);
  readEntries(
    message,
    {
      entry: ({ timeNs }) => seen.times.push(timeNs),
      refused: (part, error) => seen.refused.push(`${part.length}: ${error.message}`),
    },
    { keys, nowNs: NOW, limits },
  );
  expect(countEntries(message)).toBeGreaterThanOrEqual(seen.times.length);
  return seen;
}

/** [tag, entries as given] */
const forward = (...entries: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('92a174', 'hex'), Buffer.of(0x90 | entries.length), ...entries]);

const packed = (entries: Buffer, option?: object): Buffer =>
  option === undefined ? pack(['t', entries]) : pack(['t', entries, option]);

const messageAt = (time: unknown): Buffer => pack(['t', time, { a: 1 }]);

describe('readEntries', () => {
  test.each<[string, unknown, bigint]>([
    ['whole seconds', 1714979289, 1714979289_000000000n],
    ['seconds before 1970', -5, -5_000000000n],
    ['float seconds', 1714979289.123456, 1714979289_123456000n],
    ['integer milliseconds', 1714979289123n, 1714979289_123000000n],
    ['float milliseconds', 1714979289123, 1714979289_123000000n],
    ['float milliseconds with a fraction', 1714979289123.25, 1714979289_123250000n],
    ['microseconds', 1714979289123456n, 1714979289_123456000n],
    ['nanoseconds', 1714979289123456789n, 1714979289_123456789n],
    ['more than an int64 holds', 18446744073709551615n, NOW],
    ['no number', NaN, NOW],
    ['infinite', -Infinity, NOW],
    ['nil', null, NOW],
    ['a boolean', true, NOW],
  ])('a time in %s', (_, time, want) => {
    expect(readAll(messageAt(time))).toEqual({ times: [want], refused: [] });
  });

  test('a bad entry is refused alone and its neighbours are read', () => {
    const noMap = Buffer.from('920001', 'hex');
    const noEntry = Buffer.from('a3626164', 'hex');
    const threeMembers = Buffer.from('93000000', 'hex');
    const want = {
      times: [1714978825_000000007n, 1714978825_000000007n, 1714978825_000000007n],
      refused: [
        '3: a map is expected at byte 17',
        '4: an entry of two members is expected at byte 20',
        '4: an entry of two members is expected at byte 39',
      ],
    };
    const entries = [GOOD, noMap, noEntry, GOOD, threeMembers, GOOD];
    expect(readAll(forward(...entries)).times).toEqual(want.times);
    expect(readAll(forward(...entries)).refused).toHaveLength(3);
    expect(readAll(packed(Buffer.concat(entries))).times).toEqual(want.times);
  });

  test('a record nested too deep is refused alone', () => {
    const deep = Buffer.concat([Buffer.from('920081a161', 'hex'), Buffer.alloc(70, 0x91), Buffer.of(0)]);
    const { times, refused } = readAll(forward(GOOD, deep, GOOD));
    expect(times).toHaveLength(2);
    expect(refused).toEqual([expect.stringMatching(/^76: record has more than 64 levels deep/)]);
  });

  test('packed entries that are cut off lose only the last one', () => {
    const { times, refused } = readAll(packed(Buffer.concat([GOOD, GOOD, GOOD.subarray(0, 8)])));
    expect(times).toHaveLength(2);
    expect(refused).toHaveLength(1);
  });

  test('gzip with several members is read whole', () => {
    const bytes = Buffer.concat([gzipSync(GOOD), gzipSync(Buffer.concat([GOOD, GOOD]))]);
    expect(readAll(packed(bytes, { compressed: 'gzip' })).times).toHaveLength(3);
  });

  test.each([
    ['broken gzip', packed(gzipSync(GOOD).subarray(0, 20), { compressed: 'gzip' }), /no valid gzip/],
    ['a gzip bomb', packed(gzipSync(Buffer.alloc(1 << 20)), { compressed: 'gzip' }), /longer than 1000 bytes/],
    ['an unknown compression', packed(GOOD, { compressed: 'lzma' }), /compressed with "lzma"/],
  ])('%s is refused as a whole', (_, bytes, reason) => {
    const { times, refused } = readAll(bytes, { ...DEFAULT_ENTRY_LIMITS, maxUnpackedBytes: 1000 });
    expect(times).toEqual([]);
    expect(refused).toEqual([expect.stringMatching(reason)]);
  });

  test('entries beyond the limit are refused as one', () => {
    const { times, refused } = readAll(packed(Buffer.concat([GOOD, GOOD, GOOD])), {
      ...DEFAULT_ENTRY_LIMITS,
      maxEntries: 2,
    });
    expect(times).toHaveLength(2);
    expect(refused).toEqual(['15: message has more than 2 entries']);
  });

  test('junk inside a message is refused and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (junk) => {
        readAll(packed(Buffer.concat([GOOD, junk])));
      }),
      { numRuns: 500 },
    );
  });
});

describe('readMessage', () => {
  test.each([
    ['an empty array', '90'],
    ['one member', '91a174'],
    ['five members', '95a1740000800000'],
    ['a tag that is no text', '920190'],
    ['a time without a record', '92a17400'],
    ['an option that is no map', '93a1749001'],
    ['two options', '94a174908080'],
  ])('%s is no message', (_, hex) => {
    expect(() => readMessage(Buffer.from(hex, 'hex'), keys)).toThrow(DecodeError);
  });

  test('keeps the chunk id as it came, whatever its type', () => {
    expect(readMessage(Buffer.from('93a1749081a56368756e6bc402ff00', 'hex'), keys).option.chunk?.toString('hex')).toBe(
      'c402ff00',
    );
  });

  test('a nil option is none', () => {
    expect(readMessage(Buffer.from('93a17490c0', 'hex'), keys).option.chunk).toBeUndefined();
  });
});
